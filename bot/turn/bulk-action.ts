import { type BulkAction, isBulkAction } from '../../services/bulk/job';

/** What the words after "bulk" mean. Without any, it is what most people want. */
export function bulkActionOf(words = ''): BulkAction {
  if (isBulkAction(words)) return words;
  if (/conference/i.test(words)) return 'reset-conference-id';
  if (/number/i.test(words)) return 'change-number';
  if (/disable/i.test(words)) return 'disable';
  return /enable/i.test(words) ? 'enable' : 'reset-pin';
}

/** The number in "change numbers to +1 555 010 0200". */
export const numberIn = (words = ''): string | undefined => /\bto\s+(\S.*)$/i.exec(words)?.[1];
