import { type ConferencingRecord, infoOf } from '../conferencing/records';
import { automaticMailOutcome, type MailOutcome } from '../mail/mail-outcome';
import type { Person } from '../people/person';
import { type NumberField, numberFields } from '../settings/bridge-numbers';
import type { Settings } from '../settings/settings';

/**
 * What happens with the mail about a change of numbers; undefined where there is nothing new to dial. Somebody whose
 * own number has left the bridge was last told that number, so the default is new to them.
 * @param about.personMails the switch as it will be after the change, if that changes too
 */
export function mailAboutNumbers(
  before: ConferencingRecord,
  after: ConferencingRecord,
  about: { target: Person; settings: Settings; own: boolean; noMail?: boolean },
): MailOutcome | undefined {
  const { target, settings, own, noMail } = about;
  const info = infoOf(after, settings);
  const told = (field: NumberField): string => before[field] ?? settings[field] ?? '';
  if (numberFields.every((field) => told(field) === (info[field] ?? ''))) return undefined;
  return automaticMailOutcome('number-changed', target, { settings, own, noMail, personMails: after.mails });
}
