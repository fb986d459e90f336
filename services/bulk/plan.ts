import { chosenNumber } from '../conferencing/own-number';
import { assertEnabled, assertNotBlocked, type ConferencingRecord } from '../conferencing/records';
import { contactOf, type Person } from '../people/person';
import { assertEligible } from '../people/eligibility';
import { automaticMailOutcome, hidesPin } from '../mail/mail-outcome';
import { Problem, type TwoAdmins } from '../base/problem';
import { isActiveAdmin, mayTargetDecide, needsSecondAdmin } from '../offers/two-admins';
import { permit } from '../people/rights';
import type { Settings } from '../settings/settings';
import type { BulkAction, BulkRow } from './job';

/** What is known about somebody at the time of the dry run. */
interface Known {
  actor: Person;
  person: Person;
  record?: ConferencingRecord;
  settings: Settings;
  /** Whether the person has a chat with us. */
  inChat: boolean;
  at: Date;
  /** The number that everybody gets, E.164, if that is the change. */
  number?: string;
}

/**
 * Whether and how a change would be made for one person of a list.
 * @throws Problem that says why not
 */
export function planFor(action: BulkAction, known: Known): Required<Pick<BulkRow, 'way'>> {
  const { actor, person, record, settings, at } = known;
  if (person.id === actor.id) throw new Problem('bulk-self', {});
  permit(actor, person, action);
  const why = takesTwo(action, person);
  if (why) throw new Problem('protected', { person: contactOf(person), command: action, why });
  // Conferencing is turned off also for those who could not have it any more.
  if (action !== 'disable') assertEligible(person, { own: false });
  if (action === 'enable') {
    if (record?.enabled) throw new Problem('already-enabled', { person: contactOf(person), own: false });
    if (record) assertNotBlocked(record, person, { own: false, at });
    return { way: mailed('enabled', known) };
  }
  assertEnabled(record, person, { own: false });
  if (action === 'disable') return { way: mailed('disabled', known) };
  if (action === 'change-number') {
    if (chosenNumber(record, 'tollNumber') === known.number) throw new Problem('settings-same', {});
    return { way: mailed('number-changed', known) };
  }
  assertNotBlocked(record, person, { own: false, at });
  return { way: action === 'reset-pin' ? wayOfPin(known, settings) : mailed('conference-id-reset', known) };
}

/** Why the row takes a second administrator of its own, whom a bulk change cannot ask. */
function takesTwo(action: BulkAction, target: Person): TwoAdmins | undefined {
  if (needsSecondAdmin(action, { target, own: false })) return 'protected';
  return mayTargetDecide(action) && isActiveAdmin(target) ? 'admin-loses' : undefined;
}

/**
 * How a new PIN gets to its owner without anybody having to ask: by mail, else by a card in the owner's chat.
 * @throws Problem `bulk-unreachable`
 */
function wayOfPin(known: Known, settings: Settings): 'mail' | 'chat' {
  const hidden = hidesPin(settings, known.person, { own: false });
  const mailOutcome = automaticMailOutcome('pin-reset', known.person, {
    settings,
    personMails: known.record?.mails ?? true,
    own: false,
  });
  if (!hidden && mailOutcome.kind === 'queued' && mailOutcome.withheld === undefined) return 'mail';
  if (known.inChat) return 'chat';
  throw new Problem('bulk-unreachable', { person: contactOf(known.person) });
}

function mailed(
  kind: 'enabled' | 'conference-id-reset' | 'disabled' | 'number-changed',
  { person, record, settings }: Known,
): 'mail' | 'none' {
  return automaticMailOutcome(kind, person, { settings, personMails: record?.mails ?? true, own: false }).kind ===
    'queued'
    ? 'mail'
    : 'none';
}
