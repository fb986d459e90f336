import type { Dialling } from './records';
import { shownNumber } from '../base/phone-number';

/** The numbers and the ID as cards show them, and as a phone dials them. An absent number is an empty text. */
export function diallingOf({ tollNumber, tollFreeNumber, conferenceId }: Dialling) {
  return {
    tollNumber: shownNumber(tollNumber),
    tollNumberToDial: tollNumber,
    tollFreeNumber: tollFreeNumber ? shownNumber(tollFreeNumber) : '',
    tollFreeNumberToDial: tollFreeNumber ?? '',
    conferenceId,
  };
}
