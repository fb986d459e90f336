import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { mostInFile, readList } from '../../../services/bulk/list';

const texts = (list: string) => readList(list).map(({ text }) => text);
const lines = (list: string) => readList(list).map(({ line, text }) => `${line} ${text}`);
const guid = '00000000-0000-4000-8000-000000000030';

describe('a list without a header', () => {
  test.each([
    ['one in each line', 'alice@x.y\nalex\nAlice Smith\n', ['alice@x.y', 'alex', 'Alice Smith']],
    ['one alone', ' alice ', ['alice']],
    ['several in a line', 'a@x.y; b@x.y;c@x.y;', ['a@x.y', 'b@x.y', 'c@x.y']],
    ['with commas', 'a@x.y, b@x.y,c@x.y', ['a@x.y', 'b@x.y', 'c@x.y']],
    ['with tabs', 'a@x.y\tb@x.y', ['a@x.y', 'b@x.y']],
    ['with spaces', 'a@x.y b@x.y  c@x.y', ['a@x.y', 'b@x.y', 'c@x.y']],
    ['each line as it likes', 'a@x.y\nb@x.y; c@x.y\nd@x.y, e@x.y', ['a@x.y', 'b@x.y', 'c@x.y', 'd@x.y', 'e@x.y']],
    ['the first column', 'alice@x.y;Alice Smith;Sales\nalex@x.y;Alex Wilber;User', ['alice@x.y', 'alex@x.y']],
    ['the first column, also of a name', 'Alice Smith;alice@x.y\nAlex Wilber;alex@x.y', ['Alice Smith', 'Alex Wilber']],
    ['object ids', `${guid},User\n`, [guid]],
    ['one of which has no first cell', 'alex,1,x\n,2,x\nalice,3,x', ['alex', 'alice']],
    ['a kind that is called like a header', 'alice@x.y,Alice,User\nalex@x.y,Alex,User', ['alice@x.y', 'alex@x.y']],
    ['nothing', '', []],
    ['nothing but lines', '\r\n \r\n;;\r\n', []],
  ])('%s', (_, list, expected) => expect(texts(list)).toEqual(expected));

  test.each([
    ['a contact', 'Alice Smith <alice@x.y>', ['alice@x.y']],
    ['contacts', 'Alice Smith <alice@x.y>; Alex <alex@x.y>', ['alice@x.y', 'alex@x.y']],
    [
      'contacts, the surname first',
      'Smith, Alice <alice@x.y>; Wilber, Alex <alex@x.y>; bob@x.y',
      ['alice@x.y', 'alex@x.y', 'bob@x.y'],
    ],
    ['contacts in quotes', '"Smith, Alice" <alice@x.y>, "Wilber, Alex" <alex@x.y>', ['alice@x.y', 'alex@x.y']],
    ['a contact that has no name', 'alice@x.y <alice@x.y>', ['alice@x.y']],
    ['addresses in brackets', '<alice@x.y> <alex@x.y>', ['alice@x.y', 'alex@x.y']],
    ['a contact in each line', 'Smith, Alice <alice@x.y>\nWilber, Alex <alex@x.y>', ['alice@x.y', 'alex@x.y']],
    ["addresses in quotes of Outlook's", "'alice@x.y'; 'alex@x.y'", ['alice@x.y', 'alex@x.y']],
  ])('%s', (_, list, expected) => expect(texts(list)).toEqual(expected));

  test.each([
    ['Smith, Alice', ['Smith, Alice']],
    ["O'Brien-Łukasz,Zoë\nSmith , Alice", ["O'Brien-Łukasz, Zoë", 'Smith, Alice']],
    ['"Smith, Alice"\n"Wilber, Alex"', ['Smith, Alice', 'Wilber, Alex']],
    ['Smith, Alice, Sales', ['Smith']],
    ['Smith; Alice', ['Smith']],
    ['alice, 4711', ['alice']],
    ['Name\nSmith, Alice', ['Smith, Alice']],
  ])('a name the other way round: %j', (list, expected) => expect(texts(list)).toEqual(expected));
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

  const best = ['userPrincipalName', 'mail', 'objectId', 'alias', 'identity', 'displayName'];
  test.each(best.slice(1).map((worse, index) => [best[index]!, worse]))('%s goes before %s', (better, worse) => {
    expect(texts(`${worse},x,${better}\n1,2,3`)).toEqual(['3']);
    expect(texts(`${better},x,${worse}\n1,2,3`)).toEqual(['1']);
  });

  test('leaves out who has nothing in that column', () => {
    expect(lines('upn,name\na@x.y,Alice\n,Alex\nc@x.y')).toEqual(['2 a@x.y', '4 c@x.y']);
  });

  test('may stand above lines of several people', () => {
    expect(lines('UPN\na@x.y; b@x.y\nc@x.y')).toEqual(['2 a@x.y', '2 b@x.y', '3 c@x.y']);
  });

  test('that stands alone is nobody', () => expect(texts('UserPrincipalName,Mail\r\n')).toEqual([]));
  test('of something else is a line like any other', () =>
    expect(texts('Department;Boss\nSales;Megan')).toEqual(['Department', 'Sales']));
  test('has its addresses in brackets read', () =>
    expect(texts('Mail,Name\nAlice <alice@x.y>,Alice')).toEqual(['alice@x.y']));
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
    ['with spaces around quotes', '"alice@x.y" ; "Alice" \n "alex@x.y" ; "Alex" ', ['1 alice@x.y', '2 alex@x.y']],
    [
      'with quotes inside',
      'Name,UPN\nAlice "Al" Smith,a@x.y\n"Alex ""Lex"" Wilber",b@x.y\n"Zoë" O\'Brien,c@x.y',
      ['2 a@x.y', '3 b@x.y', '4 c@x.y'],
    ],
    ['with rows of different lengths', 'Name,UPN\nAlice,a@x.y,more,and more\nAlex\nZoë,c@x.y', ['2 a@x.y', '4 c@x.y']],
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
        expect(readList(file)).toEqual(people.map((text, index) => ({ line: first + index, text })));
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
        expect(readList(rows.map((row) => row.join(separator)).join(end))).toEqual(expected);
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
    ['a formula stays a text', '=HYPERLINK("http://evil.example","x")', ['=HYPERLINK("http://evil.example", "x")']],
    ['control characters are nothing', 'al\0ice@x.y\x1b[31m\n\u202Ealex\u200B@x.y', ['alice@x.y[31m', 'alex@x.y']],
    ['a line break in a name is a space', 'Name,x\n"Alice\nSmith",1', ['Alice Smith']],
    ['a quote alone', '"', ['"']],
    ['quotes', '"a"b"c\n""\n""""', ['"a"b"c', '"']],
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
    const found = readList(part.repeat(500_000 / part.length));
    expect(found.every(({ text }) => text.length <= 300)).toBe(true);
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
        const found = readList(list);
        const count = list.split(/\r\n|[\r\n\u2028\u2029]/).length;
        for (const [index, { line, text: one }] of found.entries()) {
          expect(line).toBeGreaterThanOrEqual(found[index - 1]?.line ?? 1);
          expect(line).toBeLessThanOrEqual(count);
          expect(one).toMatch(/^\P{Cc}{1,300}$/u);
          expect(one).toBe(one.trim());
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
