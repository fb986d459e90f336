import { titleOf } from '../../helpers/read-card';
import { openDesk } from '../../helpers/conversation';

/** For how long a click waits for its change, in milliseconds: as bot/turn/clicks.ts has it. */
const patience = 8_000;

/**
 * A click that was refused has changed nothing, even where the database is too slow to note the refusal. "Not known
 * yet" would send somebody to look for a change that never was.
 */
test('a refusal that cannot be noted in time is "Busy", not "Not known yet"', async () => {
  const desk = await openDesk();
  const alice = desk.as('Alice');
  const offer = await alice.ask('reset my pin');
  await alice.click(offer, 'Reset PIN');

  let goOn = (): void => undefined;
  const stalled = new Promise<void>((resolve) => (goOn = resolve));
  const { audit } = desk.services;
  const append = audit.append.bind(audit);
  const noting = jest.spyOn(audit, 'append').mockImplementation(async (record, session) => {
    await stalled;
    return append(record, session);
  });
  const setTimer = setTimeout;
  jest
    .spyOn(global, 'setTimeout')
    .mockImplementation(((work: () => void, wait?: number) => setTimer(work, wait === patience ? 300 : wait)) as never);
  expect(titleOf(await alice.click(offer, 'Reset PIN'))).toBe('Busy');
  expect(noting).toHaveBeenCalled();
  goOn();
  jest.restoreAllMocks();
  await desk.close();
});
