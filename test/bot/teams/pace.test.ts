import { createPace } from '../../../bot/teams/pace';

/** The times at which so many messages to one chat would be sent, if all were there at once. */
async function sentAt(count: number, chatOf: (index: number) => string = () => 'chat'): Promise<(number | string)[]> {
  let waited = 0;
  const turnOf = createPace({ now: () => 0, wait: async (milliseconds) => void (waited = milliseconds) });
  const times: (number | string)[] = [];
  for (let index = 0; index < count; index += 1) {
    waited = 0;
    await turnOf(chatOf(index)).then(
      () => times.push(waited),
      (error: { statusCode?: number }) => times.push(`refused ${error.statusCode}`),
    );
  }
  return times;
}
const within = (times: readonly (number | string)[], span: number): number =>
  Math.max(
    ...times.map(
      (from) => times.filter((at) => typeof at === 'number' && at >= Number(from) && at < Number(from) + span).length,
    ),
  );

test('a chat gets no more than Teams takes, and nobody waits without end', async () => {
  const times = await sentAt(100);
  expect(times.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 0, 0, 1_000, 2_000]);
  expect(within(times, 1_000)).toBe(7);
  expect(within(times, 2_000)).toBe(8);
  expect(within(times, 30_000)).toBeLessThanOrEqual(60);
  expect(times.at(-1)).toBe('refused 429');
  expect(times.filter((at) => typeof at === 'number').every((at) => Number(at) <= 10_000)).toBe(true);
});

test('all chats together get no more than an app may send', async () => {
  const times = await sentAt(120, (index) => `chat-${index}`);
  expect(within(times, 1_000)).toBe(30);
  expect(times.at(-1)).toBe(3_000);
});

test('an hour has its own limit', async () => {
  let clock = 0;
  const turnOf = createPace({ now: () => clock, wait: async () => undefined });
  let refused = 0;
  for (let index = 0; index < 1_900; index += 1) {
    clock += 600;
    await turnOf('chat').catch(() => (refused += 1));
  }
  expect(refused).toBe(100);
});
