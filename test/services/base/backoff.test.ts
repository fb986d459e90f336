import { createBackoff } from '../../../services/base/backoff';

test('delays double from the first to the longest', () => {
  const delayAfter = createBackoff({ first: 500, longest: 3_000 });
  expect([0, 1, 2, 3, 4, 5, 10_000].map(delayAfter)).toEqual([0, 500, 1_000, 2_000, 3_000, 3_000, 3_000]);
});

test('free tries need no delay, and the last of them is followed by the first one', () => {
  const delayAfter = createBackoff({ first: 30_000, longest: 3_600_000, free: 5 });
  expect([0, 4, 5, 6, 11, 12, 13].map(delayAfter)).toEqual([0, 0, 30_000, 60_000, 1_920_000, 3_600_000, 3_600_000]);
});
