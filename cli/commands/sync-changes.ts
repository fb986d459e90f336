import { fieldsChanged, type SyncChange } from '../../services/people/sync/plan';
import { noTotals, type Totals } from '../../services/people/sync/round';
import type { Outcome } from '../session/without-role';
import { syncResult } from '../terminal/results/sync';
import { changeRow, changeWords } from './people-import-changes';

/** So many changes are told on a terminal. Other formats have all of them, up to the next number. */
const mostShown = 20;
/** A first round may bring a hundred thousand people, and its list would not fit into memory. */
const mostKept = 5_000;

/** Collects whom a round adds or changes, and shows it. */
export function createTeller() {
  const changes: ReturnType<typeof changeRow>[] = [];
  const sentences: string[] = [];
  let left = 0;
  return {
    nothing: noTotals(),
    tell(change: SyncChange): void {
      if (changes.length === mostKept) {
        left += 1;
        return;
      }
      const told = { ...change, fields: fieldsChanged(change) };
      changes.push(changeRow(told));
      if (sentences.length < mostShown) sentences.push(changeWords(told));
    },
    shown(totals: Totals & { whatIf: boolean; full: boolean; missing: number | null }): Outcome {
      const more = changes.length - sentences.length + left;
      return {
        shown: { ...totals, changes, changesLeftOut: left },
        how: {
          as: syncResult,
          table: { ...totals, changes: [...sentences, ...(more > 0 ? [`… and ${more} more`] : [])] },
        },
      };
    },
  };
}
