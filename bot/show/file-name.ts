import { dayIn, type Here } from '../../words/period';
import { timesIn } from '../../words/times';

/** The name of a file about something, with the time: Teams replaces a file of the same name. */
export const fileName = (about: string, ending: string, { now, zone }: Here): string =>
  `dial-in-desk-${about}-${dayIn(now, zone)}-${timesIn(zone).time(now).replace(/\D/g, '')}.${ending}`;
