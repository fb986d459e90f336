import fc from 'fast-check';
import { objectsIn, type Piece } from '../../../../services/people/import/json-pieces';
import { readPeople } from '../../../../services/people/import/files';
import type { FileRow } from '../../../../services/people/import/rows';

async function* cut(text: string, sizes: number[]): AsyncGenerator<string> {
  for (let at = 0, turn = 0; at < text.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    yield text.slice(at, at + size);
    at += size;
  }
}
async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });

test('objects come out of a list as they went in, wherever the file was cut, with the lines they begin in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(object, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      fc.constantFrom(undefined, 2),
      async (objects, sizes, indent) => {
        const text = `\n${JSON.stringify(objects, null, indent)}`;
        const pieces = await all(objectsIn(cut(text, sizes), { after: '\n[', list: true }));
        expect(pieces.map(({ text: one }) => JSON.parse(one) as unknown)).toEqual(JSON.parse(JSON.stringify(objects)));
        for (const { line, text: one } of pieces)
          expect(
            text
              .split('\n')
              .slice(line - 1)
              .join('\n'),
          ).toContain(one);
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  ['nothing behind the bracket', '[', 1],
  ['an object that does not end', '[{"a": [1}', 1],
  ['a list that does not end', '[{"a": 1},\n', 2],
  ['something else than objects', '[{"a": 1},\n 2]', 2],
  ['a text that does not end', '[{"a": "]}', 1],
])('%s is broken', async (_which, text, line) => {
  const pieces = await all(objectsIn(cut(text, [3]), { after: '[', list: true }));
  expect(pieces.at(-1)).toEqual<Piece>({ line, text: '', broken: true });
});

test('an object that is longer than any person is a wrong row, and the rest is read', async () => {
  const person = (name: string) => JSON.stringify({ id: 'x', upn: 'y', name });
  const text = `[${person('One')},${person('x'.repeat(150_000))},${person('Three')}]`;
  async function* input() {
    for await (const piece of cut(text, [4_096])) yield Buffer.from(piece);
  }
  const rows = await all<FileRow>(
    readPeople(input(), { format: 'json', unread: () => undefined, remark: () => undefined }),
  );
  expect(rows.map((row) => ('cells' in row ? row.cells.name : 'fault' in row && row.fault.allowed))).toEqual([
    'One',
    'a JSON object',
    'Three',
  ]);
});
