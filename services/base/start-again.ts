import { BudgetSpent, isUnreachable } from './mongo';
import { Problem } from './problem';

/** How often a change starts again because somebody changed the same person at that moment. */
const mostAttempts = 8;

/** The record is not the one that a change was prepared for. The change starts again. */
export class Outdated extends Error {
  override name: string = 'Outdated';
}

/** Too much else is going on at this moment. Nothing was changed. */
export class Busy extends Error {
  override name: string = 'Busy';
}

/**
 * Runs a change, from its look to its commit, and starts again when somebody else changed the same thing in between.
 * @throws Problem `busy` when too much else is going on
 */
export async function startAgain<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      // A commit with an unknown outcome does not get here: `change` settles it.
      if (error instanceof BudgetSpent || error instanceof Busy || isUnreachable(error)) throw new Problem('busy', {});
      if (!(error instanceof Outdated) || tries === mostAttempts) throw error;
    }
  }
}
