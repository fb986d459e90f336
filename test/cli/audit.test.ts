import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readArguments } from '../../cli/audit-arguments';
import { codeOf, exitCodes, linesOf, worstOf } from '../../cli/commands/audit-verdict';
import { headText } from '../../services/audit/chain/link';
import { findingCodes, type Trace } from '../../services/audit/chain/findings';
import { type Verdict } from '../../services/audit/chain/verify';
import { openTrail, type Trail } from '../services/audit/chain/trail';

const root = join(__dirname, '..', '..');
const link = 'ab'.repeat(32);

/** Runs the program as `npm run audit` does. */
function audit(settings: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/audit.ts', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, MONGODB_URI: process.env.TEST_MONGODB_URI, ...settings },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => void (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (said.err += chunk.toString()));
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, ...said })),
  );
}

describe('npm run audit', () => {
  let trail: Trail;
  let run: (...args: string[]) => ReturnType<typeof audit>;
  beforeAll(async () => {
    trail = await openTrail();
    run = (...args) => audit({ DATABASE: trail.database.database }, ...args);
    await trail.chained('contoso', 12);
    await trail.chained('fabrikam', 3);
  });
  afterAll(() => trail.close());

  test('prints heads, verifies all tenants, and ends with a code for what it found', async () => {
    const heads = await run('head');
    const [contoso, fabrikam] = [await trail.chain.head('contoso'), await trail.chain.head('fabrikam')];
    expect(heads).toEqual({ code: 0, err: '', out: `${headText(contoso!)}\n${headText(fabrikam!)}\n` });

    const fine = await run('verify');
    expect(fine).toMatchObject({ code: 0, err: '' });
    expect(fine.out).toMatch(
      /^contoso: fine; 12 records right, 0 waiting to be chained\nfabrikam: fine; 3 records right.*\nNo saved head was given/,
    );

    // The tail is cut, and the head document with it: only the saved head tells.
    await trail.rows.deleteMany({ tenant: 'contoso', seq: { $gt: 9 } });
    await trail.mendHead('contoso');
    const [without, withHead] = await Promise.all([
      run('verify', '--tenant', 'contoso'),
      run('verify', '--head', headText(contoso!), '--head', headText(fabrikam!)),
    ]);
    expect(without).toMatchObject({
      code: 0,
      out: expect.stringContaining('A tail that was cut together with its head document'),
    });
    expect(withHead).toMatchObject({ code: 24, err: '' });
    expect(withHead.out).toBe(
      'contoso: TAIL CUT; 9 records right before it, 0 waiting to be chained\n' +
        '  the records from 10 on are gone; the saved head counts them\n' +
        'fabrikam: fine; 3 records right, 0 waiting to be chained\n',
    );

    const row = await trail.at('contoso', 4);
    await trail.change(row, { outcome: 'cancelled' });
    await trail.write('fabrikam', 1, Date.now() - 61_000);
    const edited = await run('verify');
    expect(edited.code).toBe(20);
    expect(edited.out).toContain(
      `contoso: EDITED; 3 records right before it, 0 waiting to be chained\n  record 4 (${String(row._id)}) does not fit its link`,
    );
    expect(edited.out).toContain(
      'fabrikam: NOT CHAINED IN TIME; 3 records right, 1 waiting to be chained\n  1 record not chained within 60 s',
    );
    expect((await run('verify', '--tenant', 'fabrikam')).code).toBe(30);
  });

  test('says in one line what is wrong with the set-up, never that a trail it cannot see is fine', async () => {
    const nowhere = { MONGODB_URI: '', DATA_DIR: '/nowhere/at-all' };
    const [empty, unknown, none] = await Promise.all([
      audit({ DATABASE: 'no-such-one' }, 'verify'),
      run('verify', '--tenant', 'nobody'),
      audit(nowhere, 'head'),
    ]);
    expect(empty).toEqual({
      code: 1,
      out: '',
      err: 'This database holds no trail at all. Check MONGODB_URI, DATABASE and DATA_DIR.\n',
    });
    expect(unknown).toEqual({
      code: 1,
      out: '',
      err: 'There are no records of the tenant nobody. Known: contoso, fabrikam.\n',
    });
    expect(none).toEqual({
      code: 1,
      out: '',
      err: 'There is no database: MONGODB_URI is not set, and /nowhere/at-all holds none of a try-out.\n',
    });
  });

  test('shows its usage, with every exit code, when asked and for arguments that make no sense', async () => {
    const [help, nothing] = await Promise.all([run('--help'), run()]);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const code of Object.values(exitCodes)) expect(help.out).toMatch(new RegExp(`^ .*\\b${code}  \\w`, 'm'));
    expect(nothing).toEqual({ code: 2, out: '', err: `verify or head is missing.\n\n${help.out}` });
  });
});

describe('the arguments', () => {
  test('are a command, a tenant and saved heads', () => {
    expect(readArguments(['verify', '--tenant', 'a', '--head', `a:7:${link}`])).toEqual({
      command: 'verify',
      tenant: 'a',
      saved: [{ tenant: 'a', seq: 7, link }],
    });
    expect(readArguments(['head'])).toEqual({ command: 'head', tenant: undefined });
  });

  test.each([
    [['look'], '"look" is not a command'],
    [['verify', 'all'], 'one argument too many'],
    [['verify', '--loud'], "Unknown option '--loud'"],
    [['verify', '--tenant'], 'argument missing'],
    [['verify', '--head', 'a:7'], 'is not a saved head'],
    [['verify', '--head', `a:7:${link}`, '--head', `a:8:${link}`], 'two heads of the tenant a'],
    [['verify', '--tenant', 'b', '--head', `a:7:${link}`], '--tenant is b'],
    [['head', '--head', `a:7:${link}`], '--head is for verify'],
  ])('%j are refused', (args, why) => {
    expect(() => readArguments(args)).toThrow(why);
  });
});

describe('the report', () => {
  const verdict: Verdict = { tenant: 'contoso', right: 5, waiting: 0, late: 0, backdated: { count: 0 }, saved: false };

  test('has words and an exit code of its own for each finding', () => {
    const texts = (Object.keys(findingCodes) as Trace[]).map((trace) => {
      const found = { ...verdict, finding: { code: findingCodes[trace], trace, seq: 6, id: 'some-id', other: 9 } };
      expect(exitCodes[codeOf(found)]).toBe(exitCodes[findingCodes[trace]]);
      return linesOf(found).join('\n');
    });
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect(text).toMatch(/^contoso: [A-Z ]+; 5 records right before it.*\n {2}.*\b[56]\b/);
    expect(new Set(Object.values(exitCodes)).size).toBe(Object.values(exitCodes).length);
  });

  test('lets nobody write lines of their own through the database', () => {
    const forged = {
      ...verdict,
      tenant: 'x: fine\nfabrikam',
      finding: { code: 'edited' as const, trace: 'content' as const, seq: 6, id: '\u001b[2K\u202e' },
    };
    expect(linesOf(forged)[0]).toMatch(/^x: fine\?fabrikam: EDITED/);
    expect(linesOf(forged)[1]).toContain('(?[2K?)');
  });

  test('tells the worst, and the rest as well', () => {
    const all: Verdict = { ...verdict, waiting: 2, late: 1, backdated: { count: 2, seq: 3, id: 'x' } };
    expect(codeOf(all)).toBe('not-chained-in-time');
    expect(codeOf({ ...all, late: 0 })).toBe('backdated');
    expect(linesOf({ ...all, finding: { code: 'missing', trace: 'gap', seq: 6 } })).toHaveLength(4);
    expect(worstOf([0, 30, 21, 0])).toBe(21);
    expect(worstOf([0, 0])).toBe(0);
  });
});
