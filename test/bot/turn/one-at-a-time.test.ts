import { createOneAtATime } from '../../../bot/turn/one-at-a-time';

test('runs works of one key one after the other, also after one that failed', async () => {
  const inTurn = createOneAtATime();
  const seen: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      seen.push(`${name} starts`);
      await new Promise((go) => setTimeout(go, 5));
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const outcomes = await Promise.allSettled([
    inTurn('a', work('one', true)),
    inTurn('a', work('two')),
    inTurn('a', work('three')),
  ]);
  expect(seen).toEqual(['one starts', 'one ends', 'two starts', 'two ends', 'three starts', 'three ends']);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('runs those that waited for one that succeeded side by side', async () => {
  const inTurn = createOneAtATime();
  let [running, most, release] = [0, 0, () => {}];
  const first = inTurn('a', () => new Promise<void>((go) => (release = go)));
  const others = Array.from({ length: 5 }, () =>
    inTurn('a', async () => {
      most = Math.max(most, (running += 1));
      await new Promise((go) => setTimeout(go, 5));
      running -= 1;
    }),
  );
  expect(running).toBe(0);
  release();
  await Promise.all([first, ...others]);
  expect(most).toBe(5);
});

test('after one that failed lets one of those that waited go on, and not all', async () => {
  const inTurn = createOneAtATime();
  let [running, most] = [0, 0];
  const failing = () =>
    inTurn('a', async () => {
      most = Math.max(most, (running += 1));
      await new Promise((go) => setTimeout(go, 2));
      running -= 1;
      throw new Error('no');
    });
  const outcomes = await Promise.allSettled(Array.from({ length: 4 }, failing));
  expect([most, outcomes.filter(({ status }) => status === 'rejected').length]).toEqual([1, 4]);
});

test('runs works of different keys side by side', async () => {
  const inTurn = createOneAtATime();
  let release = () => {};
  const first = inTurn('a', () => new Promise<void>((go) => (release = go)));
  expect(await inTurn('b', async () => 'done')).toBe('done');
  release();
  await first;
});
