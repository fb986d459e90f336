import { ObjectId } from 'mongodb';
import { canonicalText, linkOf, type TrailRow } from '../../../../services/audit/chain/link';
import { openTrail, type Trail } from './trail';

/** Everything that somebody with write access to the database can do to a chain of twelve records. */
describe('a verification', () => {
  let trail: Trail;
  let tenant: string;
  let tenants = 0;
  beforeAll(async () => void (trail = await openTrail()));
  afterAll(() => trail.close());
  beforeEach(async () => void (tenant = await trail.chained(`tenant-${(tenants += 1)}`, 12)));

  const verify = async (saved?: Awaited<ReturnType<Trail['chain']['head']>>) =>
    (await trail.chain.verify(tenant, saved)).finding;
  const idOf = async (seq: number) => String((await trail.at(tenant, seq))._id);
  const head = () => trail.chain.head(tenant);
  const remove = async (from: number, to = from) =>
    void (await trail.rows.deleteMany({ tenant, seq: { $gte: from, $lte: to } }));
  const intruder = (seq: number, fields: object = {}): TrailRow => ({
    ...{
      _id: new ObjectId(),
      tenant,
      action: 'reset-pin',
      outcome: 'done',
      actor: { id: 'eve' },
      from: 'personal',
      at: new Date(),
    },
    ...{ seq, previous: 'a'.repeat(64), link: 'b'.repeat(64), ...fields },
  });
  /** A record as the sequencer would have chained it there. */
  const linked = async (seq: number): Promise<TrailRow> => {
    const previous = (await trail.at(tenant, seq - 1)).link;
    const row = intruder(seq, { previous });
    return { ...row, link: linkOf({ previous, tenant, seq }, canonicalText(row)) };
  };
  const insert = async (row: TrailRow): Promise<string> => String((await trail.rows.insertOne(row)).insertedId);
  const exchange = async (one: number, other: number, names: (row: TrailRow) => string[]) => {
    const [a, b] = [await trail.at(tenant, one), await trail.at(tenant, other)];
    const taken = (from: TrailRow, of: TrailRow) => Object.fromEntries(names(of).map((name) => [name, from[name]]));
    const all = [...new Set([...names(a), ...names(b)])];
    await trail.rows.updateOne({ _id: a._id }, { $unset: Object.fromEntries(all.map((name) => [name, ''])) });
    for (const [row, from] of [
      [b, a],
      [a, b],
    ] as const) {
      const absent = all.filter((name) => from[name] === undefined);
      await trail.rows.updateOne(
        { _id: row._id },
        {
          $set: taken(from, from),
          ...(absent.length > 0 && { $unset: Object.fromEntries(absent.map((name) => [name, ''])) }),
        },
      );
    }
  };
  const content = (row: TrailRow) =>
    Object.keys(row).filter((name) => !['_id', 'seq', 'previous', 'link'].includes(name));

  test('finds nothing in a chain that nobody touched, also with a head saved earlier', async () => {
    const saved = await head();
    expect(await verify(saved)).toBeUndefined();
    await trail.chained(tenant, 3);
    expect(await trail.chain.verify(tenant, saved)).toMatchObject({
      right: 15,
      waiting: 0,
      late: 0,
      head: await head(),
      finding: undefined,
    });
  });

  describe('calls it edited', () => {
    test.each<[string, object]>([
      ['a value was changed', { $set: { outcome: 'cancelled' } }],
      ['a value inside was changed', { $set: { 'actor.id': 'eve' } }],
      ['a field was added', { $set: { note: 'nothing to see' } }],
      ['a field was removed', { $unset: { reason: '' } }],
      ['its time was moved', { $set: { at: new Date(1) } }],
      ['its link was changed', { $set: { link: 'c'.repeat(64) } }],
      ['its link was removed', { $unset: { link: '' } }],
      ['what it says about the one before was changed', { $set: { previous: 'c'.repeat(64) } }],
    ])('when %s', async (_what, update) => {
      const id = await idOf(6);
      await trail.rows.updateOne({ tenant, seq: 6 }, update);
      expect(await verify()).toEqual({ code: 'edited', trace: 'content', seq: 6, id });
    });

    test.each([1, 6, 12])('when record %d was changed', async (seq) => {
      await trail.change(await trail.at(tenant, seq), { outcome: 'cancelled' });
      expect(await verify()).toEqual({ code: 'edited', trace: 'content', seq, id: await idOf(seq) });
    });

    test('when the link was computed anew, and names the record, not the one after it', async () => {
      await trail.change(await trail.at(tenant, 6), { outcome: 'cancelled' });
      await trail.relink(tenant, 6, 6);
      expect(await verify()).toEqual({ code: 'edited', trace: 'relinked', seq: 6, id: await idOf(6) });
    });

    test.each<[string, Record<string, unknown>, number | undefined]>([
      ['a number at the end', { seq: 100 }, 100],
      ['half a number', { seq: 8.5 }, 8.5],
      ['a number below one', { seq: -3 }, undefined],
      ['a text for a number', { seq: '6' }, undefined],
    ])('when a record was given %s', async (_what, fields, other) => {
      const id = await idOf(6);
      await trail.change(await trail.at(tenant, 6), fields);
      expect(await verify()).toMatchObject({ code: 'edited', trace: 'moved', seq: 6, id, ...(other && { other }) });
    });

    test('when its number was taken away', async () => {
      const id = await idOf(6);
      await trail.rows.updateOne({ tenant, seq: 6 }, { $unset: { seq: '' } });
      expect(await verify()).toEqual({ code: 'edited', trace: 'moved', seq: 6, id });
    });

    test('whatever was put into it', async () => {
      const odd = {
        actor: new Date(NaN),
        none: null,
        list: [1, [2]],
        pattern: /x/g,
        bytes: Buffer.from('x'),
        at: 'never',
        deep: { $date: 'x' },
      };
      await trail.change(await trail.at(tenant, 6), odd);
      expect(await verify()).toMatchObject({ code: 'edited', seq: 6 });
    });
  });

  describe('calls it missing', () => {
    test.each([
      [1, 1],
      [6, 6],
      [6, 9],
    ])('when records %d to %d were deleted', async (from, to) => {
      await remove(from, to);
      expect(await verify()).toEqual({ code: 'missing', trace: 'gap', seq: from });
    });

    test.each([
      [1, 1],
      [6, 6],
      [6, 9],
      [11, 11],
    ])('when %d to %d were deleted and the ones after it numbered down', async (from, to) => {
      await remove(from, to);
      await trail.renumber(tenant, to + 1, from - to - 1);
      expect(await verify()).toEqual({ code: 'missing', trace: 'renumbered', seq: from });
      await trail.mendHead(tenant);
      expect(await verify()).toEqual({ code: 'missing', trace: 'renumbered', seq: from });
    });

    test('when all that chains it was taken away, also when it was chained again at the end', async () => {
      await trail.rows.updateOne({ tenant, seq: 6 }, { $unset: { seq: '', previous: '', link: '' } });
      expect(await verify()).toEqual({ code: 'missing', trace: 'gap', seq: 6 });
      await trail.chain.chainWaiting();
      expect(await verify()).toEqual({ code: 'missing', trace: 'gap', seq: 6 });
    });

    test('when the tail was cut and the sequencer went on', async () => {
      await remove(11, 12);
      await trail.chained(tenant, 2);
      expect(await verify()).toEqual({ code: 'missing', trace: 'gap', seq: 11 });
    });
  });

  describe('calls it inserted', () => {
    test('when one was put between and the ones after it numbered up', async () => {
      await trail.renumber(tenant, 6, 1);
      const id = await insert(intruder(6));
      expect(await verify()).toEqual({ code: 'inserted', trace: 'stranger', seq: 6, id });
    });

    test('when several were, with links that fit', async () => {
      await trail.renumber(tenant, 6, 2);
      const id = await insert(await linked(6));
      await insert(await linked(7));
      await trail.mendHead(tenant);
      expect(await verify()).toEqual({ code: 'inserted', trace: 'stranger', seq: 6, id });
    });

    test('when the index was dropped and a second record 6 was put in, also with a link that fits', async () => {
      await trail.rows.dropIndex('chain');
      for (const row of [intruder(6), await linked(6)]) {
        const id = await insert(row);
        expect(await verify()).toEqual({ code: 'inserted', trace: 'double', seq: 6, id });
        await trail.rows.deleteOne({ _id: row._id });
      }
      await trail.chain.prepare();
    });

    test.each(['a link that does not fit', 'a link that fits'])(
      'when one was put at the end, with %s',
      async (which) => {
        const id = await insert(which === 'a link that fits' ? await linked(13) : intruder(13));
        expect(await verify()).toEqual({ code: 'inserted', trace: 'behind-head', seq: 13, id });
      },
    );

    test('when it has no number that the sequencer gives', async () => {
      const id = await insert(intruder(6, { seq: 'six' }));
      expect(await verify()).toEqual({ code: 'inserted', trace: 'stranger', seq: 13, id });
    });
  });

  describe('calls it swapped', () => {
    test.each([
      [6, 7],
      [3, 10],
      [1, 12],
    ])('when %d and %d exchanged their numbers', async (one, other) => {
      const id = await idOf(other);
      await exchange(one, other, () => ['seq']);
      expect(await verify()).toEqual({ code: 'swapped', trace: 'exchanged', seq: one, other, id });
    });

    test.each([
      [6, 7],
      [3, 10],
    ])('when %d and %d exchanged their contents', async (one, other) => {
      await exchange(one, other, content);
      expect(await verify()).toEqual({ code: 'swapped', trace: 'exchanged', seq: one, other, id: await idOf(one) });
    });

    test.each([
      ['numbers and links', ['seq', 'link']],
      ['all that chains them', ['seq', 'link', 'previous']],
    ])('when two exchanged %s', async (_what, names) => {
      const id = await idOf(10);
      await exchange(3, 10, () => names);
      expect(await verify()).toEqual({ code: 'swapped', trace: 'exchanged', seq: 3, other: 10, id });
    });

    test('when two exchanged their contents and their links were computed anew', async () => {
      await exchange(3, 10, content);
      await trail.relink(tenant, 3, 3);
      await trail.relink(tenant, 10, 10);
      expect(await verify()).toEqual({ code: 'swapped', trace: 'exchanged', seq: 3, other: 10, id: await idOf(3) });
    });
  });

  describe('of the end', () => {
    test('calls it a cut tail when the head document counts more', async () => {
      await remove(10, 12);
      expect(await verify()).toEqual({ code: 'tail-cut', trace: 'shorter-than-head', seq: 10 });
    });

    test('finds a tail that was cut with the head document only by a saved head', async () => {
      const saved = await head();
      await remove(10, 12);
      await trail.mendHead(tenant);
      expect(await verify()).toBeUndefined();
      expect(await verify(saved)).toEqual({ code: 'tail-cut', trace: 'shorter-than-saved', seq: 10 });
    });

    test('finds by a saved head that everything is gone', async () => {
      const saved = await head();
      await remove(1, 12);
      expect(await verify()).toEqual({ code: 'tail-cut', trace: 'shorter-than-head', seq: 1 });
      await trail.mendHead(tenant);
      expect(await verify(saved)).toEqual({ code: 'tail-cut', trace: 'shorter-than-saved', seq: 1 });
    });

    test('finds a tail that was cut and grew again only by a saved head', async () => {
      const saved = await head();
      await remove(10, 12);
      await trail.mendHead(tenant);
      await trail.chained(tenant, 6);
      expect(await verify()).toBeUndefined();
      expect(await verify(saved)).toEqual({ code: 'rewritten', trace: 'not-the-saved', seq: 12, id: await idOf(12) });
    });

    test('finds an edit after which everything was chained anew only by a saved head', async () => {
      const saved = await head();
      await trail.change(await trail.at(tenant, 6), { outcome: 'cancelled' });
      await trail.relink(tenant, 6);
      expect(await verify()).toMatchObject({ code: 'head-document', trace: 'head-differs', seq: 12 });
      await trail.mendHead(tenant);
      expect(await verify()).toBeUndefined();
      expect(await verify(saved)).toEqual({ code: 'rewritten', trace: 'not-the-saved', seq: 12, id: await idOf(12) });
    });

    test('tells an edited last record from a forged head document by a saved head', async () => {
      const saved = await head();
      await trail.heads.updateOne({ _id: tenant }, { $set: { link: 'f'.repeat(64) } });
      expect(await verify()).toMatchObject({ code: 'head-document', trace: 'head-differs', seq: 12 });
      expect(await verify(saved)).toMatchObject({ code: 'head-document', trace: 'head-forged', seq: 12 });
      await trail.heads.updateOne({ _id: tenant }, { $set: { link: saved!.link } });
      await trail.change(await trail.at(tenant, 12), { outcome: 'cancelled' });
      await trail.relink(tenant, 12);
      expect(await verify()).toMatchObject({ code: 'head-document', trace: 'head-differs', seq: 12 });
      expect(await verify(saved)).toMatchObject({ code: 'rewritten', seq: 12 });
    });

    test('knows by a saved head that the head document was set back', async () => {
      const saved = await head();
      const { link } = await trail.at(tenant, 9);
      await trail.heads.updateOne({ _id: tenant }, { $set: { seq: 9, link } });
      expect(await verify()).toEqual({ code: 'inserted', trace: 'behind-head', seq: 10, id: await idOf(10) });
      expect(await verify(saved)).toMatchObject({ code: 'head-document', trace: 'head-forged', seq: 10 });
    });

    test.each<[string, object]>([
      ['gone', {}],
      ['spoilt', { $set: { seq: 'twelve' } }],
      ['without a link', { $unset: { link: '' } }],
    ])('says that the head document is %s', async (what, update) => {
      if (what === 'gone') await trail.heads.deleteOne({ _id: tenant });
      else await trail.heads.updateOne({ _id: tenant }, update);
      expect(await verify()).toEqual({ code: 'head-document', trace: 'head-missing', seq: 12, id: await idOf(12) });
    });
  });

  test('names the first of several', async () => {
    await trail.change(await trail.at(tenant, 9), { outcome: 'cancelled' });
    await remove(4);
    expect(await trail.chain.verify(tenant)).toMatchObject({ right: 3, finding: { code: 'missing', seq: 4 } });
  });

  test('counts what waits and what waits for too long, and names what was dated back', async () => {
    await trail.write(tenant, 3);
    await trail.write(tenant, 2, Date.now() - 65_000);
    expect(await trail.chain.verify(tenant)).toMatchObject({
      right: 12,
      waiting: 5,
      late: 2,
      backdated: { count: 0 },
      finding: undefined,
    });
    await trail.chain.chainWaiting();
    await trail.write(tenant, 2, Date.now() - 3_600_000);
    await trail.chain.chainWaiting();
    const verdict = await trail.chain.verify(tenant);
    expect(verdict).toMatchObject({ right: 19, waiting: 0, finding: undefined });
    expect(verdict.backdated).toEqual({ count: 4, seq: 13, id: await idOf(13) });
  });
});
