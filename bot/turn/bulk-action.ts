import { type BulkAction, isBulkAction } from '../../services/bulk/job';

/** What the words after "bulk" mean. Without any, it is what most people want. */
export function bulkActionOf(words = ''): BulkAction {
  if (isBulkAction(words)) return words;
  if (/conference/i.test(words)) return 'reset-conference-id';
  if (/disable/i.test(words)) return 'disable';
  return /enable/i.test(words) ? 'enable' : 'reset-pin';
}
