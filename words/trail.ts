import type { Services } from '../services';
import { actorName } from '../services/audit/actors';
import { type ChangeAction, changeActions, type TrailShow } from '../services/audit/changes';
import type { AuditDocument } from '../services/audit/trail';
import { type Person, personKey } from '../services/people/person';
import { pseudonymOf } from '../services/people/forgetting';
import type { ProblemCode } from '../services/base/problem';
import { settingFields } from '../services/settings/fields';
import { capital } from './capital';
import { shownPerson } from './people';

/** Why something was refused, as the end of a sentence. */
const reasons: Record<ProblemCode, string> = {
  'actor-unknown': 'not in the directory',
  'actor-disabled': 'the account is disabled',
  'actor-guest': 'a guest',
  'not-for-others': 'not permitted for other people',
  'not-your-role': 'the role does not permit it',
  'person-unknown': 'nobody is called that',
  'person-ambiguous': 'several people are called that',
  'person-missing': 'nobody was named',
  'person-mention-unknown': 'nobody known was mentioned',
  'account-disabled': 'the account of that person is disabled',
  'guest': 'that person is a guest',
  'resource': 'a room or a resource',
  'not-licensed': 'no Audio Conferencing licence',
  'not-enabled': 'not enabled for Audio Conferencing',
  'already-enabled': 'already enabled',
  'no-mailbox': 'no mailbox',
  'address-malformed': 'not an email address',
  'address-several': 'more than one email address',
  'address-not-allowed': 'not to that email address',
  'address-not-for-own-pin': 'the own PIN is not emailed',
  'sender-not-allowed': 'emails do not come from that address',
  'mail-none-failed': 'no email had failed',
  'mail-not-failed': 'that email had not failed',
  'mail-with-pin': 'the PIN of that email was deleted',
  'operation-unknown': 'the button is not valid there',
  'operation-expired': 'the offer had expired',
  'operation-superseded': 'there was a newer offer',
  'operation-restored': 'the offer was from before a restore',
  'operation-cancelled': 'the offer was cancelled before',
  'operation-used': 'it was done before',
  'operation-other': 'another button of that card was pressed before',
  'offer-outdated': 'the settings had changed meanwhile',
  'button-only': 'it takes the button of a card',
  'notice-over': 'it was decided or replaced before',
  'request-open': 'it was asked already',
  'request-needless': 'no need to ask',
  'ask-protected': 'a change to somebody protected takes two administrators',
  'no-admin-reachable': 'no administrator could be asked',
  'no-second-admin': 'no second administrator could be asked',
  'asker-not-admin': 'whoever had asked might no longer do so',
  'not-by-yourself': 'nobody approves their own request',
  'not-for-admins': 'not permitted for administrators',
  'protected': 'it takes two administrators',
  'licence-protected': 'the licence of somebody protected',
  'protected-same': 'nothing to change',
  'resets-blocked': 'locked by the person',
  'not-locked': 'nothing was locked',
  'lock-not-yours': 'the person had reported whoever tried',
  'nudged-already': 'it was suggested already',
  'nudge-unreachable': 'neither a chat nor a mailbox',
  'outcome-unknown': 'the database did not answer',
  'teams-refused': 'Teams did not do it',
  'teams-unknown': 'nobody can tell whether Teams did it',
  'teams-at-it': 'Teams was still at the change before',
  'not-with-teams': 'Teams does not let anybody do that',
  'limit-reached': 'too many resets',
  'busy': 'something else was being done',
  'pin-try-later': 'too many wrong PINs',
  'setting-invalid': 'not a possible value',
  'settings-same': 'nothing to change',
  'settings-outdated': 'somebody else had changed it meanwhile',
  'file-gone': 'the file was not offered any more',
  'file-place': 'a place for the file outside Microsoft 365',
  'bulk-empty': 'nobody stood on the list',
  'bulk-too-many': 'too many people on the list',
  'bulk-columns-unknown': 'no column of the list was known',
  'bulk-beside': 'stands beside another person in its line',
  'bulk-self': 'you cannot include yourself',
  'bulk-duplicate': 'on the list twice and counted once',
  'bulk-unreachable': 'reached neither by email nor in a chat, so nobody would get the PIN',
  'bulk-broken': 'something went wrong',
  'bulk-over': 'the bulk change was over',
  'bulk-no-approver': 'no second administrator could be asked',
  'upload-unreadable': 'the file could not be fetched',
  'upload-not-text': 'the file was not a text',
  'upload-too-large': 'the file was too large',
  'period-unknown': 'that time was not understood',
  'forget-self': 'nobody forgets themself',
  'forget-active': 'the person can still sign in',
  'role-missing': 'no role was named',
  'role-same': 'the person had that role',
  'role-not-for-guests': 'roles are for members only',
  'last-admin': 'the last administrator',
  'role-from-entra': 'roles come from Microsoft Entra',
  'licence-from-entra': 'licences come from Microsoft Entra',
  'people-from-entra': 'people come from Microsoft Entra',
  'forget-in-entra': 'the person is still in Microsoft Entra',
  'role-unchecked': 'Microsoft Graph did not confirm the role',
  'position-missing': 'neither on nor off',
  'number-missing': 'no number was named',
  'number-not-on-bridge': 'not a number of the bridge',
  'number-in-use': 'people have that number',
  'number-needed': 'people follow the default number',
  'conference-id-malformed': 'not a conference ID',
  'conference-id-missing': 'no conference ID was named',
  'conference-id-unknown': 'never given out',
  'conference-ids-exhausted': 'no free conference ID',
  'not-installed': 'the app is not installed for the person',
  'update-teams': 'the button was not pressed by a person',
};

const outcomes: Record<Exclude<AuditDocument['outcome'], 'refused'>, string> = {
  done: 'done',
  cancelled: 'cancelled',
  asked: 'Teams was asked to do it',
  unknown: 'nobody can tell whether Teams did it',
  lapsed: 'not accepted in time',
  shown: 'the new PIN was shown',
  unconfirmed: 'done, but the answer did not reach Teams',
};

const places: Record<AuditDocument['from'], string> = {
  personal: 'in the 1:1 chat',
  groupChat: 'in a group chat',
  team: 'in a channel',
  commandLine: 'on the command line',
  entra: 'in Microsoft Entra',
  itself: 'by itself',
};

export const reasonWords = (code = ''): string => reasons[code as ProblemCode] ?? code;
/**
 * `reset-pin` as `reset pin`. It is made from the name of the command, because that name stays in the trail even if the
 * command is gone.
 */
const actionWords = (action: string): string => (action === 'click' ? 'a button' : action.replaceAll('-', ' '));
const outcomeWords = ({ outcome, reason }: AuditDocument): string =>
  outcome === 'refused' ? `refused: ${reasonWords(reason)}` : outcomes[outcome];

/** The people that records name. */
export type NamesIn = Awaited<ReturnType<typeof namesIn>>;

/** The people that records name: those who are in the directory now, and those who were forgotten. */
export async function namesIn(
  records: readonly AuditDocument[],
  { directory, forgetting }: Pick<Services, 'directory' | 'forgetting'>,
) {
  const keys = [
    ...new Set(
      records.flatMap(({ tenant, actor, target, asker }) =>
        [actor.id, target?.id, asker?.id].flatMap((id) => (id ? [personKey(tenant, id)] : [])),
      ),
    ),
  ];
  const [people, former] = await Promise.all([directory.byKeys(keys), forgetting.among(keys)]);
  return { people, former };
}

/** Who did what these records say, each in the middle of a sentence: a name, "you", or what is left of somebody. */
export async function namedIn(
  records: readonly AuditDocument[],
  services: Pick<Services, 'directory' | 'forgetting'>,
  reader: Pick<Person, 'tenant' | 'id'>,
): Promise<(id: string) => string> {
  const { people, former } = await namesIn(records, services);
  return (id) => {
    const key = personKey(reader.tenant, id);
    if (id === reader.id) return 'you';
    return people.get(key)?.name ?? actorName(id) ?? (former.has(key) ? pseudonymOf(key) : 'somebody who has left');
  };
}

/** A record as a line of a list. Names are current; people who have left the directory appear as object ids. */
export function auditLine(
  record: AuditDocument,
  about: { people: ReadonlyMap<string, Person>; former: ReadonlySet<string>; day(at: Date): string },
) {
  const { tenant, action, actor, target, asker, from, change, at } = record;
  const named = (id: string): string => {
    const person = about.people.get(personKey(tenant, id));
    if (person) return shownPerson(person);
    if (about.former.has(personKey(tenant, id))) return pseudonymOf(personKey(tenant, id));
    return id === '' ? 'somebody whom Teams does not name' : (actorName(id) ?? `object id ${id}`);
  };
  return {
    what: actionWords(action),
    outcome: outcomeWords(record),
    refused: record.outcome === 'refused',
    by: `By ${named(actor.id)}${actor.role ? `, ${actor.role}` : ''}`,
    for: [
      target && target.id !== actor.id ? `For ${named(target.id)}` : '',
      asker && asker.id !== target?.id ? `asked for by ${named(asker.id)}` : '',
    ]
      .filter(Boolean)
      .join(', '),
    when: `${about.day(at)}, ${places[from]}`,
    change: change ? `Before: ${change.before}. After: ${change.after}.` : '',
  };
}

/**
 * How a change reads: what was done, the same verb after "tried to", and the rest. `{whose}` and `{whom}` are whom
 * it was for.
 */
const changeVerbs: Record<ChangeAction, readonly [done: string, tried: string, rest: string]> = {
  'reset-pin': ['reset', 'reset', '{whose} PIN'],
  'reset-conference-id': ['reset', 'reset', '{whose} conference ID'],
  'pick-up-pin': ['picked up', 'pick up', '{whose} new PIN'],
  'show-late-pin': ['opened', 'open', '{whose} new PIN, which had come late'],
  'not-me': ['reported', 'report', 'a reset that was not expected'],
  'enable': ['enabled', 'enable', '{whom}'],
  'disable': ['disabled', 'disable', '{whom}'],
  'change-number': ['changed', 'change', '{whose} number to dial'],
  'change-person': ['changed', 'change', '{whose} settings'],
  'switch-mails': ['switched', 'switch', '{whose} automatic emails'],
  'switch-automatic-mails': ['switched', 'switch', 'automatic emails of the organization'],
  'switch-pins-by-mail': ['switched', 'switch', 'PINs by email'],
  'change-settings': ['changed', 'change', 'settings of the organization'],
  'restore-defaults': ['restored', 'restore', 'the default settings'],
  'make-role': ['changed', 'change', '{whose} role'],
  'protect': ['protected', 'protect', '{whom}'],
  'unprotect': ['removed', 'remove', '{whose} protection'],
  'forget': ['removed', 'remove', 'what was known about {whom}'],
  'send-conference-info': ['had', 'have', '{whose} conference info emailed'],
  'resend-mail': ['had', 'have', 'an email to {whom} sent again'],
  'ask-admin': ['asked', 'ask', 'for a new conference ID{for}'],
  'ask-pin-reset': ['asked', 'ask', 'for a new PIN{for}'],
  'nudge': ['suggested', 'suggest', 'a new PIN to {whom}'],
  'lift-lock': ['lifted', 'lift', '{whose} lock'],
  'ask-second-admin': ['asked', 'ask', 'for a second administrator, for {whom}'],
  'decline-request': ['declined', 'decline', 'a request for {whom}'],
  'bulk': ['started', 'start', 'a bulk change'],
  'pause-bulk': ['paused', 'pause', 'a bulk change'],
  'resume-bulk': ['resumed', 'resume', 'a bulk change'],
  'stop-bulk': ['stopped', 'stop', 'a bulk change'],
  'bootstrap-admin': ['became', 'become', 'the first administrator'],
  'set-licence': ['changed', 'change', '{whose} licence'],
  'import-people': ['imported', 'import', 'people'],
  'import-person': ['changed', 'change', '{whom} by an import'],
  'rotate-keys': ['rotated', 'rotate', 'the keys of the PINs'],
  'try-teams': ['tried', 'try', 'Teams PowerShell with a new PIN{for}'],
  'accept-sync': ['accepted', 'accept', 'that people are missing in Microsoft Entra'],
  'sync-person': ['changed', 'change', '{whom}'],
  'cut-trail': ['removed', 'remove', 'old records of the trail, whose time was over'],
  'restore': ['restored', 'restore', 'the database from a backup'],
  'end-pin': ['ended', 'end', '{whose} PIN, which came from a backup'],
};

/** Refusals about somebody else whom the record does not name. */
const ofOthers: readonly ProblemCode[] = [
  'not-for-others',
  'person-unknown',
  'person-ambiguous',
  'person-mention-unknown',
];

const isChange = (action: string): action is ChangeAction => changeActions.some((one) => one === action);

/** A record as one line, `16:49 Megan Bowen reset Alice Smith's conference ID`, with what it changed below it. */
export interface TrailLine {
  time: string;
  text: string;
  refused: boolean;
  /** What it changed, and where it came from if that was not the 1:1 chat. Perhaps empty. */
  more: string;
}

/**
 * A record as a sentence. Names are current.
 * @param about.shared the names that several people have, which take their address along
 */
export function trailLine(
  record: AuditDocument,
  about: NamesIn & { shared: ReadonlySet<string>; time(at: Date): string },
): TrailLine {
  const { tenant, action, actor, target, asker, from, change, at, outcome } = record;
  const named = (id: string): string => {
    const person = about.people.get(personKey(tenant, id));
    if (person) return about.shared.has(person.name) ? shownPerson(person) : person.name;
    if (about.former.has(personKey(tenant, id))) return pseudonymOf(personKey(tenant, id));
    return id === '' ? 'somebody whom Teams does not name' : (actorName(id) ?? `object id ${id}`);
  };
  const by = named(actor.id);
  // Somebody who was named and not found, or not looked up, is nobody whom the trail knows.
  const unknown = !target && ofOthers.some((code) => code === record.reason);
  const own = !unknown && (!target || target.id === actor.id);
  const name = own ? '' : target ? named(target.id) : 'somebody else';
  const [done, tried, rest] = isChange(action) ? changeVerbs[action] : ['used', 'use', `"${actionWords(action)}"{for}`];
  const filled = rest
    .replace('{whose}', own ? 'their own' : possessive(name))
    .replace('{whom}', own ? 'themself' : name)
    .replace('{for}', own ? '' : ` for ${name}`);
  const sentences: Record<AuditDocument['outcome'], string> = {
    done: `${by} ${done} ${filled}`,
    refused: `${by} tried to ${tried} ${filled}: ${reasonWords(record.reason)}`,
    cancelled: `${by} cancelled "${actionWords(action)}"${own ? '' : ` for ${name}`}`,
    asked: `${by} asked Teams to ${tried} ${filled}`,
    unknown: `${by} asked Teams to ${tried} ${filled}, and nobody can tell whether it did`,
    lapsed: `Nobody answered in time when ${by} wanted to ${tried} ${filled}`,
    shown: `${by} was shown ${own ? 'their own' : possessive(name)} new PIN`,
    unconfirmed: `${by} ${done} ${filled}, but the answer did not reach Teams`,
  };
  const asked = asker && asker.id !== target?.id ? `, asked for by ${named(asker.id)}` : '';
  return {
    time: about.time(at),
    text: capital(`${sentences[outcome]}${asked}`),
    refused: outcome === 'refused',
    more: [change ? changedWords(change) : '', from === 'personal' ? '' : capital(places[from])]
      .filter(Boolean)
      .join('. '),
  };
}

const possessive = (name: string): string => (/s$/i.test(name) ? `${name}’` : `${name}’s`);

/** Before and after, each setting by its label: `PIN length: 12 → 6`. */
function changedWords({ before, after }: NonNullable<AuditDocument['change']>): string {
  const [olds, news] = [before, after].map((text) => text.split(', '));
  if (olds!.length !== news!.length) return `Before: ${before}. After: ${after}`;
  return olds!
    .map((old, index) => {
      const field = settingFields.find(({ name }) => old.startsWith(`${name} `));
      const [one, other] = [old, news![index]!].map((text) => (field ? text.slice(field.name.length + 1) : text));
      return field ? `${field.label}: ${one === other ? 'changed' : `${one} → ${other}`}` : `${one} → ${other}`;
    })
    .join(', ');
}

/** What a list of the trail shows, as its title says it. */
export const showWords: Record<TrailShow, { title: string; none: string }> = {
  changes: { title: 'changes', none: 'Nothing was changed' },
  refused: { title: 'refusals', none: 'Nothing was refused' },
  everything: { title: 'everything', none: 'Nothing was done or refused' },
};
