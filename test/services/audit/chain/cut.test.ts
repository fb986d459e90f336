import { codeOf, notesOf } from '../../../../cli/commands/audit-verdict';
import { createTrailCuts } from '../../../../services/audit/chain/cut';
import { createAudit } from '../../../../services/audit/trail';
import { openTrail, type Trail } from './trail';

jest.setTimeout(90_000);

const day = 24 * 3_600_000;

describe('a trail whose beginning was removed when its time was over', () => {
  let trail: Trail;
  beforeAll(async () => void (trail = await openTrail()));
  afterAll(() => trail.close());

  const cuts = () => createTrailCuts({ mongo: trail.mongo, audit: createAudit(trail.mongo) });
  const before = () => new Date(Date.now() - 365 * day);

  /** So many old records and so many new ones, all chained. */
  async function written(tenant: string, old: number, young: number): Promise<void> {
    if (old > 0) await trail.write(tenant, old, Date.now() - 400 * day);
    if (young > 0) await trail.write(tenant, young, Date.now() - 5_000);
    await trail.chain.chainWaiting();
  }

  /** Says it, has it chained, and deletes. @returns how many records went */
  async function cut(tenant: string): Promise<number> {
    expect(await cuts().step(tenant, before())).toBe(0);
    await trail.chain.chainWaiting();
    return cuts().step(tenant, before());
  }

  test('is right, says what was removed, and goes on', async () => {
    await written('usual', 700, 5);
    const head = (await trail.chain.head('usual'))!;
    expect(await cut('usual')).toBe(700);
    const verdict = await trail.chain.verify('usual', head);
    // The five, and the record that says so.
    expect(verdict).toMatchObject({ finding: undefined, right: 6, waiting: 0, saved: true });
    expect(verdict.cut).toMatchObject({ seq: 700, by: 706 });
    expect(codeOf(verdict)).toBe('fine');
    expect(notesOf(verdict)[0]).toMatch(
      /^the records up to 700 were removed when their time was over: record 706 says so, of \d{4}-/,
    );
    await trail.write('usual', 3);
    await trail.chain.chainWaiting();
    expect(await trail.chain.verify('usual')).toMatchObject({ finding: undefined, right: 9 });
    expect((await trail.all('usual')).map(({ seq }) => seq)).toEqual([701, 702, 703, 704, 705, 706, 707, 708, 709]);
  });

  test('is not cut again on the same day, nor when nothing is old', async () => {
    const rows = await trail.all('usual');
    for (let count = 0; count < 3; count += 1) expect(await cuts().step('usual', new Date())).toBe(0);
    expect(await trail.all('usual')).toEqual(rows);
    await written('young', 0, 3);
    expect(await cuts().step('young', before())).toBe(0);
    expect(await trail.all('young')).toHaveLength(3);
  });

  test('is cut as far as everything is old, and keeps the record of that', async () => {
    await written('old', 4, 0);
    expect(await cut('old')).toBe(4);
    expect(await trail.chain.verify('old')).toMatchObject({ finding: undefined, right: 1, cut: { seq: 4, by: 5 } });
  });

  test('is said once, also when the record that says so is chained just then', async () => {
    await written('chained-meanwhile', 3, 3);
    expect(await cuts().step('chained-meanwhile', before())).toBe(0);
    // The time is asked for after the newest chained record was read.
    const now = async () => {
      await trail.chain.chainWaiting();
      return trail.mongo.now();
    };
    const beside = createTrailCuts({ mongo: { ...trail.mongo, now }, audit: createAudit(trail.mongo) });
    expect(await beside.step('chained-meanwhile', before())).toBe(0);
    expect(await trail.rows.countDocuments({ tenant: 'chained-meanwhile' })).toBe(7);
  });

  test('loses nothing before the record that says so is chained', async () => {
    await written('waiting', 3, 3);
    for (let count = 0; count < 3; count += 1) expect(await cuts().step('waiting', before())).toBe(0);
    // Said once, and nothing is gone.
    expect(await trail.rows.countDocuments({ tenant: 'waiting' })).toBe(7);
    expect(await trail.chain.verify('waiting')).toMatchObject({ finding: undefined, right: 6, waiting: 1 });
    await trail.chain.chainWaiting();
    const verdict = await trail.chain.verify('waiting');
    expect(verdict).toMatchObject({ finding: undefined, right: 7 });
    expect(verdict.cut).toBeUndefined();
  });

  test('is right at every moment of the deleting, and goes on after an interruption', async () => {
    await written('interrupted', 1_200, 3);
    await cuts().step('interrupted', before());
    await trail.chain.chainWaiting();
    let asked = 0;
    expect(await cuts().step('interrupted', before(), async () => (asked += 1) <= 1)).toBe(500);
    const verdict = await trail.chain.verify('interrupted');
    expect(verdict).toMatchObject({ finding: undefined, right: 704 });
    expect(await cuts().step('interrupted', before())).toBe(700);
    expect(await trail.chain.verify('interrupted')).toMatchObject({ finding: undefined, right: 4 });
  });

  test('says that a saved head is too old to compare, and compares the one at the cut', async () => {
    await written('saved', 5, 2);
    const rows = await trail.all('saved');
    const headAt = (seq: number) => ({ tenant: 'saved', seq, link: rows[seq - 1]!.link! });
    await cut('saved');
    expect(await trail.chain.verify('saved', headAt(3))).toMatchObject({ finding: undefined, saved: false });
    expect(await trail.chain.verify('saved', headAt(5))).toMatchObject({ finding: undefined, saved: true });
    const other = { ...headAt(5), link: 'f'.repeat(64) };
    expect((await trail.chain.verify('saved', other)).finding).toMatchObject({ code: 'rewritten' });
  });

  test.each<[string, (tenant: string) => Promise<unknown>, string]>([
    ['more of the beginning is gone', (tenant) => trail.rows.deleteOne({ tenant, seq: 6 }), 'missing'],
    ['a record in the middle is gone', (tenant) => trail.rows.deleteOne({ tenant, seq: 7 }), 'missing'],
    [
      'the first that is left was changed',
      (tenant) => trail.rows.updateOne({ tenant, seq: 6 }, { $set: { action: 'other' } }),
      'edited',
    ],
    [
      'the record of the cut was changed',
      (tenant) => trail.rows.updateOne({ tenant, action: 'cut-trail' }, { $set: { 'cut.seq': 6 } }),
      'missing',
    ],
    [
      'the record of the cut is gone with the end',
      (tenant) => trail.rows.deleteMany({ tenant, action: 'cut-trail' }),
      'missing',
    ],
    [
      'the record of the cut has another link',
      (tenant) => trail.rows.updateOne({ tenant, action: 'cut-trail' }, { $set: { 'cut.link': 'f'.repeat(64) } }),
      'missing',
    ],
  ])('is not right when %s', async (name, tamper, code) => {
    await written(name, 5, 3);
    await cut(name);
    expect((await trail.chain.verify(name)).finding).toBeUndefined();
    await tamper(name);
    const verdict = await trail.chain.verify(name);
    expect(verdict.finding).toMatchObject({ code });
    expect(notesOf(verdict)[0]).toBeDefined();
  });

  test('a beginning that is gone without such a record is missing', async () => {
    await written('taken', 5, 3);
    await trail.rows.deleteMany({ tenant: 'taken', seq: { $lte: 5 } });
    expect((await trail.chain.verify('taken')).finding).toMatchObject({ code: 'missing' });
  });
});
