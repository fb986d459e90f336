import { createOneAtATime } from '../../bot/one-at-a-time';

test('runs works of one key one after the other, also after one that failed', async () => {
  const inTurn = createOneAtATime();
  const seen: string[] = [];
  const work = (name: string, fails = false) => async () => {
    seen.push(`${name} starts`);
    await new Promise((go) => setTimeout(go, 5));
    seen.push(`${name} ends`);
    if (fails) throw new Error(name);
    return name;
  };
  const outcomes = await Promise.allSettled([inTurn('a', work('one', true)), inTurn('a', work('two')), inTurn('a', work('three'))]);
  expect(seen).toEqual(['one starts', 'one ends', 'two starts', 'two ends', 'three starts', 'three ends']);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('runs works of different keys side by side', async () => {
  const inTurn = createOneAtATime();
  let release = () => {};
  const first = inTurn('a', () => new Promise<void>((go) => (release = go)));
  expect(await inTurn('b', async () => 'done')).toBe('done');
  release();
  await first;
});
