import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { entriesOf } from '../../../services/bulk/entries';
import { mostInFile, readList } from '../../../services/bulk/list';
import { Problem } from '../../../services/base/problem';
import { fullNameKeys, identityKeys, nameForms, plainIdentity, plainName } from '../../../services/people/names';
import { type Person } from '../../../services/people/person';

/** Everything in a list that may name somebody. */
const texts = (list: string) => readList({ text: list }).flatMap(({ parts }) => parts.map(({ text }) => text));
const lines = (list: string) =>
  readList({ text: list }).flatMap(({ line, parts }) => parts.map(({ text }) => `${line} ${text}`));

const known = [
  'Alice Smith',
  'Alex Wilber',
  'Isaiah Lang',
  'Isaiah Langer',
  "Zoë O'Brien-Łukasz",
  'Jan van der Berg',
].map((name): Person => {
  const [givenName = '', ...rest] = name.split(' ');
  const address = `${givenName.toLowerCase()}.${rest.at(-1)!.toLowerCase()}@contoso.example`;
  return {
    ...{ tenant: 'contoso', id: address, upn: address, mail: address, name, givenName, surname: rest.join(' ') },
    ...{ aliases: [], kind: 'member', accountEnabled: true, licensed: true, role: 'user' },
  };
});
/** A directory that knows these people, by an identity or in full. */
const find = async (wanted: string[]) =>
  new Map(
    wanted.map((text): [string, Person | Problem] => {
      const forms = nameForms(plainName(text));
      const found = known.filter(
        (one) =>
          identityKeys(one).includes(plainIdentity(text)) || fullNameKeys(one).some((key) => forms.includes(key)),
      );
      return [text, found[0] ?? new Problem('person-unknown', { text, nearest: [] })];
    }),
  );
/** Who is meant, each as the list has it; in brackets who is left out. */
const meant = async (list: string) =>
  (await entriesOf(readList({ text: list }), find)).map(({ text, leftOut }) => (leftOut ? `(${text})` : text));
const guid = '00000000-0000-4000-8000-000000000030';

const [alice, alex] = known.map(({ upn }) => upn);

describe('a list without a header', () => {
  test.each([
    ['one in each line', `${alice}\nalex\nAlice Smith\n`, [alice, 'alex', 'Alice Smith']],
    ['one alone, by a part of the name', ' alice ', ['alice']],
    ['several in a line', 'a@x.y; b@x.y;c@x.y;', ['a@x.y', 'b@x.y', 'c@x.y']],
    ['with commas', 'a@x.y, b@x.y,c@x.y', ['a@x.y', 'b@x.y', 'c@x.y']],
    ['with tabs', 'a@x.y\tb@x.y', ['a@x.y', 'b@x.y']],
    ['with bars', 'a@x.y | b@x.y|c@x.y', ['a@x.y', 'b@x.y', 'c@x.y']],
    ['with spaces', 'a@x.y b@x.y  c@x.y', ['a@x.y', 'b@x.y', 'c@x.y']],
    ['each line as it likes', 'a@x.y\nb@x.y; c@x.y\nd@x.y, e@x.y', ['a@x.y', 'b@x.y', 'c@x.y', 'd@x.y', 'e@x.y']],
    [
      "Outlook's line of people",
      'Alice Smith; Alex Wilber; Isaiah Lang',
      ['Alice Smith', 'Alex Wilber', 'Isaiah Lang'],
    ],
    ['the same with its heading', 'To: Alice Smith; Alex Wilber', ['Alice Smith', 'Alex Wilber']],
    ['names with commas', 'Alice Smith, Alex Wilber, Isaiah Lang', ['Alice Smith', 'Alex Wilber', 'Isaiah Lang']],
    [
      'a list of a word processor',
      '• Alice Smith\n- Alex Wilber\n3. Isaiah Lang',
      ['Alice Smith', 'Alex Wilber', 'Isaiah Lang'],
    ],
    ['a mixture', `Smith, Alice; ${alex} | Isaiah Lang`, ['Smith, Alice', alex, 'Isaiah Lang']],
    ['an address beside its name', `${alice};Alice Smith\n${alex};Alex Wilber`, [alice, alex]],
    ['a table of people', `${alice};Alice Smith;Sales\n${alex};Alex Wilber;User`, [alice, alex]],
    ['object ids', `${guid}\n{${guid}}`, [guid, `{${guid}}`]],
    ['nothing', '', []],
    ['nothing but lines', '\r\n \r\n;;\r\n', []],
  ])('%s', async (_, list, expected) => expect(await meant(list)).toEqual(expected));

  test.each([
    ['a name that nobody has', 'Alice Smith; Carl Nobody', ['Alice Smith', 'Carl Nobody']],
    ['a cell of one line alone', `${alice};Alice Smith;Sales`, [alice, 'Sales']],
    ['a number', 'Alice Smith, 4711', ['Alice Smith', '4711']],
    ['a department behind a name', 'Smith, Alice, Sales', ['Smith, Alice', 'Sales']],
    ['an address without a domain', 'Alice Smith; alex@', ['Alice Smith', 'alex@']],
  ])('says what it did not understand: %s', async (_, list, expected) => expect(await meant(list)).toEqual(expected));

  test.each([
    ['Cooper, Alice', ['Cooper, Alice']],
    ['Smith; Carol', ['Smith', 'Carol']],
    ['Alice; Alex', ['Alice', 'Alex']],
    ['Carl Smith, Alice Nobody', ['Carl Smith', 'Alice Nobody']],
    ['Lang, Smith', ['Lang, Smith']],
    ['Wilber, Alice, Smith, Alex', ['Wilber, Alice', 'Smith, Alex']],
  ])('takes no part of a name for a person: %s', async (list, expected) => {
    const entries = await entriesOf(readList({ text: list }), find);
    expect(entries.map(({ text }) => text)).toEqual(expected);
    // Each is to be found in full, and none is.
    expect(entries.every(({ inFull }) => inFull)).toBe(true);
    expect([...(await find(expected)).values()].every((one) => one instanceof Problem)).toBe(true);
  });

  test.each([
    ['a contact', `Alice Smith <${alice}>`, [alice]],
    ['contacts', `Alice Smith <${alice}>; Alex <${alex}>`, [alice, alex]],
    [
      'contacts, the surname first',
      `Smith, Alice <${alice}>; Wilber, Alex <${alex}>; bob@x.y`,
      [alice, alex, 'bob@x.y'],
    ],
    ['the same with commas', `Smith, Alice <${alice}>, Wilber, Alex <${alex}>`, [alice, alex]],
    [
      'a surname of several words',
      `Alice Smith <${alice}>; van der Berg, Jan <jan.berg@contoso.example>`,
      [alice, 'jan.berg@contoso.example'],
    ],
    ['contacts in quotes', `"Smith, Alice" <${alice}>, "Wilber, Alex" <${alex}>`, [alice, alex]],
    ['a name before a contact', `Isaiah Lang, Alice Smith <${alice}>`, ['isaiah.lang@contoso.example', alice]],
    ['a name after a contact', `Alice Smith <${alice}>; Isaiah Lang`, [alice, 'isaiah.lang@contoso.example']],
    ['a contact that has no name', `${alice} <${alice}>`, [alice]],
    ['addresses in brackets', `<${alice}> <${alex}>`, [alice, alex]],
    ['contacts without separators', `Alice Smith <${alice}> Alex Wilber <${alex}>`, [alice, alex]],
    ['a contact in each line', `Smith, Alice <${alice}>\nWilber, Alex <${alex}>`, [alice, alex]],
    ["addresses in quotes of Outlook's", `'${alice}'; '${alex}'`, [alice, alex]],
    ['people as the desk shows them', `Alice Smith (${alice}); Alex Wilber (${alex}),`, [alice, alex]],
  ])('%s', async (_, list, expected) => {
    const entries = await entriesOf(readList({ text: list }), find);
    const found = await find(entries.map(({ text }) => text));
    expect(
      entries.map(({ text }) => {
        const one = found.get(text)!;
        return one instanceof Problem ? text : one.upn;
      }),
    ).toEqual(expected);
  });

  test.each([
    ['Smith, Alice', ['Smith, Alice']],
    ["O'Brien-Łukasz,Zoë\nSmith , Alice", ["O'Brien-Łukasz, Zoë", 'Smith, Alice']],
    ['"Smith, Alice"\n"Wilber, Alex"', ['Smith, Alice', 'Wilber, Alex']],
    ['Smith, Alice, Wilber, Alex', ['Smith, Alice', 'Wilber, Alex']],
    ['van der Berg, Jan; Smith, Alice', ['van der Berg, Jan', 'Smith, Alice']],
    ['Smith; Alice', ['Smith, Alice']],
    ['Name\nSmith, Alice', ['Smith, Alice']],
  ])('a name the other way round: %j', async (list, expected) => expect(await meant(list)).toEqual(expected));

  test('does not change somebody who stands beside another one in a table', async () =>
    expect(await meant(`${alice};Isaiah Lang\n${alex};Isaiah Lang`)).toEqual([
      alice,
      '(Isaiah Lang)',
      alex,
      '(Isaiah Lang)',
    ]));
});

describe('a header', () => {
  test.each([
    'UserPrincipalName',
    'User principal name',
    'upn',
    'User',
    'user_name',
    'Identity',
    'MAIL',
    'E-Mail',
    'email',
    'Email Address',
    'Name',
    'Display name',
    'ObjectId',
    'object-id',
    'Id',
    'Person',
    'People',
    'Alias',
    '"UPN"',
    ' upn ',
  ])('says which column it is: %j', (header) => {
    expect(texts(`Department;${header};Name of the boss\r\nSales;alice@x.y;Megan\r\nSales;alex@x.y;Megan\r\n`)).toEqual(
      ['alice@x.y', 'alex@x.y'],
    );
    expect(texts(`${header}\nalice@x.y\nalex@x.y`)).toEqual(['alice@x.y', 'alex@x.y']);
  });

  const best = ['userPrincipalName', 'mail', 'objectId', 'SipAddress', 'alias', 'identity', 'displayName'];
  test.each(best.slice(1).map((worse, index) => [best[index]!, worse]))('%s goes before %s', (better, worse) => {
    expect(texts(`${worse},x,${better}\n1,2,3`)).toEqual(['3']);
    expect(texts(`${better},x,${worse}\n1,2,3`)).toEqual(['1']);
  });

  test('has the next best column where a cell is empty, and drops no row', () => {
    expect(lines('upn,name\na@x.y,Alice\n,Alex Wilber\nc@x.y')).toEqual(['2 a@x.y', '3 Alex Wilber', '4 c@x.y']);
    expect(lines('Department,upn,First name,Last name\nSales,,Alice,Smith\nSales,,,')).toEqual([
      '2 Alice Smith',
      '3 Sales',
    ]);
  });

  test.each([
    ['Benutzerprinzipalname;Anzeigename', 'alice@x.y;Alice'],
    ['Anzeigename;E-Mail-Adresse', 'Alice;alice@x.y'],
    ['Nom complet;Adresse e-mail', 'Alice;alice@x.y'],
    ['Nombre para mostrar;Correo electrónico', 'Alice;alice@x.y'],
    ['表示名;ユーザー プリンシパル名', 'Alice;alice@x.y'],
    ['“Name”;“UPN”', '“Smith; Alice”;“alice@x.y”'],
    ['Name|UPN', 'Alice|alice@x.y'],
    ['Display name,Department,User principal name', 'Alice,Sales,alice@x.y'],
    ['User name [userPrincipalName] Required,Name [displayName] Required', 'alice@x.y,Alice'],
    ['Member object ID or user principal name [memberObjectIdOrUpn] Required,x', 'alice@x.y,'],
  ])('of another language or program: %s', (header, row) =>
    expect(texts(`${header}\r\n${row}`)).toEqual(['alice@x.y']),
  );

  test('may stand above lines of several people', () => {
    expect(lines('UPN\na@x.y; b@x.y\nc@x.y')).toEqual(['2 a@x.y', '2 b@x.y', '3 c@x.y']);
  });

  test('that stands alone is nobody', () => expect(texts('UserPrincipalName,Mail\r\n')).toEqual([]));
  test('of which nothing is known is named, with what was expected', async () => {
    const error: unknown = await entriesOf(
      readList({ name: 'x.csv', text: 'Department;Boss\nSales;Megan' }),
      find,
    ).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'bulk-columns-unknown',
      details: { columns: ['Department', 'Boss'], file: 'x.csv' },
    });
  });
  test('has its addresses in brackets read', () =>
    expect(texts('Mail,Name\nAlice <alice@x.y>,Alice').map(plainIdentity)).toEqual(['alice@x.y']));
});

describe('a file', () => {
  test.each([
    ['of Excel where the separator is ;', '\uFEFFName;UPN\r\n"Smith; Alice";alice@x.y\r\n', ['2 alice@x.y']],
    ['that says its separator', 'sep=;\r\nDepartment, or so;UPN\r\na,b,c,d;alice@x.y', ['3 alice@x.y']],
    ['that says another one', '\uFEFFSEP=\t\nName\tUPN\nAlice\talice@x.y', ['3 alice@x.y']],
    ['that says | is it', 'sep=|\nName|UPN\nAlice|alice@x.y', ['3 alice@x.y']],
    [
      'of Windows PowerShell',
      '#TYPE Selected.System.Object\r\n"DisplayName","UserPrincipalName"\r\n"Smith, Alice","alice@x.y"\r\n',
      ['3 alice@x.y'],
    ],
    ['with empty lines, which count', '\n\nupn\n\n  \na@x.y\n\nb@x.y\n\n', ['6 a@x.y', '8 b@x.y']],
    ['with a cell of several lines', 'Note,UPN\n"one\ntwo\nthree",a@x.y\nx,b@x.y', ['2 a@x.y', '5 b@x.y']],
    ['of an old Mac', 'upn\ra@x.y\rb@x.y', ['2 a@x.y', '3 b@x.y']],
    ['with all kinds of line ends', 'a@x.y\r\nb@x.y\nc@x.y\rd@x.y', ['1 a@x.y', '2 b@x.y', '3 c@x.y', '4 d@x.y']],
    [
      'with spaces around quotes',
      'UPN;Name\n"alice@x.y" ; "Alice" \n "alex@x.y" ; "Alex" ',
      ['2 alice@x.y', '3 alex@x.y'],
    ],
    [
      "of Entra ID's template",
      'version:v1.0,,\r\nUser name [userPrincipalName] Required,Name [displayName] Required,x\r\n' +
        'Example: chris@contoso.com,Chris Green,x\r\nalice@x.y,Alice,x\r\n',
      ['4 alice@x.y'],
    ],
    [
      'with quotes inside',
      'Name,UPN\nAlice "Al" Smith,a@x.y\n"Alex ""Lex"" Wilber",b@x.y\n"Zoë" O\'Brien,c@x.y',
      ['2 a@x.y', '3 b@x.y', '4 c@x.y'],
    ],
    [
      'with rows of different lengths',
      'Name,UPN\nAlice,a@x.y,more,and more\nAlex\nZoë,c@x.y',
      ['2 a@x.y', '3 Alex', '4 c@x.y'],
    ],
    [
      'with a quote that does not end',
      'UPN,Name\na@x.y,"Alice\nb@x.y,Alex\nc@x.y,Zoë',
      ['2 a@x.y', '3 b@x.y', '4 c@x.y'],
    ],
  ])('%s', (_, list, expected) => expect(lines(list)).toEqual(expected));

  test('comes back as it was written, whatever its form', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
    const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 12 });
    const upn = fc
      .tuple(word, fc.constantFrom('', '.', '-', '_', "'", '+', '#', 'ł'), word)
      .map(([a, between, b]) => `${a}${between}${b}@contoso.example`);
    const form = fc.record({
      people: fc.array(upn, { minLength: 1, maxLength: 40 }),
      separator: fc.constantFrom(',', ';', '\t'),
      end: fc.constantFrom('\r\n', '\n', '\r'),
      last: fc.boolean(),
      mark: fc.boolean(),
      quoted: fc.boolean(),
      header: fc.constantFrom(undefined, 'UPN', 'User principal name', 'E-mail'),
      others: fc.constantFrom([], ['Smith, Alice', 'Sales; Berlin']),
      says: fc.boolean(),
    });
    fc.assert(
      fc.property(form, ({ people, separator, end, last, mark, quoted, header, others, says }) => {
        const table = [
          ...(header ? [[header, ...others.map(() => 'Anything')]] : []),
          ...people.map((one) => [one, ...others]),
        ];
        const body = stringify(table, { delimiter: separator, record_delimiter: end, quoted });
        const file =
          (mark ? '\uFEFF' : '') + (says ? `sep=${separator}${end}` : '') + (last ? body : body.slice(0, -end.length));
        const first = 1 + (says ? 1 : 0) + (header ? 1 : 0);
        const found = readList({ text: file });
        const cells = found.map(({ line, parts }) => ({ line, text: parts[0]!.text }));
        expect(cells).toEqual(people.map((text, index) => ({ line: first + index, text })));
        // Without a header the other cells are looked at, too.
        if (header) expect(found.every(({ parts }) => parts.length === 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
    // The same people all in one line, and a few in each line.
    const pasted = fc.record({
      rows: fc.array(fc.array(upn, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 10 }),
      separator: fc.constantFrom(',', ';', '\t', ', ', '; ', ' '),
      end: fc.constantFrom('\r\n', '\n', '\r'),
    });
    fc.assert(
      fc.property(pasted, ({ rows, separator, end }) => {
        const expected = rows.flatMap((row, index) => row.map((text) => ({ line: index + 1, text })));
        expect(
          readList({ text: rows.map((row) => row.join(separator)).join(end) }).flatMap(({ line, parts }) =>
            parts.map(({ text }) => ({ line, text })),
          ),
        ).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('may have very many people', () => {
    const people = Array.from({ length: mostInFile }, (_, index) => `person-${index}@contoso.example`);
    expect(texts(`UPN,Name\r\n${people.map((one) => `${one},"Smith, Alice"\r\n`).join('')}`)).toEqual(people);
  });
});

describe('what somebody may try', () => {
  test.each([
    ['a formula stays a text', '=HYPERLINK("http://evil.example","x")', ['=HYPERLINK("http://evil.example"', '"x")']],
    ['control characters are nothing', 'al\0ice@x.y\x1b[31m\n\u202Ealex\u200B@x.y', ['alice@x.y[31m', 'alex@x.y']],
    ['a line break in a name is a space', 'Name,x\n"Alice\nSmith",1', ['Alice Smith']],
    ['a quote alone', '"', ['"']],
    ['quotes', '"a"b"c\n""\n""""', ['"a"b"c', '""']],
    ['an operator of the database is a text', '{"$ne": null}', ['{"$ne": null}']],
  ])('%s', (_, list, expected) => expect(texts(list)).toEqual(expected));

  test('a text is cut at 300 characters, and no character in two', () => {
    expect(texts(`${'x'.repeat(400)}\n${'x'.repeat(299)}😀`)).toEqual(['x'.repeat(300), 'x'.repeat(299)]);
  });

  test.each([
    ...[
      'x',
      '"',
      '""',
      ';',
      ',',
      ' ',
      '<',
      '<@',
      '@',
      '"x',
      'x"',
      '<a@b>',
      'a@b ',
      '\0',
      '😀',
      '\n',
      '\r',
      'x\n',
      '"\n',
    ],
  ])('half a megabyte of %j comes to an end', (part) => {
    expect(texts(part.repeat(500_000 / part.length)).every((text) => text.length <= 300)).toBe(true);
  });

  test('anything at all is read without a fault, its lines in order', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '"',
            '""',
            ',',
            ';',
            '\t',
            '\n',
            '\r\n',
            ' ',
            '@',
            '<',
            '>',
            'sep=',
            'upn',
            'name',
            '\uFEFF',
            '\0',
            'a@b',
          ),
          fc.string({ unit: 'binary', maxLength: 4 }),
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (list) => {
        const found = readList({ text: list });
        const count = list.split(/\r\n|[\r\n\v\f\u0085\u2028\u2029]/).length;
        for (const [index, { line, parts }] of found.entries()) {
          expect(line).toBeGreaterThanOrEqual(found[index - 1]?.line ?? 1);
          expect(line).toBeLessThanOrEqual(count);
          for (const { text: one } of parts) {
            expect(one).toMatch(/^\P{Cc}{1,300}$/u);
            expect(one).toBe(one.trim());
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
