/**
 * How long a test waits for something that has to come. Milliseconds, less than the time limit of a test, so that the
 * error names what did not come. It is long because a busy machine is no fault of the program. The long tests, which
 * start many processes at once, set more in their Jest configuration.
 */
const patience = (globalThis as { testPatience?: number }).testPatience ?? 45_000;

/** Waits for a condition. If it does not come true, the error says what was waited for. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, limit = patience): Promise<void> {
  for (const deadline = Date.now() + limit; !(await isSo());) {
    if (Date.now() > deadline) throw new Error(`Waited ${limit} ms in vain for ${what}`);
    await new Promise((go) => setTimeout(go, 50));
  }
}
