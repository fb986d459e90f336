import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, exitCodes, notesOf, worstOf } from '../../cli/commands/audit-verdict';
import { runDesk } from '../../cli/program';
import { headText } from '../../services/audit/chain/link';
import { findingCodes, type Trace } from '../../services/audit/chain/findings';
import { type Verdict } from '../../services/audit/chain/verify';
import { acting, type Ended, json, within } from '../helpers/command-line';
import { openTrail, type Trail } from '../services/audit/chain/trail';

const link = 'ab'.repeat(32);
// Nobody acts, and there are no keys.
const nobody = { ...acting(), PIN_KEYS: '', DATA_DIR: '/nowhere/at-all' };

test('npm run keys and npm run audit are short for commands of desk', () => {
  const { scripts } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect([scripts.keys, scripts.audit]).toEqual([`${scripts.desk} keys`, `${scripts.desk} audit`]);
});

describe('the trail, where nobody acts', () => {
  let trail: Trail;
  let run: (...args: string[]) => Promise<Ended>;
  beforeAll(async () => {
    trail = await openTrail();
    const { uri, database } = trail.database;
    run = (...args) =>
      within({ ...nobody, MONGODB_URI: uri, DATABASE: database }, (streams) => runDesk(['audit', ...args], streams));
    await trail.chained('contoso', 12);
    await trail.chained('fabrikam', 3);
  });
  afterAll(() => trail.close());

  test('has heads that can be kept, is verified for all tenants, and ends with a code for what was found', async () => {
    const [contoso, fabrikam] = [
      headText((await trail.chain.head('contoso'))!),
      headText((await trail.chain.head('fabrikam'))!),
    ];
    const heads = await run('head');
    expect([heads.code, heads.errors, json(heads)]).toEqual([
      0,
      '',
      [
        { tenant: 'contoso', head: contoso },
        { tenant: 'fabrikam', head: fabrikam },
      ],
    ]);
    expect(json(await run('head', '--tenant', 'fabrikam'))).toEqual([{ tenant: 'fabrikam', head: fabrikam }]);

    const records = await trail.rows.countDocuments();
    const fine = await run('verify');
    expect([fine.code, json(fine)]).toEqual([
      0,
      [
        expect.objectContaining({ tenant: 'contoso', verdict: 'fine', right: 12, waiting: 0, savedHead: false }),
        expect.objectContaining({ tenant: 'fabrikam', verdict: 'fine', right: 3 }),
      ],
    ]);
    expect(fine.errors).toMatch(/^No saved head was given for some of these\. A tail that was cut/);
    // It takes no role, and so it leaves no record.
    expect(await trail.rows.countDocuments()).toBe(records);

    // The tail is cut, and the head document with it: only the saved head tells.
    await trail.rows.deleteMany({ tenant: 'contoso', seq: { $gt: 9 } });
    await trail.mendHead('contoso');
    expect((await run('verify', '--tenant', 'contoso')).code).toBe(0);
    const cut = await run('verify', '--head', contoso, '--head', fabrikam);
    expect([cut.code, cut.errors, json(cut)]).toEqual([
      24,
      '',
      [
        expect.objectContaining({
          verdict: 'tail-cut',
          right: 9,
          savedHead: true,
          notes: ['the records from 10 on are gone; the saved head counts them'],
        }),
        expect.objectContaining({ tenant: 'fabrikam', verdict: 'fine' }),
      ],
    ]);

    const row = await trail.at('contoso', 4);
    await trail.change(row, { outcome: 'cancelled' });
    await trail.write('fabrikam', 1, Date.now() - 61_000);
    const edited = await run('verify');
    expect([edited.code, json(edited)]).toEqual([
      20,
      [
        expect.objectContaining({
          verdict: 'edited',
          right: 3,
          firstBad: 4,
          notes: [expect.stringMatching(new RegExp(`^record 4 \\(${String(row._id)}\\) does not fit its link`))],
        }),
        expect.objectContaining({
          verdict: 'not-chained-in-time',
          right: 3,
          waiting: 1,
          notes: [expect.stringMatching(/^1 record not chained within 60 s/)],
        }),
      ],
    ]);
    expect((await run('verify', '--tenant', 'fabrikam')).code).toBe(30);
  });

  test('is never said to be fine where it cannot be seen', async () => {
    const { uri } = trail.database;
    const [empty, none] = [
      await within({ ...nobody, MONGODB_URI: uri, DATABASE: 'no-such-one' }, (streams) =>
        runDesk(['audit', 'verify'], streams),
      ),
      await within({ ...nobody, MONGODB_URI: '' }, (streams) => runDesk(['audit', 'head'], streams)),
    ];
    expect([empty, none, await run('verify', '--tenant', 'nobody')]).toEqual(
      [
        'This database holds no trail at all. Check MONGODB_URI, DATABASE and DATA_DIR',
        'There is no database: MONGODB_URI is not set, and /nowhere/at-all holds none of a try-out',
        'There are no records of the tenant nobody. Known: contoso, fabrikam',
      ].map((what) => ({ code: 1, output: '', errors: `error setup: ${what}.\n` })),
    );
  });

  test('is read after its help, which has every exit code', async () => {
    const { code, output } = await run('verify', '--help');
    expect(code).toBe(0);
    for (const one of Object.values(exitCodes).filter((found) => found > 0))
      expect(output).toMatch(new RegExp(`^ .*\\b${one}  \\w`, 'm'));
    expect((await run()).code).toBe(2);
  });

  test.each([
    [['look'], /unknown command/],
    [['verify', 'all'], /too many arguments/],
    [['verify', '--loud'], /unknown option/],
    [['verify', '--tenant'], /argument missing/],
    [['verify', '--head', 'a:7'], /is not a saved head/],
    [['verify', '--head', `a:7:${link}`, '--head', `a:8:${link}`], /two heads of the tenant a/],
    [['verify', '--tenant', 'b', '--head', `a:7:${link}`], /of another tenant: a, and not b/],
    [['head', '--head', `a:7:${link}`], /unknown option/],
  ])('refuses the arguments %j', async (args, why) => {
    expect(await run(...args)).toEqual({ code: 2, output: '', errors: expect.stringMatching(why) as string });
  });
});

describe('a verdict', () => {
  const verdict: Verdict = {
    tenant: 'contoso',
    right: 5,
    waiting: 0,
    late: 0,
    backdated: { count: 0 },
    saved: false,
    restores: [],
  };

  test('has words and an exit code of its own for each finding', () => {
    const texts = (Object.keys(findingCodes) as Trace[]).map((trace) => {
      const found = { ...verdict, finding: { code: findingCodes[trace], trace, seq: 6, id: 'some-id', other: 9 } };
      expect(exitCodes[codeOf(found)]).toBe(exitCodes[findingCodes[trace]]);
      return notesOf(found).join('\n');
    });
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect(text).toMatch(/\b[56]\b/);
    expect(new Set(Object.values(exitCodes)).size).toBe(Object.values(exitCodes).length);
  });

  test('lets nobody write lines of their own through the database', () => {
    const finding = { code: 'edited' as const, trace: 'content' as const, seq: 6, id: '\u001b[2K\u202e' };
    expect(notesOf({ ...verdict, finding })[0]).toContain('(?[2K?)');
  });

  test('tells the worst, and the rest as well', () => {
    const all: Verdict = { ...verdict, waiting: 2, late: 1, backdated: { count: 2, seq: 3, id: 'x' } };
    expect(codeOf(all)).toBe('not-chained-in-time');
    expect(codeOf({ ...all, late: 0 })).toBe('backdated');
    expect(notesOf({ ...all, finding: { code: 'missing', trace: 'gap', seq: 6 } })).toHaveLength(3);
    expect(worstOf([0, 30, 21, 0])).toBe(21);
    expect(worstOf([0, 0])).toBe(0);
  });
});
