import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SignInFailed } from '../../tenant/credentials';
import { standInPwsh, type StandInStep, type StandInTeams } from '../../tenant/stand-ins/teams';
import { assertAbsent } from '../helpers/canary';
import { openTeams } from '../helpers/teams';
import { until } from '../helpers/until';

const identity = '00000000-0000-4000-8000-000000000003';
const correlation = '0f0e0d0c-0b0a-4908-8706-050403020100';
/** Nothing else equals it. */
const canary = '731049268151';

let open: ReturnType<typeof openTeams>[] = [];
afterEach(async () => {
  for (const one of open) {
    assertAbsent([canary, 'graph-token', 'teams-token'], { log: one.log() });
    await one.close();
  }
  open = [];
});
const teams = (...given: Parameters<typeof openTeams>) => {
  const one = openTeams(...given);
  open.push(one);
  return one;
};
const going = (...steps: StandInStep[]): StandInTeams => ({ pins: [canary], steps });
const reset = ({ calls }: ReturnType<typeof openTeams>, onSent?: () => void) =>
  calls.resetPin({ identity, sendEmail: false }, onSent);
const done = (one: ReturnType<typeof openTeams>) => (one.teams().done ?? []).length;

describe('a PIN', () => {
  test('is handed on as a secret, with its leading zeros', async () => {
    const outcome = await reset(teams({ pins: ['00123'] }));
    expect(outcome).toEqual({ kind: 'done', value: { pin: expect.anything() as unknown } });
    expect(JSON.stringify(outcome)).not.toContain('00123');
    expect(outcome.kind === 'done' && outcome.value.pin?.reveal()).toBe('00123');
  });

  test.each([
    ['masked', { LeaderPin: '********' }],
    ['missing', { LeaderPin: null }],
    ['empty', { LeaderPin: '' }],
    ['a number, which has lost its leading zeros', { LeaderPin: 12_345 }],
    ['too short', { LeaderPin: '123' }],
    ['too long', { LeaderPin: '1234567890123' }],
    ['with a line end', { LeaderPin: '12345\n' }],
    ['of other digits', { LeaderPin: '١٢٣٤٥' }],
    ['several', { LeaderPin: ['12345'] }],
  ])('that is %s was not told, and is reset all the same', async (_, value) => {
    const one = teams({ steps: [{ verb: 'reset-pin', value }] });
    expect(await reset(one)).toEqual({ kind: 'done', value: {} });
    expect(done(one)).toBe(1);
  });

  test('is not told where the answer has nothing', async () => {
    expect(await reset(teams({ steps: [{ verb: 'reset-pin', whole: null }] }))).toEqual({ kind: 'done', value: {} });
  });
});

describe('before it is sent, a call that fails has changed nothing', () => {
  test('where there is no PowerShell', async () => {
    const one = teams({}, { pwsh: ['no-such-pwsh'] });
    const sent = jest.fn();
    expect(await reset(one, sent)).toEqual({ kind: 'refused', reason: 'unavailable' });
    expect(one.calls.health().state).toBe('down');
    expect(one.worker.obstacle()).toEqual({ kind: 'pwsh-missing', found: [] });
    // From now on nobody waits.
    expect(await reset(one, sent)).toEqual({ kind: 'refused', reason: 'unavailable' });
    expect(sent).not.toHaveBeenCalled();
  });

  test.each([
    ['the module is missing', { obstacle: 'module-missing' }, { kind: 'module-missing', found: [] }],
    [
      'the module is another one',
      { obstacle: 'module-version', found: ['6.4.0'] },
      { kind: 'module-version', found: ['6.4.0'] },
    ],
    ['it ends at once', { do: 'die-before' as const }, { kind: 'ended', found: [] }],
    ['its first answer is rubbish', { do: 'rubbish' as const }, { kind: 'garbled', found: [] }],
  ])('where %s', async (_, step, obstacle) => {
    const one = teams(going(...Array.from({ length: 3 }, () => ({ verb: 'start', ...step }))));
    const sent = jest.fn();
    expect(await reset(one, sent)).toEqual({ kind: 'refused', reason: 'unavailable' });
    expect(one.worker.obstacle()).toEqual(obstacle);
    expect(sent).not.toHaveBeenCalled();
    // Starting goes on, and the fourth start succeeds.
    await until('a start', () => one.calls.health().state === 'ready');
    expect(one.worker.obstacle()).toBeUndefined();
    expect((await reset(one)).kind).toBe('done');
  });

  test('where it takes too long to start', async () => {
    const one = teams(going({ verb: 'start', do: 'hang' }), { start: 300, queue: 500, restarts: [2_000] });
    expect(await reset(one)).toEqual({ kind: 'refused', reason: 'unavailable' });
    expect(one.worker.obstacle()).toEqual({ kind: 'slow', found: [] });
    expect(done(one)).toBe(0);
  });

  test('where the app cannot sign in', async () => {
    const one = teams({}, { tokens: () => Promise.reject(new SignInFailed('AADSTS7000222')) });
    const sent = jest.fn();
    expect(await reset(one, sent)).toEqual({ kind: 'refused', reason: 'sign-in' });
    expect(sent).not.toHaveBeenCalled();
    expect(one.log()).toContain('AADSTS7000222');
  });

  test('where Teams does not let the app in', async () => {
    const message = 'AADSTS7000222: The provided client secret keys are expired.';
    const one = teams(going({ verb: 'connect', do: 'fault', message, code: 'AADSTS7000222' }));
    expect(await reset(one)).toEqual({ kind: 'refused', reason: 'sign-in' });
    expect(done(one)).toBe(0);
    expect((await reset(one)).kind).toBe('done');
  });

  test('where the app may not connect', async () => {
    const one = teams(going({ verb: 'connect', do: 'fault', message: 'Access Denied.' }));
    const sent = jest.fn();
    expect(await reset(one, sent)).toEqual({ kind: 'refused', reason: 'no-right' });
    expect(sent).not.toHaveBeenCalled();
  });

  test('where what is asked makes no sense', async () => {
    const one = teams({});
    const refused = { kind: 'refused', reason: 'failed' };
    const sent = jest.fn();
    for (const wrong of ['Alice Smith', "x'; Get-Date; '", '$(1)@contoso.example\n', 'a b@contoso.example'])
      expect(await one.calls.resetPin({ identity: wrong, sendEmail: false }, sent)).toEqual(refused);
    expect(await one.calls.resetPin({ identity, sendEmail: true, to: 'nobody' }, sent)).toEqual(refused);
    expect(await one.calls.setNumber({ identity, toll: '1; 2' }, sent)).toEqual(refused);
    expect(sent).not.toHaveBeenCalled();
    expect(one.teams().starts).toBeUndefined();
  });

  test('where fifty others wait', async () => {
    const one = teams(going({ verb: 'user', do: 'slow', milliseconds: 500 }), { queue: 10_000 });
    const first = one.calls.user(identity);
    await until('the first call', () => one.teams().steps?.length === 0);
    const waiting = Array.from({ length: 50 }, () => one.calls.user(identity));
    expect(await reset(one)).toEqual({ kind: 'refused', reason: 'unavailable' });
    expect((await Promise.all([first, ...waiting])).map(({ kind }) => kind)).toEqual(Array(51).fill('done'));
  });

  test('where it waits too long for its turn', async () => {
    const one = teams(going({ verb: 'user', do: 'slow', milliseconds: 1_200 }), { queue: 400 });
    await one.calls.tenant();
    const first = one.calls.user(identity);
    expect(await reset(one)).toEqual({ kind: 'refused', reason: 'unavailable' });
    expect((await first).kind).toBe('done');
    expect(done(one)).toBe(0);
  });

  test('where what is told about it fails', async () => {
    const one = teams({});
    const failing = reset(one, () => {
      throw new Error('the database is away');
    });
    await expect(failing).rejects.toThrow('the database is away');
    expect(done(one)).toBe(0);
    expect((await reset(one)).kind).toBe('done');
  });
});

describe('once it is sent, nobody knows', () => {
  test.each([
    ['dies before the call', { do: 'die-before' as const }, 'worker-died', 0],
    ['dies after the call', { do: 'die-after' as const }, 'worker-died', 1],
    ['hangs', { do: 'hang' as const }, 'timeout', 0],
    ['is too slow', { do: 'slow' as const, milliseconds: 900 }, 'timeout', 0],
    ['answers with another mark', { do: 'wrong-mark' as const }, 'timeout', 1],
    ['answers another call', { off: 1 }, 'garbled', 1],
    ['answers rubbish', { do: 'rubbish' as const }, 'garbled', 0],
    ['answers something else', { do: 'rubbish' as const, text: '{"hello":"world"}' }, 'garbled', 0],
    ['gives a text for a value', { whole: canary }, 'garbled', 1],
    ['says that Teams took too long', { do: 'fault' as const, message: 'The operation has timed out.' }, 'timeout', 0],
    ['says so by its number', { do: 'fault' as const, code: '504' }, 'timeout', 0],
  ])('where PowerShell %s, and it is not repeated', async (_, step, reason, times) => {
    const one = teams(going({ verb: 'reset-pin', ...step }), { call: 500 });
    const sent = jest.fn();
    expect(await reset(one, sent)).toEqual({ kind: 'unknown', reason });
    expect(sent).toHaveBeenCalledTimes(1);
    expect(done(one)).toBe(times);
    // The next call finds a worker, and a late answer is not taken for its own.
    const next = await reset(one);
    expect(next.kind).toBe('done');
    expect(done(one)).toBe(times + 1);
  });

  test('but a look was only a look', async () => {
    const one = teams(going({ verb: 'user', do: 'die-before' }, { verb: 'numbers', do: 'fault', message: 'timeout' }));
    expect(await one.calls.user(identity)).toEqual({ kind: 'refused', reason: 'unavailable' });
    expect(await one.calls.numbers()).toEqual({ kind: 'refused', reason: 'unavailable', correlation });
    expect((await one.calls.user(identity)).kind).toBe('done');
  });

  test('the second of two answers is not taken for the next call', async () => {
    const one = teams({ pins: ['11111', '22222'], steps: [{ verb: 'reset-pin', do: 'twice' }] });
    const pins = [await reset(one), await reset(one)].map((it) => it.kind === 'done' && it.value.pin?.reveal());
    expect(pins).toEqual(['11111', '22222']);
    expect(one.teams().starts).toHaveLength(1);
  });
});

describe('what Teams refuses', () => {
  test.each([
    ['failed', 'Your tenant is disabled for Online Dial-In Conferencing.', '', 'tenant-without-service'],
    ['failed', 'Access Denied.', '', 'no-right'],
    ['failed', 'It failed.', '403', 'no-right'],
    ['failed', `User ${identity} not found`, '', 'person-unknown'],
    ['failed', 'It failed.', '404', 'person-unknown'],
    ['failed', 'The number was not found on the bridge.', '', 'failed'],
    ['person-unknown', '', '', 'person-unknown'],
    ['failed', 'Something else', '500', 'failed'],
    ['module', 'A parameter cannot be found that matches parameter name', '', 'failed'],
    ['rubbish', '', '', 'failed'],
  ])('as %s: %s %s', async (kind, message, code, reason) => {
    const one = teams(going({ verb: 'reset-pin', do: 'fault', kind, message, code }));
    expect(await reset(one)).toEqual({ kind: 'refused', reason, correlation });
    expect(done(one)).toBe(0);
    // The process goes on.
    expect((await reset(one)).kind).toBe('done');
    expect(one.teams().starts).toHaveLength(1);
  });

  test('its message is not logged, its correlation is', async () => {
    const one = teams(going({ verb: 'reset-pin', do: 'fault', kind: `pin ${canary}`, message: canary, code: canary }));
    await reset(one);
    expect(one.log()).toContain(correlation);
  });
});

describe('when Teams asks us to wait', () => {
  const busy: StandInStep = { verb: 'reset-pin', do: 'fault', message: 'Too many requests', code: '429' };

  test('it is asked once more, a little later', async () => {
    const one = teams(going(busy));
    expect((await reset(one)).kind).toBe('done');
    expect(done(one)).toBe(1);
  });

  test('and then it is refused', async () => {
    const one = teams(going(busy, busy));
    const sent = jest.fn();
    expect(await reset(one, sent)).toEqual({ kind: 'refused', reason: 'throttled', correlation });
    expect([done(one), sent.mock.calls.length]).toEqual([0, 1]);
  });
});

describe('somebody who is not found by object id', () => {
  const upn = 'alice.smith@contoso.example';
  const upnOf = (id: string) => Promise.resolve(id === identity ? upn : undefined);

  test('is asked for by user principal name, and so are all from then on', async () => {
    const one = teams({ people: [{ id: 'another', upn }] }, { upnOf });
    const sent = jest.fn();
    expect((await reset(one, sent)).kind).toBe('done');
    expect((await reset(one, sent)).kind).toBe('done');
    expect(sent).toHaveBeenCalledTimes(2);
    expect(one.teams().done).toEqual(Array(2).fill({ verb: 'reset-pin', identity: upn }));
    expect(one.log().match(/"reason":"person-unknown"/g)).toHaveLength(1);
  });

  test('nor by name is not known', async () => {
    const one = teams({ people: [] }, { upnOf });
    expect(await reset(one)).toMatchObject({ kind: 'refused', reason: 'person-unknown' });
    expect(await one.calls.user('00000000-0000-4000-8000-000000000099')).toMatchObject({ reason: 'person-unknown' });
  });

  test('is not asked for again when nobody knows what became of it', async () => {
    const one = teams(going({ verb: 'reset-pin', do: 'die-after' }), { upnOf });
    expect(await reset(one)).toEqual({ kind: 'unknown', reason: 'worker-died' });
    expect(done(one)).toBe(1);
  });
});

describe('the sign-in', () => {
  test('is made anew when Teams takes the token no longer, and the call is asked once more', async () => {
    const expired = 'AADSTS500133: Assertion is not within its valid time range.';
    const one = teams(going({ verb: 'reset-pin', do: 'fault', message: expired, code: 'AADSTS500133' }));
    const sent = jest.fn();
    const outcome = await reset(one, sent);
    expect(outcome.kind).toBe('done');
    expect(sent).toHaveBeenCalledTimes(1);
    expect(done(one)).toBe(1);
    expect(one.log().match(/"command":"connect"/g)).toHaveLength(2);
  });

  test('that does not help is told', async () => {
    const step: StandInStep = { verb: 'reset-pin', do: 'fault', message: '401 (Unauthorized)', code: '401' };
    const one = teams(going(step, step));
    expect(await reset(one)).toMatchObject({ kind: 'refused', reason: 'sign-in' });
    expect(done(one)).toBe(0);
  });

  test('is made anew after its time, and once for many calls', async () => {
    const one = teams({}, { session: 300 });
    await one.calls.tenant();
    await one.calls.tenant();
    await wait(350);
    await one.calls.tenant();
    expect(one.log().match(/"command":"connect"/g)).toHaveLength(2);
  });

  test('that dies leaves the call unsent, for the next process', async () => {
    const one = teams(going({ verb: 'connect', do: 'die-before' }));
    expect((await reset(one)).kind).toBe('done');
    expect(one.teams().starts).toHaveLength(2);
  });
});

test('noise is counted, and never logged', async () => {
  const lines = [`LeaderPin : ${canary}`, canary, 'WARNING: …'];
  const noise = { do: 'noise' as const, lines };
  const one = teams(going({ verb: 'start', ...noise }, { verb: 'reset-pin', ...noise }));
  const outcome = await reset(one);
  expect(outcome.kind === 'done' && outcome.value.pin?.reveal()).toBe(canary);
  expect(one.log()).toMatch(/"command":"reset-pin"[^\n]*"count":[3-6]/);
});

test('is told nothing secret in its environment or arguments, and found by PATH', async () => {
  const bin = mkdtempSync(join(tmpdir(), 'bin-'));
  symlinkSync(standInPwsh[1], join(bin, 'pwsh'));
  const one = teams({}, { pwsh: ['pwsh'], path: [bin, process.env.PATH].join(delimiter) });
  expect((await one.calls.tenant()).kind).toBe('done');
  const [{ environment, arguments: given }] = one.teams().starts as [{ environment: string[]; arguments: string[] }];
  expect(environment.filter((name) => name !== 'TMPDIR')).toEqual([
    'HOME',
    'NO_COLOR',
    'PATH',
    'POWERSHELL_TELEMETRY_OPTOUT',
  ]);
  expect(given).toEqual([
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-File',
    join(__dirname, '..', '..', 'tenant', 'worker.ps1'),
  ]);
  rmSync(bin, { recursive: true });
});

test('calls go one after the other', async () => {
  const one = teams({ pins: ['1111', '2222', '3333'], steps: [{ verb: 'reset-pin', do: 'slow', milliseconds: 300 }] });
  const before: number[] = [];
  const outcomes = await Promise.all([1, 2, 3].map(() => reset(one, () => void before.push(done(one)))));
  expect(before).toEqual([0, 1, 2]);
  expect(outcomes.map((it) => it.kind === 'done' && it.value.pin?.reveal())).toEqual(['1111', '2222', '3333']);
  expect(one.calls.health()).toMatchObject({ state: 'ready', module: '7.8.0', lastMs: expect.any(Number) as unknown });
});

test('stopping lets the call that is under way end, and refuses those that wait', async () => {
  const one = teams(going({ verb: 'reset-pin', do: 'slow', milliseconds: 400 }));
  let first: ReturnType<typeof reset>;
  await new Promise<void>((sent) => (first = reset(one, sent)));
  const second = reset(one);
  await one.worker.stop();
  expect((await first!).kind).toBe('done');
  expect(await second).toEqual({ kind: 'refused', reason: 'unavailable' });
  expect(await reset(one)).toEqual({ kind: 'refused', reason: 'unavailable' });
});

test('stopping ends a process that does not end by itself', async () => {
  const one = teams(going({ verb: 'reset-pin', do: 'hang' }), { stop: 300 });
  let hanging: ReturnType<typeof reset>;
  await new Promise<void>((sent) => (hanging = reset(one, sent)));
  await one.worker.stop();
  expect(await hanging!).toEqual({ kind: 'unknown', reason: 'worker-died' });
});

test('what Teams has is read in its own words', async () => {
  const one = teams(
    going(
      {
        verb: 'user',
        value: {
          ConferenceId: '123 456 789',
          ServiceNumber: 'tel:+14255550199',
          TollFreeServiceNumber: '+1 (800) 555-0100',
        },
      },
      { verb: 'tenant', value: { PinLength: '13', AutomaticallySendEmailsToUsers: '' } },
    ),
  );
  expect(await one.calls.user(identity)).toEqual({
    kind: 'done',
    value: {
      conferenceId: '123456789',
      tollNumber: '+14255550199',
      tollFreeNumber: '+18005550100',
      bridgeName: 'Conference Bridge',
    },
  });
  expect(await one.calls.user(identity)).toEqual({
    kind: 'done',
    value: { tollNumber: '14255550100', bridgeName: 'Conference Bridge' },
  });
  expect(await one.calls.tenant()).toEqual({ kind: 'done', value: {} });
  expect(await one.calls.tenant()).toEqual({ kind: 'done', value: { pinLength: 5, sendsMailsByItself: false } });
  expect(await one.calls.bridges()).toEqual({
    kind: 'done',
    value: [
      {
        id: '9884626f-1dfb-49a8-8f1b-c82aa3b7d0c7',
        name: 'Conference Bridge',
        isDefault: true,
        defaultNumber: '14255550100',
      },
    ],
  });
  const numbers = await one.calls.numbers();
  expect(numbers.kind === 'done' && numbers.value).toEqual([
    { number: '14255550100', tollFree: false, city: 'Seattle', languages: ['en-US', 'es-ES'], shared: false },
    { number: '442071838750', tollFree: false, city: 'London', languages: ['en-GB', 'es-ES'], shared: true },
    { number: '18005550100', tollFree: true, languages: ['en-US'], shared: false },
  ]);
  expect(await one.calls.setNumber({ identity, toll: '+442071838750' })).toMatchObject({
    kind: 'done',
    value: { tollNumber: '442071838750' },
  });
});

test('one object in place of a list is a list of one, and nothing is an empty one', async () => {
  const one = teams(
    going({ verb: 'bridges', whole: { Identity: 'x', Name: 'One' } }, { verb: 'numbers', whole: null }),
  );
  expect(await one.calls.bridges()).toEqual({ kind: 'done', value: [{ id: 'x', name: 'One', isDefault: false }] });
  expect(await one.calls.numbers()).toEqual({ kind: 'done', value: [] });
});
