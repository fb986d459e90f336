/** How much the newest row counts for. */
const weight = 0.2;

/** How long a row takes at the moment: the newest rows count most. Milliseconds. */
export function createPace() {
  let pace: number | undefined;
  return {
    /** Takes in how long the last row took. @returns what is to be expected of the next one */
    after(took: number): number {
      pace = pace === undefined ? took : pace + weight * (took - pace);
      return Math.round(pace);
    },
  };
}
