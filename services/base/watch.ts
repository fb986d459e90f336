/** What somebody who counts is told. A name is always one of the program's own, never what somebody typed. */
export interface Watch {
  /** A change was made, was refused where it is made, or nobody can tell. `change` is the kind of its offer. */
  changed(change: string, outcome: 'done' | 'refused' | 'unknown'): void;
  /** Somebody's PIN was checked. `later`: a delay was running, so nothing was evaluated. */
  pinChecked(outcome: 'right' | 'wrong' | 'later'): void;
}

export const nobodyWatches: Watch = { changed: () => undefined, pinChecked: () => undefined };

/** How much waits for a loop, and for how long the oldest of it has been due. */
export interface Waiting {
  count: number;
  seconds: number;
}

/** @param since when the oldest became due; undefined when nothing is due */
export const waiting = (count: number, since: Date | undefined, now: Date): Waiting => ({
  count,
  seconds: since ? Math.max(0, (now.getTime() - since.getTime()) / 1_000) : 0,
});
