/** Waits for a condition. If it does not come true, the error says what was waited for. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, limit = 15_000): Promise<void> {
  for (const deadline = Date.now() + limit; !(await isSo());) {
    if (Date.now() > deadline) throw new Error(`Waited ${limit} ms in vain for ${what}`);
    await new Promise((go) => setTimeout(go, 50));
  }
}
