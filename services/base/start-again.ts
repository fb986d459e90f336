import { NumberTaken } from '../conferencing/conference-ids';
import { HashingBusy } from '../pins/hashing';
import { BudgetSpent, isUnreachable } from './mongo';
import { Problem } from './problem';

/** How often a change starts again because somebody changed the same person at that moment. */
const mostAttempts = 8;

/** The record is not the one that a change was prepared for. */
export class Outdated extends Error {
  override name = 'Outdated' as const;
}

/**
 * Runs a change, from its look to its commit, and starts again when somebody else changed the same thing in between.
 * @throws Problem `busy` when too much else is going on
 */
export async function again<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      // A commit whose outcome is not known does not come here: `change` settles it.
      if (error instanceof BudgetSpent || error instanceof HashingBusy || isUnreachable(error)) throw new Problem('busy', {});
      const lost = error instanceof Outdated || error instanceof NumberTaken;
      if (!lost || tries === mostAttempts) throw error;
    }
  }
}
