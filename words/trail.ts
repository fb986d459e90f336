import type { Services } from '../services';
import type { AuditDocument } from '../services/audit/trail';
import { type Person, personKey } from '../services/people/person';
import { pseudonymOf } from '../services/people/forgetting';
import type { ProblemCode } from '../services/base/problem';
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
  'operation-cancelled': 'the offer was cancelled before',
  'operation-used': 'it was done before',
  'operation-other': 'another button of that card was pressed before',
  'offer-outdated': 'the settings had changed meanwhile',
  'button-only': 'it takes the button of a card',
  'notice-over': 'it was decided or replaced before',
  'request-open': 'it was asked already',
  'request-needless': 'no need to ask',
  'no-admin-reachable': 'no administrator has a chat with the desk',
  'no-second-admin': 'no second administrator could be asked',
  'asker-not-admin': 'whoever had asked was no administrator any more',
  'not-by-yourself': 'nobody approves their own request',
  'not-for-admins': 'not permitted for administrators',
  'protected': 'it takes two administrators',
  'licence-protected': 'the licence of somebody protected',
  'protected-same': 'nothing to change',
  'resets-blocked': 'the owner had objected to a reset',
  'outcome-unknown': 'the database did not answer',
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
  'bulk-self': 'this is whoever started it',
  'bulk-duplicate': 'on the list twice',
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
  lapsed: 'not accepted in time',
  shown: 'the new PIN was shown',
  unconfirmed: 'done, but the answer did not reach Teams',
};

const places: Record<AuditDocument['from'], string> = {
  personal: 'in the 1:1 chat',
  groupChat: 'in a group chat',
  team: 'in a channel',
  commandLine: 'on the command line',
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
    return id === '' ? 'somebody whom Teams does not name' : `object id ${id}`;
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
