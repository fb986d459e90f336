import parsePhoneNumber from 'libphonenumber-js';
import type { ConferenceInfo } from './conferencing-records';

/** The numbers and the ID as cards show them, and as a phone dials them. An absent number is an empty text. */
export function diallingOf({ tollNumber, tollFreeNumber, conferenceId }: ConferenceInfo) {
  return {
    tollNumber: shownNumber(tollNumber),
    tollNumberToDial: tollNumber,
    tollFreeNumber: tollFreeNumber ? shownNumber(tollFreeNumber) : '',
    tollFreeNumberToDial: tollFreeNumber ?? '',
    conferenceId,
  };
}

/** +15550100100 as +1 555 010 0100; what is no phone number stays as it is. */
const shownNumber = (e164: string): string => parsePhoneNumber(e164)?.formatInternational() ?? e164;
