/**
 * Draws PINs of twelve digits that nothing else equals, in a process of its own, and reports each: the test must know
 * what to search for.
 * @param number ends up in all of them, so that processes draw different ones
 */
export function drawTelling(number: number, tell: (digits: string) => void): (length: number) => string {
  let drawn = 0;
  return (length) => {
    drawn += 1;
    // The digit 7, the process, a time and a count.
    const digits = `7${number}${Date.now() % 1e7}${drawn}`
      .padEnd(12, '3')
      .slice(0, 12)
      .padStart(length, '0')
      .slice(-length);
    tell(digits);
    return digits;
  };
}
