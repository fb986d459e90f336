import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import type { Services } from '../../services';
import type { Person, Role } from '../../services/people/person';
import type { Notice, NoticeFacts, NoticeKind, ObjectionTo } from '../../services/offers/notice-kinds';
import type { AnyInput, Offer } from '../../services/offers/offers';
import type { RequestDocument } from '../../services/offers/requests';
import { roleWords } from '../../words/cards';
import { replacedPinCard } from './replaced-pin-card';
import { undeliveredCard } from './undelivered-card';
import { changeWords, settingWords } from '../../words/requests';
import { timesIn } from '../../words/times';
import { shownPeople, shownPerson } from '../../words/people';
import { isOpen } from '../../services/offers/offer';

interface Dependencies {
  services: Services;
  /** The titles of commands, by their names. */
  commands: readonly { name: string; title: string }[];
}

/** What the words of a notice may need in addition to its facts. */
interface Surroundings extends Dependencies {
  day(at: Date): string;
  time(at: Date): string;
  now: Date;
  tenant: string;
  /** The offer behind a button. */
  offer(button: string): Offer | undefined;
}

const someone = (person: Person | undefined): string => (person ? shownPerson(person) : 'Somebody');
const say = (
  title: string,
  paragraphs: string[],
  choices: { title: string; offer: string }[] = [],
  buttons: Button[] = [],
): Card => cards.noticeWithOffers({ title, paragraphs, choices, buttons });

const myInfo: Button = { title: 'My conference info', verb: 'show-conference-info', data: {} };
const resetMyPin: Button = { title: 'Reset my PIN', verb: 'reset-pin', data: {} };
const auditOf = (person?: { id: string }): Button => ({
  title: 'Audit',
  verb: 'audit',
  data: person ? { person: person.id } : {},
});

/** The button of an offer, while it can be pressed. */
const choice = (title: string, offer: Offer | undefined, now: Date) =>
  offer && isOpen(offer, now) ? [{ title, offer: offer._id }] : [];

const wasPressed = (offer: Offer | undefined): offer is Offer & { endedAt: Date } => offer?.state === 'done';

const notMe = "This wasn't me";
const objected = (offer: Offer & { endedAt: Date }, { day }: Surroundings): string =>
  `You said on ${day(offer.endedAt)} that this wasn't you. All administrators with a chat here were told.`;

/** The words for every kind of notice in its present state. A kind without words does not compile. */
const words: { [Kind in NoticeKind]: (facts: NoticeFacts[Kind], about: Surroundings) => Promise<Card> | Card } = {
  async 'pin-to-pick-up'({ by, at, stopped }, about) {
    const { now, day, time, services, tenant } = about;
    const [show, objection] = [about.offer('show'), about.offer('not-me')];
    const who = `${shownPerson(by)} reset your PIN on ${day(at)}.`;
    if (wasPressed(objection))
      return say('Your PIN', [
        who,
        objected(objection, about),
        'The new PIN that waited here is withdrawn. Nobody has seen it.',
      ]);
    if (wasPressed(show)) {
      const owner = await services.directory.byId(tenant, show.target);
      if (show.retiredAt && owner) return replacedPinCard({ target: owner, own: true, time: time(show.endedAt) });
      return cards.pinMasked({
        name: owner?.name ?? '',
        upn: owner?.upn ?? '',
        own: true,
        time: time(show.endedAt),
        person: show.target,
      });
    }
    const object = choice(notMe, objection, now);
    const open = choice('Show my new PIN', show, now);
    if (open.length > 0) {
      return say(
        'A new PIN is waiting for you',
        [
          who,
          stopped ? 'Your old PIN no longer works.' : 'Your old PIN works until you press "Show my new PIN".',
          `Only you can see the new one: here, once, until ${day(show!.expiresAt)}.`,
          `If you did not expect this, press "${notMe}".`,
        ],
        [...open, ...object],
      );
    }
    const why =
      show?.state === 'superseded'
        ? 'Something newer has replaced this, so no PIN waits here any more.'
        : 'The new PIN was not picked up in time, so none waits here any more.';
    return say(
      'No new PIN is waiting here',
      [
        who,
        why,
        stopped ? 'The PIN that you had then no longer works.' : 'This did not change your PIN.',
        'Type "reset my pin" for a new one.',
      ],
      object,
    );
  },

  'pin-not-picked-up': ({ person, at, stopped, why }, { day }) =>
    say('A new PIN did not reach its owner', [
      `${shownPerson(person)}: you reset the PIN on ${day(at)}.`,
      why === 'lapsed'
        ? 'The new one was not picked up within 24 hours.'
        : 'Dial-in Desk is not installed for this person any more, so the card could not be delivered.',
      stopped ? 'The old PIN no longer works.' : 'This did not change the PIN.',
      'Typing "reset my pin" to me shows the owner a new one.',
    ]),

  'pin-reset-by-other'({ by, at }, about) {
    const objection = about.offer('not-me');
    const who =
      `${shownPerson(by)} reset your PIN on ${about.day(at)} and was shown the new one. The old one no ` +
      `longer works.`;
    if (wasPressed(objection)) return say('Your PIN was reset', [who, objected(objection, about)], [], [resetMyPin]);
    const object = choice(notMe, objection, about.now);
    return say(
      'Your PIN was reset',
      [
        who,
        'Type "reset my pin" for one that nobody else has seen.',
        ...(object.length > 0
          ? [
              `If you did not expect this, press "${notMe}": that PIN stops working at once, nobody else can reset ` +
                `your PIN or your conference ID for 24 hours, and all administrators are told.`,
            ]
          : []),
      ],
      object,
      [resetMyPin, myInfo],
    );
  },

  'conference-id-reset-by-other'({ by, at }, about) {
    const objection = about.offer('not-me');
    const paragraphs = [
      `${shownPerson(by)} reset your conference ID on ${about.day(at)}. The old one no longer works. This did not ` +
        `change your PIN.`,
      'Type "show my conference info" to see the conference ID that you have now. Meeting invitations with the old ' +
        'one must be sent again.',
    ];
    const title = 'Your conference ID was reset';
    if (wasPressed(objection)) return say(title, [...paragraphs, objected(objection, about)], [], [myInfo]);
    const object = choice(notMe, objection, about.now);
    const offered =
      `If you did not expect this, press "${notMe}": nobody else can reset your PIN or your ` +
      `conference ID for 24 hours, and all administrators are told. The old conference ID does not come back.`;
    return say(title, object.length > 0 ? [...paragraphs, offered] : paragraphs, object, [myInfo]);
  },

  'enabled-by-other': (facts, about) =>
    toOwner(about, {
      title: 'Audio Conferencing was turned on for you',
      paragraphs: [
        `${shownPerson(facts.by)} enabled you for Audio Conferencing on ${about.day(facts.at)}: you have a new conference ` +
          'ID and a new PIN.',
        'Type "reset my pin" for a PIN that nobody else has seen, and "show my conference info" for the conference ID.',
      ],
      objecting: 'that PIN stops working at once, nobody else can reset your PIN or your conference ID for 24 hours',
    }),

  'disabled-by-other': (facts, about) =>
    toOwner(about, {
      title: 'Audio Conferencing was turned off for you',
      paragraphs: [
        `${shownPerson(facts.by)} turned Audio Conferencing off for you on ${about.day(facts.at)}. Your conference ID and ` +
          'your PIN no longer work. They do not come back: you get new ones if you are enabled again.',
      ],
      objecting: 'nobody else can enable you or reset anything of yours for 24 hours',
    }),

  'role-changed': ({ by, at, before, after }, { day }) =>
    say('Your role was changed', [
      `${shownPerson(by)} changed your role on ${day(at)}.`,
      `Before: ${roleNames(before)}. Now: ${roleNames(after)}.`,
      'If you did not expect this, talk to an administrator.',
    ]),

  'unprotected-by-other': ({ by, at }, { day }) =>
    say('You are no longer protected', [
      `${shownPerson(by)} ended your protection on ${day(at)}: one administrator can now change what is yours.`,
      'If you did not expect this, talk to an administrator.',
    ]),

  'guard-loosened': ({ by, at, settings }, { day }) =>
    say(
      'A guard was loosened',
      [
        `${shownPerson(by)} changed settings of your organization on ${day(at)}:`,
        ...Object.entries(settings).map(([name, texts]) => settingWords(name, texts)),
        'If you did not expect this, look at the audit trail, and put it back in "settings". Putting it back takes one ' +
          'administrator.',
      ],
      [],
      [auditOf(), { title: 'Settings', verb: 'settings', data: {} }],
    ),

  'admin-changed': ({ by, at, person, what }, { day }) =>
    say(
      what === 'unprotected' ? 'A protection was ended' : 'A change to an administrator',
      [
        {
          made: `${shownPerson(person)} was made an administrator by ${shownPerson(by)} on ${day(at)}.`,
          demoted: `${shownPerson(person)} is no longer an administrator: ${shownPerson(by)}, ${day(at)}.`,
          disabled: `Audio Conferencing was turned off for the administrator ${shownPerson(person)} by ${shownPerson(by)} on ${day(at)}.`,
          unprotected: `${shownPerson(person)} is no longer protected: ${shownPerson(by)}, ${day(at)}.`,
        }[what],
        'If you did not expect this, look at the audit trail.',
      ],
      [],
      [auditOf(person)],
    ),

  'objection': ({ person, by, at, until, stopped, of }, { day }) =>
    say(
      'Somebody did not expect a reset',
      [
        `${shownPerson(person)} says: "${notMe}". It is about ` +
          `${objectedTo[of ?? 'pin']} by ${shownPerson(by)} on ${day(at)}.`,
        of === 'disabled'
          ? 'Conference ID and PIN do not come back; the person gets new ones when enabled again.'
          : of === 'conference-id'
            ? 'The conference ID and the PIN stay as they are now. The old conference ID does not come back.'
            : stopped
              ? 'That PIN was stopped.'
              : 'No PIN that came out of it is in use.',
        `Nobody else can reset this person's PIN or conference ID before ${day(until)}.`,
        'Talk to both, and look at the audit trail.',
      ],
      [],
      [auditOf(person)],
    ),

  async 'mail-failed'({ person, mail: id }, about) {
    const { services, tenant } = about;
    const title = 'An email did not arrive';
    const [mail, target] = [await services.outbox.byId(tenant, id), await services.directory.byId(tenant, person.id)];
    const offer = mail && (await services.offers.ofOperation(mail));
    if (!mail || !target) return say(title, [`It was to ${shownPerson(person)}.`]);
    if (mail.state !== 'dead') return say(title, [`It was to ${shownPerson(person)}. It was queued again since.`]);
    const actor = offer && (await services.directory.byId(tenant, offer.actor));
    return undeliveredCard(mail, { target, actor, offer, title, day: about.day });
  },

  async 'request'({ request: id }, about) {
    const request = await about.services.requests.byId(id);
    if (!request) return say('A request', ['It is not known any more.']);
    const facts = await requestFacts(request, about);
    const open = [
      ...choice('Approve', about.offer('approve'), about.now),
      ...choice('Decline', about.offer('decline'), about.now),
    ];
    if (request.state === 'open' && open.length > 0) {
      const paragraphs = [...facts, `One answer counts. It can be given until ${about.day(request.expiresAt)}.`];
      return cards.noticeWithOffers({ title: 'Do you approve?', paragraphs, choices: open, buttons: listOf(request) });
    }
    return say('A request was answered', [...facts, await outcomeOf(request, about)]);
  },

  async 'request-ended'({ request: id }, about) {
    const request = await about.services.requests.byId(id);
    if (!request) return say('Your request', ['It is not known any more.']);
    const { state, kind, asker, target } = request;
    const outcome = await outcomeOf(request, about);
    const what = `You asked for: ${await wantedWords(request, about)}.`;
    const own = asker === target;
    if (state === 'approved') {
      const buttons = [{ title: 'Show conference info', verb: 'show-conference-info', data: { person: target } }];
      const next =
        own && kind === 'reset-conference-id'
          ? ['The old conference ID no longer works. Type "show my conference info" to see the new one.']
          : [];
      return cards.noticeWithOffers({
        title: 'Your request was approved',
        paragraphs: [what, outcome, ...next],
        choices: [],
        buttons: kind === 'bulk' ? [] : buttons,
      });
    }
    const admins = state === 'declined' ? [] : await about.services.directory.admins(about.tenant);
    const ask = admins.length > 0 ? [`Ask an administrator: ${shownPeople(admins)}.`] : [];
    return say(state === 'declined' ? 'Your request was declined' : 'Nobody has answered your request', [
      what,
      outcome,
      ...ask,
    ]);
  },
};

/** What an objection is about, in the middle of a sentence. */
const objectedTo: Record<ObjectionTo, string> = {
  'pin': 'the reset of the PIN',
  'conference-id': 'the reset of the conference ID',
  'enabled': 'turning Audio Conferencing on',
  'disabled': 'turning Audio Conferencing off',
};

const roleNames = (role: string): string => roleWords[role as Role] ?? role;

/** A card to its owner, who can object. */
function toOwner(
  about: Surroundings,
  { title, paragraphs, objecting }: { title: string; paragraphs: string[]; objecting: string },
): Card {
  const objection = about.offer('not-me');
  if (wasPressed(objection)) return say(title, [...paragraphs, objected(objection, about)], [], [myInfo]);
  const object = choice(notMe, objection, about.now);
  const offered = `If you did not expect this, press "${notMe}": ${objecting}, and all administrators are told.`;
  return say(title, object.length > 0 ? [...paragraphs, offered] : paragraphs, object, [myInfo]);
}

async function wantedWords(
  { kind, input, asker, target, tenant }: RequestDocument,
  { services, commands }: Surroundings,
): Promise<string> {
  const what = changeWords(commands.find(({ name }) => name === kind)?.title ?? kind, input);
  return asker === target ? what : `${what}, for ${someone(await services.directory.byId(tenant, target))}`;
}

/** The button that shows the list: nobody should approve it unseen. */
const listOf = ({ kind, input }: RequestDocument): Button[] =>
  kind === 'bulk'
    ? [{ title: 'All rows as a file', verb: 'bulk-result', data: { job: (input as AnyInput).job ?? '' } }]
    : [];

async function requestFacts(request: RequestDocument, about: Surroundings): Promise<string[]> {
  const asker = await about.services.directory.byId(request.tenant, request.asker);
  return [
    `${someone(asker)} asks for: ${await wantedWords(request, about)}.`,
    ...(request.kind === 'bulk'
      ? []
      : [request.reason === undefined ? 'No reason was given.' : `Reason, as it was written: ${request.reason}`]),
    `Asked on ${about.day(request.askedAt)}.`,
  ];
}

/** The outcome of a request: who decided it, and when. */
async function outcomeOf(
  { state, decidedBy, endedAt, expiresAt, tenant }: RequestDocument,
  { services, day }: Surroundings,
): Promise<string> {
  const when = day(endedAt ?? expiresAt);
  if (state === 'unreachable') return 'It could be shown to no administrator. Nothing was changed.';
  if (state === 'withdrawn') return `It was withdrawn on ${when}. Nothing was changed.`;
  if (state === 'lapsed' || state === 'open')
    return `Nobody decided it in 7 days, so it ended on ${when}. Nothing was changed.`;
  const who = someone(decidedBy === undefined ? undefined : await services.directory.byId(tenant, decidedBy));
  return state === 'approved'
    ? `${who} approved it on ${when}.`
    : `${who} declined it on ${when}. Nothing was changed.`;
}

/** The card of a notice, as it should read now. */
export async function noticeCard(notice: Notice, dependencies: Dependencies): Promise<Card> {
  const { services } = dependencies;
  const offers = await services.offers.ofNotice(notice._id);
  const chat = await services.chats.find(notice.tenant, notice.person);
  const about: Surroundings = {
    ...dependencies,
    ...timesIn(chat?.timeZone ?? ''),
    now: await services.now(),
    tenant: notice.tenant,
    offer: (button) => offers.find(({ _id }) => _id === notice.operations[button]),
  };
  const wordsFor = words[notice.kind] as (facts: unknown, about: Surroundings) => Promise<Card> | Card;
  return wordsFor(notice.facts, about);
}
