import { mongoOf } from '../helpers/database';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgress } from '../../cli/terminal/progress';
import { plainCell, safeCell } from '../../services/base/csv';
import { type PersonDocument } from '../../services/people/person';
import { peopleText, readPeople } from '../../services/people/import/files';
import { type FileRow } from '../../services/people/import/rows';
import { sampleTenant } from '../../services/try-out/sample-people';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

let line: CommandLine;
beforeEach(async () => void (line = await openCommandLine()));
afterEach(() => line.close());

interface Totals {
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  wrong: number;
  incomplete: number;
  leftOut: number;
  disabled: number;
  unlicensed: number;
}
const guid = (number: number): string => `10000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
function file(text: string, name = 'people.csv'): string {
  const path = join(line.folder, name);
  writeFileSync(path, text);
  return path;
}
const imported = async (text: string, name?: string, differing = {}) => {
  const ended = await line.here(['people', 'import', file(text, name)], differing);
  return { ...ended, totals: ended.output === '' ? undefined : json<Totals>(ended) };
};
const known = (id: string) => line.services.directory.byId(sampleTenant, id);
const totals = (given: Partial<Totals>): Totals & { whatIf: boolean; changes: unknown[] } => ({
  whatIf: false,
  rows: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  wrong: 0,
  incomplete: 0,
  leftOut: 0,
  disabled: expect.any(Number) as number,
  unlicensed: expect.any(Number) as number,
  changes: [],
  ...given,
});

test('new people come in, others change, and a second run changes nothing', async () => {
  const text = [
    'Object Id,userPrincipalName,displayName,mail,mailNickname,userType,accountEnabled,licensed,preferredLanguage',
    `${guid(1).toUpperCase()},grady.archie@contoso.example,Grady Archie,grady.archie@contoso.example,grady.archie,Member,TRUE,true,de-de`,
    `${person('Alice').id},alice.smith@contoso.example,Alice Smith,,alice.smith;asmith,Member,True,false,`,
  ].join('\r\n');
  const first = await imported(`\uFEFF${text}\r\n`);
  expect([first.code, first.errors, first.totals]).toEqual([0, '', totals({ rows: 2, added: 1, changed: 1 })]);
  expect(await known(guid(1))).toEqual({
    ...{
      tenant: sampleTenant,
      id: guid(1),
      upn: 'grady.archie@contoso.example',
      name: 'Grady Archie',
      givenName: 'Grady',
      surname: 'Archie',
      mail: 'grady.archie@contoso.example',
    },
    ...{
      aliases: ['grady.archie'],
      kind: 'member',
      accountEnabled: true,
      licensed: true,
      language: 'de-DE',
      role: 'user',
    },
  });
  // No column for the name's parts, and nothing in those of mail and language: they stay.
  expect(await known(person('Alice').id)).toEqual({
    ...person('Alice'),
    aliases: ['alice.smith', 'asmith'],
    licensed: false,
  });
  expect((await line.services.directory.find(sampleTenant, 'asmith')).id).toBe(person('Alice').id);
  const trail = (await line.records()).map(({ action, target, change }) => ({ action, target, change }));
  expect(trail.slice(0, 2)).toEqual([
    {
      action: 'import-people',
      target: undefined,
      change: { before: '2 rows', after: 'added 1, changed 1, unchanged 0, wrong 0' },
    },
    {
      action: 'import-person',
      target: { id: person('Alice').id },
      change: { before: 'aliases, licensed true', after: 'aliases, licensed false' },
    },
  ]);
  expect((await imported(text)).totals).toEqual(totals({ rows: 2, unchanged: 2 }));
});

test('what is exported comes back as it is, whatever people are called', async () => {
  const names = [
    "=cmd|' /C calc'!A0",
    '-rf "; $(touch x)',
    '@SUM(1)',
    "'=1+1",
    'Zoë “O’Brien” Łukasz 🙂',
    'semi;colon,comma',
    "''",
    'a;=b',
  ];
  for (const [index, name] of names.entries()) {
    await line.services.directory.save({
      ...person('Alex'),
      id: guid(index),
      upn: `p${index}@contoso.example`,
      mail: `p${index}@contoso.example`,
      aliases: [`p${index}`, `-p${index}`],
      name,
      givenName: name,
      surname: '',
    });
  }
  await line.services.directory.save({ ...person('Nestor'), protected: true });
  for (const format of ['csv', 'jsonl']) {
    const path = join(line.folder, `out.${format}`);
    expect((await line.here(['people', 'export', '--file', path])).code).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const before = await mongoOf(line.services)
      .db.collection<PersonDocument>('people')
      .find()
      .sort({ _id: 1 })
      .toArray();
    const back = await line.here(['people', 'import', path]);
    expect([back.code, back.errors, json(back)]).toEqual([
      0,
      '',
      totals({ rows: before.length, unchanged: before.length }),
    ]);
    expect(
      await mongoOf(line.services).db.collection<PersonDocument>('people').find().sort({ _id: 1 }).toArray(),
    ).toEqual(before);
    expect(readFileSync(path, 'utf8')).toContain('protected');
  }
  expect(readFileSync(join(line.folder, 'out.csv'), 'utf8')).not.toMatch(/(^|",)"[=+@-]/m);
  for (const name of names) expect(plainCell(safeCell(name))).toBe(name);
});

test('every wrong row is told with its line and what is allowed; the others are saved, and the totals add up', async () => {
  const ended = await imported(
    [
      'id,upn,name,mail,accountEnabled,kind,role,protected,language,aliases',
      `${guid(1)},one@contoso.example,"One\nin two lines",,,,,,,`,
      `no-guid-48213,x@contoso.example,X,,,,,,,`,
      `${guid(2)},no upn,X,,,,,,,`,
      `${guid(3)},x3@contoso.example,,,,,,,,`,
      `${guid(4)},x4@contoso.example,X,nonsense,,,,,,`,
      `${guid(5)},x5@contoso.example,X,,perhaps,,,,,`,
      `${guid(6)},x6@contoso.example,X,,,alien,,,,`,
      `${guid(7)},x7@contoso.example,X,,,,admin,,,`,
      `${guid(8)},x8@contoso.example,X,,,,,yes,,`,
      `${guid(9)},x9@contoso.example,X,,,,,,not a language,`,
      `${guid(10)},x10@contoso.example,X,,,,,,,two words`,
      `${guid(1)},again@contoso.example,Again,,,,,,,`,
      `${guid(11)},ONE@contoso.example,Same name,,,,,,,`,
      `${guid(12)},${person('Alice').upn},Somebody else,,,,,,,`,
      `${guid(13)},x13@contoso.example,X,${person('Alice').mail},,,,,,`,
      `${guid(14)},last@contoso.example,Last,,,,user,no,,`,
    ].join('\n'),
  );
  expect([ended.code, ended.totals]).toEqual([5, totals({ rows: 16, added: 4, wrong: 12, incomplete: 2 })]);
  const told = ended.errors.split('\n').filter((one) => one.startsWith('error'));
  expect(told.map((one) => /^error row: line (\d+): ([\w, ]+) must be /.exec(one)?.slice(1))).toEqual([
    ['4', 'id'],
    ['5', 'upn'],
    ['6', 'name'],
    ['7', 'mail'],
    ['8', 'accountEnabled'],
    ['9', 'kind'],
    ['10', 'role'],
    ['11', 'protected'],
    ['12', 'language'],
    ['13', 'aliases'],
    ['14', 'id'],
    ['15', 'upn'],
    ['16', 'upn'],
    ['17', 'mail'],
  ]);
  expect(told[10]).toContain('(line 2 has it)');
  expect(told[3]).toMatch(/without it$/);
  expect(await known(guid(4))).toMatchObject({ name: 'X', upn: 'x4@contoso.example' });
  expect((await known(guid(4)))?.mail).toBeUndefined();
  expect(ended.errors).not.toContain('48213');
  expect((await known(guid(1)))?.name).toBe('One in two lines');
  expect(await known(guid(14))).toMatchObject({ role: 'user' });
});

test('nobody locks themselves or everybody out, and nobody but an administrator imports', async () => {
  const row = (name: string, rest: string) => `${person(name).id},${person(name).upn},${person(name).name},${rest}`;
  const own = await imported(
    `id,upn,name,accountEnabled,kind\n${row('Megan', 'false,')}\n${row('Nestor', 'false,')}\n${row('Adele', 'false,')}\n`,
  );
  expect([own.code, own.totals]).toEqual([5, totals({ rows: 3, changed: 1, wrong: 2 })]);
  expect(own.errors).toMatch(
    /line 3: accountEnabled must be what it is: this is an administrator, whose role two administrators end first/,
  );
  const last = await imported(`id,upn,name,kind\n${row('Megan', 'guest')}\n`);
  expect(last.errors).toMatch(/^error row: line 2: kind must be yourself/);
  // Nor can another actor remove the last administrator, if the actor's own role is lost at that moment.
  await line.services.directory.save({ ...person('Nestor'), accountEnabled: true });
  const others = await imported(
    `id,upn,name,accountEnabled\n${row('Megan', 'false')}\n${row('Nestor', 'false')}\n`,
    undefined,
    acting('Nestor'),
  );
  expect(others.totals).toEqual(totals({ rows: 2, wrong: 2 }));
  expect(await line.services.directory.everyAdmin(sampleTenant)).toHaveLength(2);
  await line.services.directory.save(person('Adele'));
  const before = await line.dump();
  const refused = await line.here(['people', 'import', file('id,upn,name\n'), '--what-if'], acting('Adele'));
  expect([refused.code, refused.output]).toEqual([3, '']);
  expect(await line.dump()).toBe(before);
  expect((await line.here(['people', 'list'], acting('Adele'))).code).toBe(0);
  expect((await line.here(['people', 'export'], acting('Alice'))).code).toBe(3);
});

test('where the mails of a protected person go is not changed by one administrator alone', async () => {
  await line.services.directory.save({ ...person('Nestor'), protected: true });
  const { id, upn, name, mail } = person('Nestor');
  const elsewhere = await imported(`id,upn,name,mail,language\n${id},${upn},${name},elsewhere@fabrikam.example,de\n`);
  expect([elsewhere.code, elsewhere.totals, elsewhere.errors]).toEqual([
    5,
    totals({ rows: 1, wrong: 1 }),
    expect.stringMatching(/line 2: mail must be what it is: this person is protected/) as string,
  ]);
  expect(await known(id)).toMatchObject({ mail });
  expect((await imported(`id,upn,name,mail,language\n${id},${upn},${name},${mail},de\n`)).totals).toEqual(
    totals({ rows: 1, changed: 1 }),
  );
});

test('--what-if tells the same totals and changes not a byte', async () => {
  const text = `id,upn,name,role\n${guid(1)},one@contoso.example,One,\n${guid(1)},two@contoso.example,Two,\n${person('Alice').id},${person('Alice').upn},Alicia,user\n`;
  const before = await line.dump();
  const would = await line.here(['people', 'import', file(text), '--what-if']);
  expect([would.code, json(would)]).toEqual([
    5,
    {
      ...{ ...totals({ rows: 3, added: 1, changed: 1, wrong: 1 }), whatIf: true, disabled: 0 },
      changes: [
        {
          ...{ change: 'add', id: guid(1), upn: 'one@contoso.example', name: 'One', kind: 'member' },
          ...{ accountEnabled: true, licensed: false, disables: false, fields: [] },
        },
        {
          ...{ change: 'change', id: person('Alice').id, upn: person('Alice').upn, name: 'Alicia', kind: 'member' },
          ...{ accountEnabled: true, licensed: true, disables: false },
          fields: [{ field: 'name', before: 'Alice Smith', after: 'Alicia' }],
        },
      ],
    },
  ]);
  expect(await line.dump()).toBe(before);
  expect((await imported(text)).totals).toEqual(totals({ rows: 3, added: 1, changed: 1, wrong: 1 }));
});

test.each([
  ['no header', '', 'id, upn, name'],
  ['no such columns', 'a,b\n1,2\n', 'id, upn, name'],
  ['one that is missing', 'id,displayName\n', 'upn'],
])('a CSV file with %s is refused before anything is changed', async (_, text, missing) => {
  const ended = await imported(text);
  expect([ended.code, ended.output, ended.errors]).toEqual([
    2,
    '',
    expect.stringContaining(`the file has no column for: ${missing}.`) as string,
  ]);
});

test('a header alone, empty lines, another separator, columns of no meaning, and JSON lines with a broken one', async () => {
  expect((await imported('id,upn,name\n')).totals).toEqual(totals({}));
  const excel = await imported(`id;upn;name;City\r\n\r\n${guid(1)};one@contoso.example;One, Two;Berlin\r\n`);
  expect([excel.totals, excel.errors]).toEqual([
    totals({ rows: 1, added: 1 }),
    expect.stringMatching(/^Not read, for there is nothing of that name here: City\.\n/),
  ]);
  expect((await known(guid(1)))?.name).toBe('One, Two');
  const lines = await imported(
    `{"id":"${guid(1)}","upn":"one@contoso.example","name":"One","aliases":["a1","b1"],"accountEnabled":false,"language":null}\n{"id":\n[]\n\n{"id":"${guid(2)}","upn":"two@contoso.example","name":"Two","city":"Berlin"}`,
    'people.jsonl',
  );
  expect([lines.code, lines.totals]).toEqual([5, totals({ rows: 4, added: 1, changed: 1, wrong: 2 })]);
  expect(lines.errors).toMatch(/line 2: row must be a JSON object in one line\n(.*\n)*.*line 3: row/);
  expect(await known(guid(1))).toMatchObject({ aliases: ['a1', 'b1'], accountEnabled: false });
  const unclosed = await imported(
    `id,upn,name\n${guid(3)},three@contoso.example,Three\n${guid(4)},"four@contoso.example,Four\n${guid(5)},five@contoso.example,Five\n`,
  );
  expect([unclosed.code, unclosed.totals]).toEqual([5, totals({ rows: 2, added: 1, wrong: 1 })]);
  expect(await line.here(['people', 'import', join(line.folder, 'none.csv')])).toMatchObject({
    code: 2,
    output: '',
    errors: expect.stringContaining('error file: the file cannot be read (ENOENT)') as string,
  });
  expect((await line.here(['people', 'import', file('', 'people.txt')])).code).toBe(2);
});

test('standard input is read as it comes, and a role that is given meanwhile is not taken away', async () => {
  const rows = [
    `id,upn,name`,
    `${guid(1)},one@contoso.example,One`,
    `${person('Adele').id},${person('Adele').upn},Adele Changed`,
  ].join('\n');
  const piped = await line.desk(['people', 'import', '-', '--format', 'csv'], {}, rows);
  expect([piped.code, json(piped)]).toEqual([0, totals({ rows: 2, added: 1, changed: 1 })]);
  expect(await known(person('Adele').id)).toMatchObject({ name: 'Adele Changed', role: 'helpdesk' });
  expect((await line.here(['people', 'import', '-'])).code).toBe(2);
});

test('3,000 rows come in batches: never more than two of them are in memory', async () => {
  const count = 3_000;
  let [made, most] = [0, 0];
  let done = 0;
  async function* rows(): AsyncGenerator<FileRow> {
    for (; made < count;) {
      made += 1;
      most = Math.max(most, made - done);
      yield { line: made, cells: { id: guid(made), upn: `p${made}@contoso.example`, name: `Person ${made}` } };
    }
  }
  const run = await line.services.peopleImport.run(rows(), {
    actor: person('Megan'),
    dry: false,
    report: () => undefined,
    watch: ({ rows: saved }) => void (done = saved),
  });
  expect({ whatIf: false, changes: [], ...run }).toEqual(totals({ rows: count, added: count }));
  expect(most).toBeLessThanOrEqual(1_001);
  const text = [
    ...[...Array(3).keys()].map((index) => peopleText([{ ...person('Alice'), id: guid(index) }], 'jsonl')),
  ].join('');
  const read: FileRow[] = [];
  for await (const row of readPeople(
    (async function* () {
      for (const piece of text.match(/.{1,7}/gs)!) yield Buffer.from(piece);
    })(),
    { format: 'jsonl', unread: () => undefined, remark: () => undefined },
  ))
    read.push(row);
  expect(read.map(({ line: at }) => at)).toEqual([1, 2, 3]);
});

test('progress is one line that is rewritten, not too often, and cleared', () => {
  const written: string[] = [];
  let now = 0;
  const progress = createProgress(
    (text) => written.push(text),
    () => now,
  );
  for (const [at, text] of [
    [0, 'a'],
    [100, 'b'],
    [300, 'c'],
    [400, ''],
    [401, ''],
  ] as const) {
    now = at;
    progress(text);
  }
  expect(written).toEqual(['\r\u001b[Ka', '\r\u001b[Kc', '\r\u001b[K']);
});

describe('files of the trade', () => {
  const shared = (name: string) => readFileSync(join(__dirname, '..', 'cases', name));

  test('a table of Excel in German', async () => {
    writeFileSync(join(line.folder, 'german.csv'), shared('german-excel.csv'));
    const german = await line.here(['people', 'import', join(line.folder, 'german.csv')]);
    expect([german.code, german.errors, json(german)]).toEqual([0, '', totals({ rows: 1, added: 1 })]);
    expect(await known('00000000-0000-4000-8000-000000000201')).toMatchObject({
      ...{ upn: 'karla.koch@contoso.example', kind: 'member', accountEnabled: true, licensed: true, language: 'de-DE' },
    });
  });

  test.each([
    [
      'headings in German, in the code page of Windows',
      Buffer.from(
        `Objekt-ID;Benutzerprinzipalname;Anzeigename;Konto aktiviert\r\n${guid(1)};x1@contoso.example;J\xf6rg M\xfcller;FALSCH\r\n`,
        'latin1',
      ),
      { name: 'Jörg Müller', accountEnabled: false },
    ],
    [
      'headings in French',
      `ID d’objet;Nom d’utilisateur principal;Nom complet;Prénom\n{${guid(1)}};x1@contoso.example;Hélène Dupré;Hélène\n`,
      { name: 'Hélène Dupré', givenName: 'Hélène' },
    ],
    [
      'UTF-16 the other way round',
      Buffer.from(`\uFEFFid\tupn\tname\r\n${guid(1)}\tx1@contoso.example\tZoë\r\n`, 'utf16le').swap16(),
      { name: 'Zoë' },
    ],
    [
      'an export that asks whether the sign-in is blocked',
      `Block credential,Display name,Object Id,User principal name\nTrue,"D'Arcy, Finn (IT)",${guid(1)},x1@contoso.example\n`,
      { accountEnabled: false, name: "D'Arcy, Finn (IT)", givenName: 'Finn', surname: "D'Arcy" },
    ],
    [
      'typographic quotes, and lines above the headings',
      `sep=;\n#TYPE x\n“id”;“upn”;“name”\n“${guid(1)}”;“x1@contoso.example”;“Smith; Alice”\n`,
      { name: 'Smith; Alice' },
    ],
    [
      'characters that nobody sees',
      `id,upn,name\n\u200B${guid(1)}\u00A0,x1@contoso.exam\u00ADple,Zo\u200Be\u0308 O’Brien\n`,
      { upn: 'x1@contoso.example', name: 'Zoë O’Brien' },
    ],
    [
      'somebody from another organization',
      `id,upn,name\n${guid(1)},pat_fabrikam.example#EXT#@contoso.example,Pat\n`,
      { kind: 'guest' },
    ],
    [
      'a member from another organization, where the file says so',
      `id,upn,name,userType\n${guid(1)},pat_fabrikam.example#EXT#@contoso.example,Pat,Member\n`,
      { kind: 'member' },
    ],
  ])('%s', async (_, content, expected) => {
    writeFileSync(join(line.folder, 'file.csv'), content);
    const ended = await line.here(['people', 'import', join(line.folder, 'file.csv')]);
    expect([ended.code, json(ended)]).toEqual([0, totals({ rows: 1, added: 1 })]);
    expect(await known(guid(1))).toMatchObject(expected);
  });

  test('a letter that another code page has as well is not guessed', async () => {
    writeFileSync(
      join(line.folder, 'file.csv'),
      Buffer.from(
        `id,upn,name\n${guid(1)},x1@contoso.example,Ji\xf8\xed\n${guid(2)},x2@contoso.example,M\xfcller`,
        'latin1',
      ),
    );
    const ended = await line.here(['people', 'import', join(line.folder, 'file.csv')]);
    expect([ended.code, json(ended)]).toEqual([5, totals({ rows: 2, added: 1, wrong: 1 })]);
    expect(ended.errors).toMatch(/^error row: line 2: row must be text in UTF-8/);
    expect((await known(guid(2)))?.name).toBe('Müller');
  });

  test('somebody who left and came back: the row says who has the name, and what to do', async () => {
    const left = { ...person('Alice'), accountEnabled: false };
    await line.services.directory.save(left);
    const back = `id,upn,name,mail\n${guid(1)},${left.upn},Alice Smith,${left.mail}\n`;
    const ended = await imported(back);
    expect(ended.totals).toEqual(totals({ rows: 1, wrong: 1 }));
    expect(ended.errors).toContain(
      `Alice Smith has it (object id ${left.id}, account disabled): if that is the same person with an older account, ` +
        `forget it ("forget ${left.id}") and import again`,
    );
    // Until then the new account does not lose against the old one by any name that both have.
    await line.services.directory.save({ ...left, id: guid(2), accountEnabled: true });
    expect((await line.services.directory.find(sampleTenant, left.upn)).id).toBe(guid(2));
    expect((await line.services.directory.find(sampleTenant, 'Alice Smith')).id).toBe(guid(2));
  });

  test("a list for a bulk change: the cmdlet's own export, and the table of Excel", async () => {
    for (const [name, total] of [
      ['cmdlet-export.csv', 2],
      ['german-excel.csv', 1],
    ] as const) {
      writeFileSync(join(line.folder, name), shared(name));
      const run = ['bulk', 'run', join(line.folder, name), '--action', 'reset-conference-id', '--dry-run'];
      const ended = await line.here(run);
      expect([name, json(ended)]).toEqual([name, expect.objectContaining({ total })]);
    }
  });
});
