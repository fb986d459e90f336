import { roles } from '../../../services/people/person';
import { code, count, fields, flag, list, orNull, text } from './kinds';

/** A row of `doctor`. */
export const findingRow = fields({
  check: text('what was looked at'),
  state: code(['ok', 'warning', 'fault'], 'fault: it does not work'),
  what: text('what was found, and the way out'),
});

/** A row of `keys list`. */
export const keyRow = fields({
  key: text('its id'),
  storedPins: count('PINs that are sealed with it'),
  pinsInMails: count('PINs in emails that wait'),
  inPinKeys: code(['first', 'older', 'wrong', 'no'], 'first: it seals; wrong: other bytes than the database knows'),
});

/** `keys rotate` */
export const rotationResult = fields({
  whatIf: flag('whether it was only described, and nothing was changed'),
  would: list(text(), 'with --what-if: what would happen, as sentences'),
  storedPins: orNull(count('PINs that were sealed anew')),
  pinsInMails: orNull(count('the same in emails')),
  unopened: orNull(count('PINs that could not be opened')),
  unusedNow: list(text(), 'keys that can be removed'),
  stillInUse: list(text(), 'older keys that still seal something'),
});

/** `bootstrap-admin` */
export const firstAdminResult = fields({
  name: text('who it is'),
  upn: text('user principal name'),
  id: text('object id in Microsoft Entra'),
  role: orNull(code(roles, 'the role, once it is given')),
  whatIf: flag('whether it was only described, and nothing was changed'),
  would: list(text(), 'with --what-if: what would happen, as sentences'),
});

/** A row of `cmdlets`. */
export const cmdletRow = fields({
  powershell: text('the cmdlet, or a parameter of the cmdlet above it'),
  desk: orNull(text('what it is here; null if there is no such thing')),
  note: orNull(text('what is different')),
});

/** `tenant try` */
export const triedResult = fields({
  whatIf: flag('whether it was only described, and nothing was changed'),
  would: list(text(), 'with --what-if: what would happen, as sentences'),
  report: orNull(text('the file that the report is in')),
  calls: list(
    fields({
      call: code(
        ['ping', 'connect', 'tenant', 'user', 'reset-pin', 'set-number', 'bridges', 'numbers'],
        'what Teams was asked for',
      ),
      by: orNull(code(['object id', 'user principal name'], 'how the person was named')),
      outcome: code(['done', 'refused', 'unknown', 'leftOut'], 'unknown: nobody can tell whether it was done'),
      reason: orNull(text('why not')),
      code: orNull(text("Microsoft's code of the error")),
      milliseconds: orNull(count('how long it took')),
      properties: count('how many properties came back; the report has their names and types'),
      note: orNull(text('what else is known')),
    }),
    'each call',
  ),
});
