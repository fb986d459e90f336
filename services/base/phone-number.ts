import { parsePhoneNumberFromString as parsePhoneNumber } from 'libphonenumber-js';
import { cleanedLine } from './cleaned';

/** +15550100100 as +1 555 010 0100. Anything that is no phone number stays as it is. */
export const shownNumber = (e164: string): string => parsePhoneNumber(e164)?.formatInternational() ?? e164;

/** `+1 555 010 0200`, `15550100200` or `tel:+15550100200` as E.164; undefined when it is no phone number at all. */
export function parseNumber(text: string): string | undefined {
  const bare = cleanedLine(text).replace(/^tel:/i, '');
  const number = parsePhoneNumber(bare.startsWith('+') ? bare : `+${bare}`);
  return number?.isPossible() ? number.number : undefined;
}
