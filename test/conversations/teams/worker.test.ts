import type { StandInStep } from '../../../tenant/stand-ins/teams';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { readCard, textById } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { openTeams } from '../../helpers/teams';

/** The whole way: the chat, the worker, and a stand-in for PowerShell. */
async function openBoth(steps: StandInStep[]): Promise<{ desk: OpenDesk; teams: ReturnType<typeof openTeams> }> {
  const teams = openTeams({ pins: ['001234567890', '731049268151'], steps }, { call: 1_000 });
  return { teams, desk: await openDesk({ backend: { name: 'teams', calls: teams.calls } }) };
}
let open: Awaited<ReturnType<typeof openBoth>>;
afterEach(async () => {
  // Searched for as the desk searches for its own.
  open.desk.drawn.push('001234567890', '731049268151');
  await open.desk.close();
  await open.teams.close();
});

test('the PIN that Teams told is shown once, with its leading zeros', async () => {
  open = await openBoth([]);
  const alice = open.desk.as('Alice');
  const answer = await alice.click(await alice.ask('reset my pin'), 'Reset PIN');
  expect(textById(answer, 'pin')).toBe('001234567890');
  expect(open.teams.teams().done).toEqual([{ verb: 'reset-pin', identity: person('Alice').id }]);
  const { port } = await open.desk.addReplica();
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { status: 'ready', checks: { database: 'ok', loops: 'ok', teams: 'ready' } },
  ]);
});

test.each([
  ['dies', { do: 'die-after' as const }],
  ['hangs', { do: 'hang' as const }],
])('a reset at which PowerShell %s is not known, and happens once', async (_, step) => {
  open = await openBoth([{ verb: 'reset-pin', ...step }]);
  const alice = open.desk.as('Alice');
  const offer = await alice.ask('reset my pin');
  const answer = readCard(await alice.click(offer, 'Reset PIN'));
  expect(answer).toMatch(/not known/i);
  expect(answer).not.toMatch(/\d{12}/);
  expect((open.teams.teams().done ?? []).length).toBeLessThanOrEqual(1);
  const resets = open.teams.log().match(/"command":"reset-pin"/g);
  expect(resets).toHaveLength(1);
});
