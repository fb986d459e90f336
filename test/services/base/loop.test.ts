import { type Again, startLoop, type LoopOptions } from '../../../services/base/loop';
import { until } from '../../helpers/until';

/**
 * A loop whose work gives these answers one after the other, and then only false. `looks` are the times of its looks.
 */
function looped(answers: (Again | Error)[], options: Partial<LoopOptions> = {}) {
  const looks: number[] = [];
  const failures: unknown[] = [];
  const stop = startLoop({ interval: 60_000, failed: (error) => failures.push(error), ...options }, async () => {
    looks.push(Date.now());
    const answer = answers.shift() ?? false;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { looks, failures, stop };
}

test('looks after a pause first, or at once', async () => {
  const [later, atOnce] = [looped([]), looped([], { atOnce: true })];
  expect([later.looks.length, atOnce.looks.length]).toEqual([0, 1]);
  await Promise.all([later.stop(), atOnce.stop()]);
  expect([later.looks.length, atOnce.looks.length]).toEqual([0, 1]);
});

test('looks again at once, after so many milliseconds, or after its usual pause', async () => {
  const { looks, stop } = looped([true, true, 80, 0], { atOnce: true });
  await until('the fifth look', () => looks.length === 5);
  expect(looks[2]! - looks[0]!).toBeLessThan(1_000);
  expect(looks[3]! - looks[2]!).toBeGreaterThanOrEqual(75);
  await stop();
  expect(looks).toHaveLength(5);
});

test('reports a failure, takes its usual pause, and goes on', async () => {
  const { looks, failures, stop } = looped([new Error('one'), new Error('other')], { atOnce: true, interval: 20 });
  await until('a third look', () => looks.length > 2);
  await stop();
  expect(failures.map(String)).toEqual(['Error: one', 'Error: other']);
  expect(looks[1]! - looks[0]!).toBeGreaterThanOrEqual(15);
});

test('a stop tells the work, waits for it, and looks a last time only where that is wanted', async () => {
  for (const lastRound of [false, true]) {
    let ended = 0;
    const stop = startLoop({ interval: 60_000, atOnce: true, lastRound, failed: () => undefined }, async (stopping) => {
      while (!stopping.aborted) await new Promise((go) => setTimeout(go, 5));
      ended += 1;
      return true;
    });
    await stop();
    expect(ended).toBe(lastRound ? 2 : 1);
  }
});
