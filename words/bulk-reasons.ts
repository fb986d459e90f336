import type { ProblemCode } from '../services/base/problem';
import { reasonWords } from './trail';
import { capital } from './capital';

/** What can be done about the row of a bulk change that was left out or failed, as a sentence. */
const waysOut: Partial<Record<ProblemCode, string>> = {
  'person-unknown': 'Check how it is written, or import this person.',
  'person-ambiguous': 'List the user principal name, the email address or the object id.',
  'account-disabled': 'Enable the account in Microsoft Entra and import it again, or take it off the list.',
  'guest': 'Only members of the organization can have conferencing: take it off the list.',
  'resource': 'Only people can have conferencing: take it off the list.',
  'not-licensed': 'Assign a licence in Microsoft 365 and import it again.',
  'not-enabled': 'Enable this person first.',
  'already-enabled': 'Nothing has to be done.',
  'settings-same': 'Nothing has to be done.',
  'number-not-on-bridge': 'Choose one of the numbers of the bridge.',
  'conference-ids-exhausted': 'Every conference ID of that length is given out. Ask who runs Dial-in Desk.',
  'resets-blocked': 'Talk to this person, or wait 24 hours after the objection.',
  'limit-reached': 'Try this person again later; the settings say how often.',
  'protected': 'Change this person alone: another administrator is asked then.',
  'not-for-admins': 'An administrator can change this person.',
  'bulk-beside': 'It names somebody else than the address in its line. Give each person a line.',
  'bulk-self': 'Do it for yourself without a list.',
  'bulk-duplicate': 'The other row of this person counts.',
  'bulk-unreachable': 'Give this person an email address and let emails carry PINs, or have them say hello to the bot.',
  'teams-refused': 'Nothing was changed for this person: try again, or look at this person in the Teams admin center.',
  'teams-unknown':
    'It is not tried again by itself. If the PIN does not work any more, or the number is the old one, do it again.',
  'bulk-broken': 'Whoever started it can try again. If it happens again, the log of the program says why.',
};

/** Why a row was not done, with the way out, as sentences: for the file of a bulk change. */
export function rowReason(code: ProblemCode): string {
  const why = capital(reasonWords(code));
  return `${why}. ${waysOut[code] ?? 'Look at this person, and try this person alone.'}`;
}
