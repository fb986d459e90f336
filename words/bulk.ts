import type { BulkAction, BulkJob } from '../services/bulk/job';

/** What an action is called in the middle of a sentence, for several people. */
export const actionWords: Record<BulkAction, { whole: string; button(count: number): string; done: string }> = {
  'reset-pin': {
    whole: 'reset PINs',
    button: (count) => `Reset ${count} ${count === 1 ? 'PIN' : 'PINs'}`,
    done: 'PINs reset',
  },
  'reset-conference-id': {
    whole: 'reset conference IDs',
    button: (count) => `Reset ${count} conference ${count === 1 ? 'ID' : 'IDs'}`,
    done: 'Conference IDs reset',
  },
  'enable': { whole: 'enable people', button: (count) => `Enable ${count}`, done: 'Enabled' },
};
export const peopleWords = (count: number): string => `${count} ${count === 1 ? 'person' : 'people'}`;
export const rowWords = (count: number): string => `${count} ${count === 1 ? 'row' : 'rows'}`;

/** What became of the rows so far. */
export const countWords = ({ done, failed, ready, leftOut }: BulkJob['counts']): string =>
  `${done} done, ${failed} failed, ${ready} not reached, ${leftOut} left out`;
