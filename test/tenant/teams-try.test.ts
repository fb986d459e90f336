import { tryTeams } from '../../tenant/teams-try';
import type { StandInTeams } from '../../tenant/stand-ins/teams';
import { openTeams } from '../helpers/teams';

const person = { id: '00000000-0000-4000-8000-000000000003', upn: 'alice.smith@contoso.example' };

async function tried(teams: StandInTeams) {
  const one = openTeams(teams);
  try {
    return { rows: await tryTeams(one.worker, person), teams: one.teams() };
  } finally {
    await one.close();
  }
}

test('each verb runs once, and the report has names and types and no values', async () => {
  const { rows, teams } = await tried({ people: [person], pins: ['731049'] });
  expect(rows.map(({ verb, by, outcome }) => [verb, by, outcome])).toEqual([
    ['ping', undefined, 'done'],
    ['tenant', undefined, 'done'],
    ['user', 'object id', 'done'],
    ['user', 'user principal name', 'done'],
    ['bridges', undefined, 'done'],
    ['numbers', undefined, 'done'],
    ['set-number', 'object id', 'done'],
    ['reset-pin', 'object id', 'done'],
  ]);
  expect(rows.at(-1)).toMatchObject({
    properties: { LeaderPin: 'System.String' },
    note: 'the new PIN is in clear text',
  });
  expect(rows[2]!.properties).toMatchObject({ ConferenceId: 'System.String', ServiceNumber: 'System.String' });
  const report = JSON.stringify(rows);
  for (const value of ['731049', '14255550100', person.id, person.upn, 'Seattle', 'Conference Bridge'])
    expect(report).not.toContain(value);
  expect(teams.done).toEqual([
    { verb: 'set-number', identity: person.id },
    { verb: 'reset-pin', identity: person.id },
  ]);
});

test('what goes wrong is told by kind, type and code, and the rest is tried', async () => {
  const { rows } = await tried({
    people: [{ ...person, id: 'not this one' }],
    steps: [
      { verb: 'numbers', do: 'fault', message: 'Access Denied for alice.smith@contoso.example', code: '403' },
      { verb: 'user', do: 'fault', kind: 'module', message: 'A parameter cannot be found' },
      { verb: 'reset-pin', value: { LeaderPin: '*****' } },
    ],
  });
  expect(rows[2]).toMatchObject({ verb: 'user', by: 'object id', outcome: 'refused', reason: 'module' });
  expect(rows[5]).toMatchObject({ verb: 'numbers', reason: 'no-right', type: 'System.Exception', code: '403' });
  expect(rows.at(-1)).toMatchObject({ by: 'user principal name', note: 'what was told is no PIN: it is masked' });
  expect(JSON.stringify(rows)).not.toContain('alice');
});

test('a number that is not there is not set, and a call without an answer is unknown', async () => {
  const { rows } = await tried({
    people: [{ ...person, toll: '' }],
    steps: [
      { verb: 'user', value: { ServiceNumber: '' } },
      { verb: 'user', value: { ServiceNumber: '' } },
      { verb: 'reset-pin', do: 'die-after' },
    ],
  });
  expect(rows.slice(-2)).toMatchObject([
    { verb: 'set-number', outcome: 'left out' },
    { verb: 'reset-pin', outcome: 'unknown', reason: 'worker-died' },
  ]);
});
