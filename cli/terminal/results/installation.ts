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
