import { mongoOf } from '../helpers/database';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { plainCell, safeCell } from '../../services/base/csv';
import { type PersonDocument } from '../../services/people/person';
import { readPeople } from '../../services/people/import/files';
import { type FileRow, NotPeople } from '../../services/people/import/rows';
import { sampleTenant } from '../../services/try-out/sample-people';
import { acting, type CommandLine, type Ended, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

let line: CommandLine;
beforeEach(async () => void (line = await openCommandLine()));
afterEach(() => line.close());

const id = (number: number): string => `20000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const header = 'id,upn,name';
/** A correct row for a new person. */
const row = (number: number, name = `Person ${number}`): string =>
  `${id(number)},person.${number}@contoso.example,${name}`;
function fileOf(text: string | Buffer, name = 'people.csv'): string {
  const path = join(line.folder, name);
  writeFileSync(path, text);
  return path;
}
const importing = (text: string | Buffer, ...options: string[]): Promise<Ended> =>
  line.here(['people', 'import', fileOf(text), ...options]);
const byId = (which: string) => line.services.directory.byId(sampleTenant, which);
const totals = (rows: number, of: { added?: number; changed?: number; unchanged?: number; wrong?: number }) => ({
  whatIf: false,
  rows,
  added: 0,
  changed: 0,
  unchanged: 0,
  wrong: 0,
  incomplete: 0,
  leftOut: 0,
  disabled: expect.any(Number) as number,
  unlicensed: expect.any(Number) as number,
  changes: [],
  ...of,
});
const everybody = () =>
  mongoOf(line.services).db.collection<PersonDocument>('people').find().sort({ _id: 1 }).toArray();
const faults = ({ errors }: Ended): string[] =>
  errors
    .trimEnd()
    .split('\n')
    .filter((one) => !one.startsWith(noLicences));
const noLicences = 'The file says nothing about licences';

test('every text comes back out of a cell that no spreadsheet takes for a formula', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc
      .array(
        fc.constantFrom('=', '+', '-', '@', "'", '"', ';', ',', '|', ' ', '\t', '\r', '\n', '\uFF1D', '\u202E', 'a'),
      )
      .map((all) => all.join('')),
  );
  // Before a line break at the beginning a quote and the guard look the same; no name or alias begins with one.
  fc.assert(
    fc.property(
      text.filter((one) => !/^'?[\t\r\n]/.test(one)),
      (one) => plainCell(safeCell(one)) === one,
    ),
    { numRuns: 5_000 },
  );
});

test.each(['csv', 'jsonl'])(
  'an export as %s brings the same people into another directory, without roles',
  async (format) => {
    const names = ['-Smith, "Al"', "'=1+1", '"quoted"', 'Zoë 😀 Łukasz', '+1;=2', "';-1"];
    for (const [index, name] of names.entries()) {
      await line.services.directory.save({
        ...person('Alice'),
        id: id(index),
        upn: `p${index}@contoso.example`,
        mail: undefined,
        aliases: [`p${index}`, `=p${index}`],
        name,
        givenName: name,
        surname: '',
      });
    }
    const { output } = await line.here(['people', 'export', '--format', format], acting('Adele'));
    const other = await openCommandLine();
    await mongoOf(other.services)
      .db.collection('people')
      .deleteMany({ role: { $ne: 'admin' } });
    const path = join(other.folder, `people.${format}`);
    writeFileSync(path, output);
    const ended = await other.here(['people', 'import', path]);
    expect([ended.code, json(ended)]).toEqual([
      5,
      totals(14 + names.length, { added: 10 + names.length, unchanged: 2, wrong: 2 }),
    ]);
    expect(faults(ended)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/role must be user, or nothing: roles are given with "role set"/),
      ]) as string[],
    );
    for (const [index, name] of names.entries()) {
      const found = await other.services.directory.byId(sampleTenant, id(index));
      expect(found).toEqual({
        ...person('Alice'),
        id: id(index),
        upn: `p${index}@contoso.example`,
        mail: undefined,
        aliases: [`p${index}`, `=p${index}`],
        name,
        givenName: name,
        surname: '',
      });
    }
    await other.close();
  },
);

test('a wrong row takes nothing from a right one, and nobody loses or gets a role', async () => {
  const { upn, mail } = person('Alice');
  const adele = person('Adele');
  const ended = await importing(
    [
      'id,upn,name,mail,aliases,role',
      `${id(1)},${upn},Somebody else,,,`,
      `${person('Alice').id},${upn},Alice Smith,${mail},alice.smith,`,
      `${id(2)},two@contoso.example,Two,,alice.smith,`,
      `${id(3)},Three@contoso.example,Three,,,`,
      `${id(4)},four@contoso.example,Four,three@contoso.example,,`,
      `${adele.id},${adele.upn},Adele Vance,${adele.mail},adele.vance,user`,
      `,,,,,`,
      `${person('Nestor').id},48213975@contoso.example,${'48213975'.repeat(33)},,,`,
    ].join('\r\n'),
  );
  expect([ended.code, json(ended)]).toEqual([5, totals(7, { added: 1, unchanged: 1, wrong: 5 })]);
  expect(faults(ended)).toEqual([
    expect.stringMatching(/^error row: line 2: upn must be what nobody else in the directory has\. /),
    'error row: line 4: aliases must be what no row before has (line 3 has it)',
    'error row: line 6: mail must be what no row before has (line 5 has it)',
    'error row: line 7: role must be helpdesk, or nothing: roles are given with "role set", or in the chat',
    'error row: line 9: name must be 1 to 256 characters',
  ]);
  expect(await byId(adele.id)).toEqual(adele);
});

test('only so many wrong rows are printed', async () => {
  const ended = await importing(`${header}\n${'x,y,z\n'.repeat(1_005)}`);
  expect([ended.code, json(ended)]).toEqual([5, totals(1_005, { wrong: 1_005 })]);
  expect(faults(ended)).toHaveLength(1_001);
  expect(faults(ended).at(-1)).toBe('… and 5 more rows that are wrong.');
});

test('whoever is an administrator no more when a batch is saved saves nothing with it; what was saved before is told', async () => {
  const rows = (async function* (): AsyncGenerator<FileRow> {
    for (let number = 0; number < 600; number++) {
      if (number === 300) await line.services.directory.save({ ...person('Megan'), role: 'user' });
      yield { line: number, cells: { id: id(number), upn: `p${number}@contoso.example`, name: `P ${number}` } };
    }
  })();
  await expect(
    line.services.peopleImport.run(rows, {
      actor: person('Megan'),
      dry: false,
      report: () => undefined,
      watch: () => undefined,
    }),
  ).rejects.toMatchObject({ code: 'not-your-role' });
  expect((await line.records())[0]).toMatchObject({
    action: 'import-people',
    change: { before: '250 rows', after: 'added 250, changed 0, unchanged 0, wrong 0' },
  });
  expect((await everybody()).filter(({ id: one }) => one.startsWith('2'))).toHaveLength(250);
});

test('a run that is stopped ends after its batch, and its record stands in the trail', async () => {
  const stop = new AbortController();
  const rows = (async function* (): AsyncGenerator<FileRow> {
    for (let number = 0; number < 900; number++)
      yield { line: number, cells: { id: id(number), upn: `p${number}@contoso.example`, name: `P ${number}` } };
  })();
  const found = await line.services.peopleImport.run(rows, {
    actor: person('Megan'),
    dry: false,
    report: () => undefined,
    watch: () => stop.abort(),
    stopping: stop.signal,
  });
  expect({ whatIf: false, changes: [], ...found }).toEqual(totals(250, { added: 250 }));
  expect((await line.records())[0]).toMatchObject({
    action: 'import-people',
    change: { after: 'added 250, changed 0, unchanged 0, wrong 0' },
  });
});

test('Ctrl-C lets the batch that is under way come to its end', async () => {
  const stop = (text: string) => {
    if (text.startsWith('Saved: 250')) process.emit('SIGTERM');
  };
  const ended = await line.here(
    ['people', 'import', fileOf(`${header}\n${Array.from({ length: 900 }, (_, number) => row(number)).join('\n')}\n`)],
    { progress: stop },
  );
  expect([ended.code, json(ended), ended.errors]).toEqual([
    6,
    totals(250, { added: 250 }),
    expect.stringMatching(/\nStopped before the end\. Run it again to go on: what was saved is left as it is\.\n$/),
  ]);
});

test('what somebody gives up, another one can have in a later row', async () => {
  const { id: alice } = person('Alice');
  const text = `id,upn,name,mail,aliases\n${alice},alice.jones@contoso.example,Alice Jones,,\n${id(1)},alice.smith@contoso.example,Alice Smith,,`;
  for (const option of [['--what-if'], []])
    expect(json(await importing(text, '--empty-cells', 'erase', ...option))).toMatchObject({
      ...{ rows: 2, added: 1, changed: 1, wrong: 0 },
    });
  expect(await byId(alice)).toMatchObject({ upn: 'alice.jones@contoso.example', aliases: [] });
  expect(await byId(alice)).not.toHaveProperty('mail');
});

test('two that bring the same people in at the same moment bring them in once', async () => {
  const text = `${header}\n${Array.from({ length: 300 }, (_, number) => row(number)).join('\n')}\n`;
  const other = text.replaceAll('20000000-', '30000000-');
  const [one, two] = await Promise.all([
    line.desk(['people', 'import', fileOf(text, 'one.csv')]),
    line.desk(['people', 'import', fileOf(other, 'two.csv')]),
  ]);
  const [first, second] = [json<Record<string, number>>(one), json<Record<string, number>>(two)];
  expect([first.added! + second.added!, first.wrong! + second.wrong!]).toEqual([300, 300]);
  expect(await everybody()).toHaveLength(314);
});

test('helpdesk may read the directory and not change it; others may neither', async () => {
  const before = await everybody();
  const file = fileOf(`${header}\n${row(1)}\n`);
  for (const name of ['Adele', 'Alice', 'Johanna'])
    expect(await line.here(['people', 'import', file], acting(name))).toMatchObject({ code: 3, output: '' });
  for (const name of ['Alice', 'Johanna'])
    expect([
      (await line.here(['people', 'list'], acting(name))).code,
      (await line.here(['people', 'export'], acting(name))).code,
    ]).toEqual([3, 3]);
  expect(await everybody()).toEqual(before);
  expect(
    (await line.records())
      .filter(({ action }) => action === 'import-people')
      .map(({ outcome, reason }) => [outcome, reason]),
  ).toEqual(Array(3).fill(['refused', 'not-your-role']));
});

test('a file that is none is refused before anything is changed, and leaves no record', async () => {
  const before = await line.dump();
  for (const [none, missing] of [
    ['', 'id, upn, name'],
    ['id,name\n', 'upn'],
    [`${row(1)}\n`, 'id, upn, name'],
    ['sep=;\nid;mail\n', 'upn, name'],
    [`"${'id,upn,name\n'.repeat(10_000)}`, 'id, upn, name'],
  ] as const) {
    expect(await importing(none)).toEqual({
      code: 2,
      output: '',
      errors: expect.stringMatching(
        new RegExp(
          `^error usage: the file has no column for: ${missing}\\. .*Its first line must name.*Nothing was changed\\.\n$`,
        ),
      ) as string,
    });
  }
  for (const name of ['none.csv', 'none.jsonl'])
    expect(await line.here(['people', 'import', name])).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringMatching(/^error file: .*ENOENT/) as string,
    });
  expect(await importing(`${header}\n${row(1)}`, '--confirm')).toMatchObject({
    code: 5,
    errors: expect.stringContaining('nobody-to-ask') as string,
  });
  expect(await line.dump()).toBe(before);
});

test('whoever stops reading closes what was read', async () => {
  let closed = false;
  const input = (async function* () {
    try {
      for (;;) yield 'a,b\nc,d\n';
    } finally {
      closed = true;
    }
  })();
  await expect(
    readPeople(input, { format: 'csv', unread: () => undefined, remark: () => undefined }).next(),
  ).rejects.toThrow(NotPeople);
  expect(closed).toBe(true);
});

test.each<[string, string | Buffer]>([
  ['with a byte order mark', `\uFEFF${header}\r\n${row(1, 'Zoë')}\r\n`],
  ['in UTF-16', Buffer.from(`\uFEFF${header}\r\n${row(1, 'Zoë')}\r\n`, 'utf16le')],
  ['of a German Excel', `sep=;\r\n${header.replaceAll(',', ';')}\r\n${row(1, 'Zoë').replaceAll(',', ';')}\r\n;;\r\n`],
  ['of Export-Csv', `#TYPE Microsoft.Graph.User\r\n"Id","UserPrincipalName","DisplayName"\r\n${row(1, '"Zoë"')}`],
  [
    'with tabs and mixed ends of lines',
    `${header.replaceAll(',', '\t')}\r\n\n${row(1, 'Zoë').replaceAll(',', '\t')}\n\r\n`,
  ],
])('reads a file %s', async (_which, text) => {
  expect(json(await importing(text))).toEqual(totals(1, { added: 1 }));
  expect(await byId(id(1))).toMatchObject({ name: 'Zoë' });
});

test('another encoding and a quote that never ends are told, and what stood before is saved', async () => {
  const ended = await importing(Buffer.from(`${header}\n${row(1, 'Jiøí')}\n${row(2)}\n`, 'latin1'));
  expect([json(ended), ended.errors]).toEqual([
    totals(2, { added: 1, wrong: 1 }),
    expect.stringMatching(/^error row: line 2: row must be text in UTF-8/) as string,
  ]);
  for (const rest of [row(9), `${row(9)}\n`.repeat(3_000)]) {
    const broken = await importing(`${header}\n${row(3)}\n${row(4, '"Open')}\n${rest}`);
    expect([broken.code, json<{ wrong: number }>(broken).wrong, faults(broken)]).toEqual([
      5,
      1,
      ['error row: line 3: row must be closed, with its quotes in pairs; from here on no row was read'],
    ]);
  }
  expect(await byId(id(3))).toBeTruthy();
});

test('JSON lines from standard input', async () => {
  const alice = person('Alice');
  const text = [
    {
      id: id(1),
      userPrincipalName: 'one@contoso.example',
      displayName: 'One',
      aliases: ['one', '=one'],
      accountEnabled: false,
      licensed: true,
      mail: null,
      assignedLicenses: [{ skuId: 'x' }],
      city: 'Berlin',
    },
    { id: alice.id, upn: alice.upn, name: alice.name },
  ].map((one) => JSON.stringify(one));
  const ended = await line.desk(
    ['people', 'import', '-', '--format', 'jsonl'],
    {},
    `\uFEFF${text[0]}\n{"id": 48213\n[1]\n${'x'.repeat(150_000)}\n${text[1]}`,
  );
  expect([ended.code, json(ended)]).toEqual([5, totals(5, { added: 1, unchanged: 1, wrong: 3 })]);
  expect(faults(ended)).toEqual([
    'Not read, for there is nothing of that name here: city.',
    ...[2, 3, 4].map((at) => `error row: line ${at}: row must be a JSON object in one line`),
  ]);
  expect(await byId(id(1))).toMatchObject({
    name: 'One',
    aliases: ['one', '=one'],
    accountEnabled: false,
    licensed: true,
    role: 'user',
  });
  expect(await byId(alice.id)).toEqual(alice);
});

test('an export replaces no file unless it is told to', async () => {
  const file = join(line.folder, 'out.jsonl');
  expect((await line.here(['people', 'export', '--file', file])).code).toBe(0);
  expect(await line.here(['people', 'export', '--file', file])).toMatchObject({
    code: 5,
    errors: expect.stringContaining('--force') as string,
  });
  expect((await line.here(['people', 'export', '--file', file, '--force'])).code).toBe(0);
  expect(await line.here(['people', 'export', '--file', join(line.folder, 'out.txt')])).toMatchObject({
    code: 2,
    errors: expect.stringContaining('--format') as string,
  });
});

test('lists the directory, also those who have no conferencing', async () => {
  const listed = async (...options: string[]) =>
    json<{ name: string; kind: string; role: string }[]>(await line.here(['people', 'list', ...options]));
  expect((await listed()).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Rainier', 'Diego Siciliani', 'Lynne Robbins']),
  );
  expect((await listed('--kind', 'guest')).map(({ name, kind }) => [name, kind])).toEqual([
    ['Diego Siciliani', 'guest'],
  ]);
  expect((await listed('--disabled')).map(({ name }) => name)).toEqual(['Joni Sherman']);
  expect((await listed('--role', 'admin', '--most', '1')).map(({ name, role }) => [name, role])).toEqual([
    ['Megan Bowen', 'admin'],
  ]);
});

test('shows how far it is on a terminal, and leaves no line behind', async () => {
  const shown: string[] = [];
  await line.here(['people', 'import', fileOf(`${header}\n${row(1)}\nx,y,z\n`)], {
    progress: (text: string) => void shown.push(text),
  });
  expect(shown).toContain('Saved: 2 rows');
  expect(shown.at(-1)).toBe('');
});
