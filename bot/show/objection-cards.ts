import type { Button, Card } from '../../cards/card';
import type { NoticeFacts, ObjectionTo } from '../../services/offers/notice-kinds';
import { mayAct } from '../../services/people/rights';
import type { Person } from '../../services/people/person';
import { fewPeople, shownPerson } from '../../words/people';
import { auditOf, myInfo, resetMyPin, say, somebody, type Surroundings, wasPressed } from './notice-surroundings';

const liftLock = (person: string): Button => ({ title: 'Lift the lock', verb: 'lift-lock', data: { person } });

/** What an objection is about, in the middle of a sentence. */
const objectedTo: Record<ObjectionTo, string> = {
  'pin': 'the reset of the PIN',
  'conference-id': 'the reset of the conference ID',
  'enabled': 'turning Audio Conferencing on',
  'disabled': 'turning Audio Conferencing off',
  'unlocked': 'lifting the lock',
};

/** The owner's card after an objection. It promises nothing that is refused while the lock holds. */
export async function objectedCard(of: ObjectionTo, about: Surroundings, outcome?: string): Promise<Card> {
  const { services, tenant, reader, told, day } = about;
  const lock = await services.objections.lockOf({ tenant, id: reader });
  const admins = await services.directory.everyAdmin(tenant);
  const objection = about.offer('not-me');
  const teams = services.backend.name === 'teams';
  const pin = pinOutcome(told?.stopped);
  const byIds = (ids: readonly string[] = []) => admins.filter(({ id }) => ids.includes(id));
  return say(
    lock ? 'Your account is locked for 24 hours' : 'You reported this',
    [
      outcome ?? (teams ? withTeams.owner : { ...outcomes, pin, enabled: pin }[of]),
      lock
        ? `Nobody else can reset your PIN${teams ? ' with Dial-in Desk' : ' or your conference ID'} before ${day(lock.until)}. ` +
          'You can lift that yourself.'
        : 'Nothing is locked any more.',
      ...(lock && teams ? [withTeams.limits] : []),
      ...(wasPressed(objection) ? [`You said on ${day(objection.endedAt)} that this wasn't you.`] : []),
      ...toldWords(byIds(told?.inChat), byIds(told?.byMail)),
      ...(told && told.inChat.length + told.byMail.length === 0
        ? [tellWords(admins.filter(({ id }) => id !== reader && !lock?.accused.includes(id)))]
        : []),
    ],
    [],
    [...(await nextOf(of, about)), ...(lock ? [liftLock(reader)] : [])],
  );
}

/** What an objection means where Teams keeps the PINs: nothing that we do stops one without making another. */
const withTeams = {
  owner: 'The PIN of that reset works until there is a newer one. Press "Reset my PIN" now: that stops it.',
  others: 'The PIN of that reset works until the owner resets it.',
  limits:
    'A Teams administrator can still reset it in the Teams admin center: Dial-in Desk cannot keep them from that.',
} as const;

const outcomes: Record<ObjectionTo, string> = {
  'pin': '',
  'enabled': '',
  'conference-id':
    'Your conference ID and your PIN stay as they are now. The old conference ID does not come back: with another ' +
    'one, invitations must be sent again.',
  'disabled': 'Your conference ID and your PIN do not come back. If enabled again, you get a new ID and PIN.',
  'unlocked': 'It is locked again.',
};
const pinOutcome = (stopped = false): string =>
  stopped ? 'That PIN no longer works.' : 'No PIN had to be stopped: what that reset gave is not in use.';

const toldWords = (inChat: readonly Person[], byMail: readonly Person[]): string[] => [
  ...(inChat.length > 0 ? [`Told in Teams: ${fewPeople(inChat)}.`] : []),
  ...(byMail.length > 0 ? [`Told by email: ${fewPeople(byMail)}.`] : []),
];
const tellWords = (others: readonly Person[]): string =>
  others.length > 0
    ? `I can reach no other administrator. Tell one yourself: ${fewPeople(others)}.`
    : 'There is no administrator beside whoever did this. Tell your IT support, or somebody you trust.';

/** What the owner can do now. People who may not reset a conference ID ask for it; their lock is not in their way. */
async function nextOf(of: ObjectionTo, { services, tenant, reader }: Surroundings): Promise<Button[]> {
  const owner = await services.directory.byId(tenant, reader);
  const settings = await services.settings.of(tenant);
  if (of === 'pin' || of === 'enabled' || of === 'unlocked') return [resetMyPin, myInfo];
  if (of === 'disabled') return [{ title: 'Who are the admins?', verb: 'admins', data: {} }];
  const alone = owner && mayAct(owner.role, 'reset-conference-id', { others: false, settings });
  const verb = alone ? 'reset-conference-id' : 'ask-admin';
  return [{ title: alone ? 'Reset my conference ID' : 'Ask for a new conference ID', verb, data: {} }, myInfo];
}

/** An objection, for an administrator. Whoever the owner objected to cannot lift the lock. */
export async function objectionCard(facts: NoticeFacts['objection'], about: Surroundings): Promise<Card> {
  const { person, by, at, until, stopped, of = 'pin' } = facts;
  const { services, tenant, reader, day } = about;
  const lock = await services.objections.lockOf({ tenant, id: person.id });
  const accused = lock?.accused.includes(reader) || by.id === reader;
  const pin = services.backend.name === 'teams' ? withTeams.others : pinState(stopped);
  const state = {
    ...{ pin, enabled: pin, unlocked: 'Nothing else was changed.' },
    'disabled': 'If enabled again, they get a new ID and PIN.',
    'conference-id': 'The conference ID and the PIN stay as they are now. The old conference ID does not come back.',
  }[of];
  return say(
    'A reset was reported',
    [
      `${shownPerson(person)} says: "This wasn't me". It is about ${objectedTo[of]} by ${somebody(by, about)} on ${day(at)}.`,
      state,
      lock
        ? `Locked until ${day(lock.until)}: nobody else can reset this person's PIN or conference ID.`
        : `It was locked until ${day(until)} at the latest, and is not locked any more.`,
      accused
        ? 'You cannot lift the lock: the owner can, or another administrator.'
        : 'Talk to both before you lift it.',
    ],
    [],
    [...(lock && !accused ? [liftLock(person.id)] : []), auditOf(person)],
    `${person.name} reported a reset`,
  );
}

const pinState = (stopped: boolean): string =>
  stopped ? 'That PIN was stopped.' : 'No PIN that came out of it is in use.';
