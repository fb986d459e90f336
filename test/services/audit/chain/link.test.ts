import fc from 'fast-check';
import { ObjectId } from 'mongodb';
import { canonicalText, headText, linkOf, parseHead, type TrailRow } from '../../../../services/audit/chain/link';

const row = {
  _id: new ObjectId('0123456789abcdef01234567'),
  tenant: 'contoso',
  action: 'reset-pin',
  actor: { id: 'a', role: 'admin' },
  at: new Date(0),
};
const textOf = (fields: object) => canonicalText({ ...row, ...fields } as TrailRow);

describe('the text of a record', () => {
  test('is the same in any order of its fields, and without what chains it', () => {
    const { at, actor, ...others } = row;
    expect(canonicalText({ at, actor: { role: actor.role, id: actor.id }, ...others })).toBe(canonicalText(row));
    expect(textOf({ seq: 1, previous: 'x', link: 'y', reason: undefined })).toBe(canonicalText(row));
  });

  test('is another one for another id, time, type, or field', () => {
    const others = [
      { _id: new ObjectId('0123456789abcdef01234568') },
      { _id: '0123456789abcdef01234567' },
      { at: new Date(1) },
      { at: new Date(0).toISOString() },
      { at: 0 },
      { at: '0' },
      { at: null },
      { at: new Date(NaN) },
      { at: [new Date(0)] },
      { reason: null },
      { reason: '' },
      { actor: { id: 'a' } },
      { actor: { id: 'a', role: 'admin', more: 1 } },
      { actor: ['a', 'admin'] },
      { action: 'reset-pin","x' },
      { _bsontype: 'ObjectId' },
      { at: { $date: '1970-01-01T00:00:00.000Z' } },
      { at: ['date', '1970-01-01T00:00:00.000Z'] },
      { version: 2 },
      { version: '2' },
      { version: true },
    ];
    const texts = [row, ...others].map(textOf);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('tells any two contents apart', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, value, (one, other) => {
        const same = sorted(one) === sorted(other);
        expect(textOf({ one }) === textOf({ one: other })).toBe(same);
      }),
      { numRuns: 500 },
    );
  });
});

test('a link depends on the one before it, the tenant, the number and the content', () => {
  const slot = { previous: 'x', tenant: 'contoso', seq: 2 };
  const links = [
    linkOf(slot, 'text'),
    linkOf({ ...slot, previous: 'y' }, 'text'),
    linkOf({ ...slot, tenant: 'fabrikam' }, 'text'),
    linkOf({ ...slot, seq: 3 }, 'text'),
    linkOf(slot, 'other'),
  ];
  expect(new Set(links).size).toBe(5);
  // Anybody can compute it: echo -n '["x","contoso",2,"text"]' | sha256sum
  expect(links[0]).toBe('e79febbd48ab3fd15db7fcb126e4a3e38242f5ea6a1298f1cc7be6cebf559b3f');
});

test('a head can be printed and read again', () => {
  const head = { tenant: 'a:tenant:7', seq: 12, link: 'ab'.repeat(32) };
  expect(parseHead(` ${headText(head)}\n`)).toEqual(head);
  for (const text of [
    '',
    'contoso',
    'contoso:0:' + head.link,
    'contoso:1.5:' + head.link,
    `contoso:1:${head.link}0`,
    `:1:${head.link}`,
  ])
    expect(parseHead(text)).toBeUndefined();
});

/** JSON with its keys in order. It writes -0 as 0, as a record's text does. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${sorted(inner)}`)
    .sort()
    .join()}}`;
}
