import type { BulkAction, BulkJob } from '../services/bulk/job';
import { shownNumber } from '../services/base/phone-number';
import { theDefault } from '../services/settings/bridge-numbers';
import { counted } from './counted';

/** What an action is called in the middle of a sentence, for several people. */
export const actionWords: Record<BulkAction, { whole: string; button(count: number): string; done: string }> = {
  'reset-pin': {
    whole: 'reset PINs',
    button: (count) => `Reset ${counted(count, 'PIN')}`,
    done: 'PINs reset',
  },
  'reset-conference-id': {
    whole: 'reset conference IDs',
    button: (count) => `Reset ${counted(count, 'conference ID')}`,
    done: 'Conference IDs reset',
  },
  'enable': { whole: 'enable people', button: (count) => `Enable ${count}`, done: 'Enabled' },
  'disable': { whole: 'disable people', button: (count) => `Disable ${count}`, done: 'Disabled' },
  'change-number': {
    whole: 'change numbers',
    button: (count) => `Change ${counted(count, 'number')}`,
    done: 'Numbers changed',
  },
};
/** What a job does, in the middle of a sentence. */
export const wholeWords = ({ action, number }: Pick<BulkJob, 'action' | 'number'>): string =>
  `${actionWords[action].whole}${number === undefined ? '' : ` to ${number === theDefault ? 'the default' : shownNumber(number)}`}`;
export const peopleWords = (count: number): string => counted(count, 'person', 'people');
export const rowWords = (count: number): string => counted(count, 'row');

/** How many rows are in which state so far: `2 done, 7 left out`. States that no row is in are not named. */
export const countWords = ({ done, failed, ready, leftOut, unknown = 0 }: BulkJob['counts']): string =>
  [
    `${done} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unknown > 0 ? [`${unknown} not known`] : []),
    ...(ready > 0 ? [`${ready} not done yet`] : []),
    ...(leftOut > 0 ? [`${leftOut} left out`] : []),
  ].join(', ');

/** How long a job by Teams takes, and will still take: "About 4 seconds each, so about 12 minutes are left." */
export function paceWords({ pace, counts }: Pick<BulkJob, 'pace' | 'counts'>): string[] {
  if (pace === undefined || counts.ready === 0) return [];
  const seconds = (pace * counts.ready) / 1_000;
  const left =
    seconds < 90 ? counted(Math.max(1, Math.round(seconds)), 'second') : counted(Math.round(seconds / 60), 'minute');
  return [
    `Teams takes ${(pace / 1_000).toFixed(1)} s for each, so about ${left} ${/^1 /.test(left) ? 'is' : 'are'} left.`,
  ];
}
