import { mongoOf } from '../../helpers/database';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { ObjectId } from 'mongodb';
import { upload, pieceSize } from '../../../bot/teams/upload';
import { type Services } from '../../../services';
import { createAuditExport } from '../../../services/views/audit-export';
import { safeCell } from '../../../services/base/csv';
import { startDrive } from '../../helpers/drive';
import { disposeServices, freshServices, person } from '../../helpers/services';

const { tenant } = person('Alice');
const readCsv = (text: string) => parse(text, { columns: true, bom: true }) as Record<string, string>[];

describe('a cell', () => {
  test.each([
    ['=HYPERLINK("https://evil.example","x")', '\'=HYPERLINK("https://evil.example","x")'],
    ['+1 555', "'+1 555"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t'=1"],
    ['\r=1', "'\r'=1"],
    ['  =1', "'  =1"],
    ['＝1', "'＝1"],
    ['"=1', '\'"=1'],
    // If the spreadsheet has another separator.
    ['a;=1', "a;'=1"],
    ['a," =1', 'a,\'" =1'],
  ])('%j becomes %j', (text, safe) => expect(safeCell(text)).toBe(safe));

  test.each([
    ...['Alice Smith', "Zoë O'Brien-Łukasz", 'alice@contoso.example', 'a = b', 'reset-pin', ''],
    // A phone number calculates nothing, and a script reads it back.
    ...['+15550100100', '+15550100200; +493055550100'],
  ])('%j stays as it is', (text) => expect(safeCell(text)).toBe(text));

  test.each([
    '+1',
    '+1+1',
    '+15550100100+1',
    '+15550100100;=1',
    '+15550100100|a!A0',
    '+015550100100',
    '+15550100100\n',
  ])('%j is no phone number', (text) => expect(safeCell(text)).toMatch(/^'\+/));

  test('is no formula, whatever it is and whatever a spreadsheet takes for a separator', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', ';', ',', '|', '"', "'", ' ', '＝', 'a'),
          fc.string({ unit: 'binary', maxLength: 3 }),
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (cell) => {
        const safe = safeCell(cell);
        for (const separator of [undefined, ';', ',', '\t', '|', '\n', '\r']) {
          for (const part of separator === undefined ? [safe] : safe.split(separator))
            expect(part).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the trail as a file', () => {
  let services: Services;
  beforeEach(async () => void ({ services } = await freshServices()));
  afterEach(() => disposeServices(services));

  const textOf = async (pieces: AsyncIterable<string>) => {
    let text = '';
    for await (const piece of pieces) text += piece;
    return text;
  };

  test('names that are formulas, quotes and line ends come out as one cell of text', async () => {
    const names = ["=cmd|' /C calc'!A0", '@x', 'Smith, "Al"', 'two\r\nlines', 'Zoë', '-2+3;=1'];
    for (const [index, name] of names.entries()) {
      const id = `00000000-0000-4000-8000-0000000001${String(index).padStart(2, '0')}`;
      await services.directory.save({ ...person('Alice'), id, name, upn: `x${index}@contoso.example` });
      await services.audit.append({
        tenant,
        action: 'reset-pin',
        outcome: 'done',
        from: 'personal',
        actor: { id, role: 'user' },
        target: { id },
      });
    }
    const text = await textOf(services.auditExport.write({ tenant }, 'csv'));
    expect(text.startsWith('\uFEFF"Time (UTC)"')).toBe(true);
    expect(text).not.toMatch(/[^\r]\n(?!lines)/);
    expect(readCsv(text).map(({ By }) => By)).toEqual(names.map(safeCell));
  });

  test('of another tenant it has nothing', async () => {
    await services.audit.append({
      tenant: 'another',
      action: 'reset-pin',
      outcome: 'done',
      from: 'personal',
      actor: { id: 'x' },
    });
    expect(readCsv(await textOf(services.auditExport.write({ tenant }, 'csv')))).toEqual([]);
    expect(await textOf(services.auditExport.write({ tenant }, 'json'))).toBe('');
  });

  const record = (index: number) => ({
    ...{
      tenant,
      action: `act-${index}`,
      outcome: 'done' as const,
      from: 'personal' as const,
      offer: 'x'.repeat(22),
      link: 'y'.repeat(64),
    },
    ...{
      actor: { id: person('Alice').id, role: 'user' },
      target: { id: person('Alex').id },
      at: new Date(Date.UTC(2026, 0, 1) + Math.floor(index / 7)),
    },
  });
  const actions = (count: number) => Array.from({ length: count }, (_, index) => `act-${index}`);

  test('is read in batches, several records within one millisecond in their order', async () => {
    await mongoOf(services)
      .db.collection('audit')
      .insertMany(Array.from({ length: 1_250 }, (_, index) => record(index)));
    const sizes: number[] = [];
    for await (const batch of services.auditReading.batches({ tenant })) sizes.push(batch.length);
    expect(sizes).toEqual([500, 500, 250]);
    expect(readCsv(await textOf(services.auditExport.write({ tenant }, 'csv'))).map(({ Action }) => Action)).toEqual(
      actions(1_250),
    );
  });

  // The local database takes longer to drop this many records than for everything else, so they are not stored.
  test('twelve thousand records arrive whole, in pieces that OneDrive takes', async () => {
    const auditReading = {
      ...services.auditReading,
      async *batches() {
        for (let from = 0; from < 12_000; from += 500)
          yield Array.from({ length: 500 }, (_, index) => ({ ...record(from + index), _id: new ObjectId() }));
      },
    };
    const drive = await startDrive();
    await upload(
      createAuditExport({ auditReading, directory: services.directory }).write({ tenant }, 'csv'),
      drive.address('many.csv'),
    );
    const text = drive.file('many.csv');
    expect(drive.puts.length).toBe(Math.ceil(Buffer.byteLength(text) / pieceSize));
    expect(drive.puts.length).toBeGreaterThan(1);
    for (const { body } of drive.puts.slice(0, -1)) expect(body.length % (320 * 1024)).toBe(0);
    expect(drive.puts.at(-1)!.range).toMatch(new RegExp(`-${Buffer.byteLength(text) - 1}/${Buffer.byteLength(text)}$`));
    expect(readCsv(text).map(({ Action }) => Action)).toEqual(actions(12_000));
    await drive.close();
  });

  test('pages of the trail lose and repeat nothing while others write', async () => {
    const append = (action: string, at: Date) =>
      services.audit.looked({ tenant, action, from: 'personal', actor: { id: 'x' }, at });
    const start = Date.now() - 3_600_000;
    // Several records within one millisecond, even across the end of a page.
    for (let index = 0; index < 40; index += 1) await append(`old-${index}`, new Date(start + Math.floor(index / 5)));
    let writing = true;
    const writer = (async () => {
      for (let index = 0; writing; index += 1) await append(`new-${index}`, new Date());
    })();
    const seen: string[] = [];
    for (let place: string | undefined, first = true; first || place; first = false) {
      const page: Awaited<ReturnType<typeof services.auditReading.page>> = await services.auditReading.page(
        { tenant },
        { size: 3, place },
      );
      seen.push(...page.records.map(({ action }) => action));
      place = page.older;
    }
    writing = false;
    await writer;
    expect(seen.filter((action) => action.startsWith('old'))).toHaveLength(40);
    expect(new Set(seen).size).toBe(seen.length);
  });
});
