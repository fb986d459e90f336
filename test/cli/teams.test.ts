import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readStandInTeams, type StandInTeams, writeStandInTeams } from '../../tenant/stand-ins/teams';
import { assertAbsent, dumpOf } from '../helpers/canary';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { mongoOf } from '../helpers/database';
import { person } from '../helpers/services';

jest.setTimeout(90_000);

let line: CommandLine;
beforeAll(async () => void (line = await openCommandLine({ backend: { name: 'teams', calls: unused } })));
afterAll(() => line.close());
/** The command line makes its own. */
const unused = new Proxy({}, { get: () => () => Promise.reject(new Error('not here')) }) as never;

/** The stand-ins: nobody signs in at Microsoft, and what the stand-in for PowerShell knows lies in DATA_DIR. */
const standIns = { CONFERENCING: 'teams', GRAPH_STAND_IN: 'http://127.0.0.1:1' };
const teams = (known: StandInTeams = {}) => writeStandInTeams(line.folder, known);
const desk = (args: string[], differing: Record<string, unknown> = {}) =>
  line.here(args, { ...standIns, ...differing });
const alice = person('Alice').upn;

type Found = { check: string; state: string; what: string }[];

describe('doctor', () => {
  const found = async (known: StandInTeams = {}, differing: Record<string, unknown> = {}) => {
    teams(known);
    const rows = json<Found>(await desk(['doctor'], differing));
    return (check: string) => rows.filter((one) => one.check === check).map(({ state, what }) => `${state}: ${what}`);
  };

  test('says what is connected, how long a call takes, and what was never tried', async () => {
    const said = await found({ mails: true });
    expect(said('conferencing')).toEqual([
      'ok: a stand-in for Teams on this machine, whose PINs open no meeting; emails with a new PIN come from this desk ' +
        '(MAILS=desk)',
    ]);
    expect(said('Teams PowerShell')).toEqual([
      expect.stringMatching(
        /^ok: PowerShell stand-in, MicrosoftTeams 7\.8\.0, with \d+ MB; ready after \d+\.\d s$/,
      ) as string,
    ]);
    expect(said('Teams')).toEqual([
      expect.stringMatching(/^ok: it answers in \d+\.\d s; PINs have 5 digits$/) as string,
    ]);
    expect(said('emails of Teams')).toEqual([
      expect.stringContaining('warning: Teams mails people by itself') as string,
    ]);
    expect(said('rights of the app')).toEqual([expect.stringContaining('warning: its token does not tell') as string]);
    expect([said('number to dial'), said('numbers of people')]).toEqual([[], []]);
    expect(said('never tried')).toEqual([expect.stringContaining('worker.ps1') as string]);
    expect((await found({ mails: true }, { MAILS: 'microsoft' }))('emails of Teams')).toEqual([
      'ok: Teams mails people by itself, and this desk sends no PIN',
    ]);
    expect((await found())('emails of Teams')).toEqual(['ok: Teams mails nobody by itself']);
  });

  test.each([
    ['there is no PowerShell', { PWSH: 'no-such-pwsh' }, [], 'Teams PowerShell', /there is no pwsh here/],
    [
      'the module is another one',
      {},
      Array(3).fill({ verb: 'start', obstacle: 'module-version', found: ['6.4.0', '7.7.0'] }) as StandInTeams['steps'],
      'Teams PowerShell',
      /here as 6\.4\.0, 7\.7\.0, and 7\.8\.0 is needed: Install-Module/,
    ],
    [
      'the app has no right',
      {},
      [{ verb: 'tenant', do: 'fault' as const, message: 'Access Denied' }],
      'Teams',
      /Teams refuses the app\. .*Correlation id: 0f0e0d0c-0b0a-4908-8706-050403020100/,
    ],
    ['a variable is wrong', { GRAPH_STAND_IN: '' }, [], 'conferencing', /^fault: ENTRA_TENANT is missing/],
  ])('names the way out where %s', async (_, differing, steps, check, said) => {
    expect((await found({ steps }, differing))(check)).toEqual([expect.stringMatching(said) as string]);
  });

  test.each([
    [{ CONFERENCING: 'skype' }, 'CONFERENCING must be own or teams'],
    [{ MAILS: 'both' }, 'MAILS must be desk or microsoft'],
    [{ CONFERENCING: 'own', MAILS: 'microsoft' }, 'MAILS=microsoft takes CONFERENCING=teams'],
  ])('refuses %j', async (differing, said) => {
    const ended = await desk(['user', 'list'], differing);
    expect([ended.code, ended.errors]).toEqual([1, expect.stringContaining(said) as string]);
  });
});

describe('tenant try', () => {
  const report = () => join(line.folder, 'report.json');
  const attempt = (...more: string[]) => ['tenant', 'try', '--person', alice, '--file', report(), ...more];
  const pin = '731049268151';
  beforeEach(() => {
    rmSync(report(), { force: true });
    teams({ pins: [pin] });
  });
  const resets = () => (readStandInTeams(line.folder).done ?? []).filter(({ verb }) => verb === 'reset-pin').length;

  test('writes a report without values, shows no PIN, and stands in the trail', async () => {
    const ended = await desk(attempt('--yes'));
    expect([ended.code, ended.errors]).toEqual([0, '']);
    expect(json<{ calls: { call: string; outcome: string; note: string | null }[] }>(ended).calls.at(-1)).toMatchObject(
      { call: 'reset-pin', outcome: 'done', note: 'the new PIN is in clear text' },
    );
    const written = readFileSync(report(), 'utf8');
    expect(JSON.parse(written)).toMatchObject({ module: '7.8.0', powerShell: 'stand-in' });
    assertAbsent([pin, alice, person('Alice').id, '14255550100'], { report: written });
    assertAbsent([pin], {
      output: ended.output,
      database: await dumpOf(mongoOf(line.services).db),
    });
    expect(resets()).toBe(1);
    expect((await line.records()).at(-1)).toMatchObject({ action: 'try-teams', target: { id: person('Alice').id } });
    const trail = await desk(['audit', 'list', '--show', 'changes', '--most', '1', '--output', 'text']);
    expect(trail.output).toContain('try-teams');
  });

  test('asks first, and changes nothing without a yes', async () => {
    expect((await desk(attempt(), { ask: () => Promise.resolve('n') })).errors).toContain('you did not say yes');
    expect((await desk(attempt())).errors).toContain('Say --yes if that is meant.');
    expect((await desk(attempt('--what-if'))).output).toContain('gets a new PIN that nobody is shown');
    expect([resets(), existsSync(report())]).toEqual([0, false]);
    expect((await desk(attempt(), { ask: () => Promise.resolve('yes') })).code).toBe(0);
    expect(resets()).toBe(1);
    // Nor is a report that is there replaced by accident.
    expect((await desk(attempt('--yes'))).errors).toContain('there is a file of that name already');
    expect(resets()).toBe(1);
  });

  test('is for administrators, with Teams, and not for somebody protected', async () => {
    expect((await desk(attempt('--yes'), acting('Adele'))).code).toBe(3);
    expect((await desk(attempt('--yes'), { CONFERENCING: 'own' })).errors).toContain('CONFERENCING is not teams here');
    await line.services.directory.save({ ...person('Alice'), protected: true });
    expect((await desk(attempt('--yes'))).code).toBe(5);
    await line.services.directory.save(person('Alice'));
    expect(resets()).toBe(0);
  });

  test('has an example that works', async () => {
    const { output } = await desk(['tenant', 'try', '--help']);
    const [, example] = /^ {2}npx dialin-desk (.+)$/m.exec(output)!;
    expect((await desk(example!.split(' '))).code).toBe(0);
  });

  test('ends with 1 where a call was refused, and says which', async () => {
    teams({ steps: [{ verb: 'numbers', do: 'fault', message: 'Access Denied', code: '403' }] });
    const ended = await desk(attempt('--yes', '--output', 'table'));
    expect(ended.code).toBe(1);
    expect(ended.output).toMatch(/numbers +refused +no-right +403/);
  });
});

test('a PIN that is reset on the command line is the one that Teams told', async () => {
  teams({ pins: ['00123'] });
  const ended = await desk(['user', 'set', alice, '--reset-leader-pin', '--show-pin']);
  expect([ended.code, ended.errors]).toEqual([0, expect.stringContaining('Email: New PIN') as string]);
  expect(ended.output).toContain('"00123"');
  expect(readStandInTeams(line.folder).done).toEqual([{ verb: 'reset-pin', identity: person('Alice').id }]);
});

describe('a reset', () => {
  test('is made by Teams: the PIN is printed once, and the trail says that it was asked for and done', async () => {
    teams();
    const ended = await desk(['user', 'set', alice, '--reset-leader-pin', '--show-pin']);
    expect([ended.code, ended.errors]).toEqual([0, expect.stringContaining('Email: ') as string]);
    const { pin, done } = json<{ pin: string; done: string[] }>(ended);
    expect(pin).toMatch(/^\d{4,12}$/);
    expect(done).toEqual(['reset-pin']);
    expect(ended.output.split(pin)).toHaveLength(2);
    expect(ended.errors).not.toContain(pin);
    const [shown, made, asked] = await line.records();
    expect([shown!.outcome, made!.outcome, asked!.outcome]).toEqual(['shown', 'done', 'asked']);
    assertAbsent([pin], { database: await dumpOf(mongoOf(line.services).db) });
  });

  test('of which nothing is known has an exit code of its own, and is not repeated', async () => {
    teams({ steps: [{ verb: 'reset-pin', do: 'die-after' }] });
    const ended = await desk(['user', 'set', alice, '--reset-leader-pin', '--show-pin']);
    expect([ended.code, ended.output]).toEqual([6, '']);
    expect(ended.errors).toMatch(/^error teams-unknown: /m);
    expect((await line.records())[0]).toMatchObject({ action: 'reset-pin', outcome: 'unknown' });
  });

  test('that Teams refuses says why, and changes nothing', async () => {
    teams({ steps: [{ verb: 'reset-pin', do: 'fault', message: 'Access Denied' }] });
    const ended = await desk(['user', 'set', alice, '--reset-leader-pin', '--show-pin']);
    expect([ended.code === 0, ended.output]).toEqual([false, '']);
    expect(ended.errors).toMatch(/^error teams-refused: Teams did not do it: /m);
    expect(ended.errors).toContain('Nothing was changed');
  });

  test('of a conference ID is refused before anything is asked, with what Teams does instead', async () => {
    const ended = await desk(['user', 'set', alice, '--reset-conference-id']);
    expect(ended.code).not.toBe(0);
    expect(ended.errors).toMatch(/error not-with-teams: .*[Mm]eeting/s);
  });
});
