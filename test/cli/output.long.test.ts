import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { textOf } from '../../cli/terminal/output';
import { parseQuery } from '../../cli/terminal/query';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

let line: CommandLine;
beforeAll(async () => void (line = await openCommandLine()));
afterAll(() => line.close());

/**
 * A tag beyond the first plane, a direction mark, a control character, a formula: what a terminal or a spreadsheet
 * would act on.
 */
const hostile = 'Zoë \u001b[31m\u202e\u009b\u{e0001}\n=1+1 "no" \'yes\'';

test('YAML and CSV hold the very same data as JSON, and nothing that a terminal acts on', () => {
  const rows = [
    { name: hostile, count: 3, on: false, list: ['no', '0123', '1e3'], none: undefined },
    { name: '=cmd()', extra: 'null' },
  ];
  const wanted = JSON.parse(JSON.stringify(rows)) as unknown;
  for (const [format, read] of [
    ['json', (text: string) => JSON.parse(text) as unknown],
    ['yaml', (text: string) => parseYaml(text) as unknown],
  ] as const) {
    const text = textOf(rows, format);
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
    expect(read(text)).toEqual(wanted);
  }
  const csv = parseCsv(
    textOf(
      [
        { name: '=cmd()', list: ['a', 'b'] },
        { name: 'b', other: 1 },
      ],
      'csv',
    ),
  );
  expect(csv).toEqual([
    ['name', 'list', 'other'],
    ["'=cmd()", 'a; b', ''],
    ['b', '', '1'],
  ]);
  expect([textOf([], 'csv'), textOf([], 'yaml'), textOf([], 'json')]).toEqual(['', '[]\n', '[]\n']);
});

test.each([
  ['a list of texts', '[?on].name', 'table', 'Value\na\nb\n'],
  ['one text', '[0].name', 'table', 'Value  a\n'],
  ['one text', '[0].name', 'json', '"a"\n'],
  ['objects', '[].{who: name}', 'table', 'Who\na\nb\nc\n'],
  ['objects in objects', '[0].{who: {name: name}, all: [name, on]}', 'table', 'Who  {"name":"a"}\nAll  a\n     yes\n'],
  ['a number', 'length(@)', 'yaml', '3\n'],
  ['nothing', '[9].name', 'json', 'null\n'],
  ['nothing', '[9].name', 'table', 'Nothing.\n'],
] as const)('--query leaves %s: %s as %s', async (_, expression, format, expected) => {
  const rows = [
    { name: 'a', on: true },
    { name: 'b', on: true },
    { name: 'c', on: false },
  ];
  expect(textOf(rows, format, await parseQuery(expression))).toBe(expected);
});

test('an expression that is none is refused before anything is done; one that does not fit shows everything', async () => {
  const before = await line.dump();
  const wrong = await line.here([
    'user',
    'set',
    person('Alice').upn,
    '--reset-leader-pin',
    '--show-pin',
    '--query',
    '[?pin==',
  ]);
  expect([wrong.code, wrong.output, wrong.errors]).toEqual([
    2,
    '',
    expect.stringMatching(/^error usage: --query is no JMESPath expression \(.*\)\. /) as string,
  ]);
  expect(await line.dump()).toBe(before);
  const unfit = await line.here([
    'user',
    'set',
    person('Alice').upn,
    '--reset-leader-pin',
    '--show-pin',
    '--query',
    'abs(pin)',
  ]);
  expect([unfit.code, json<{ pin: string }>(unfit).pin, unfit.errors]).toEqual([
    2,
    expect.stringMatching(/^\d{5}$/) as string,
    expect.stringContaining(
      'error usage: the expression of --query does not fit the result. All of it was shown.',
    ) as string,
  ]);
  const fits = await line.here([
    'user',
    'set',
    person('Alice').upn,
    '--reset-leader-pin',
    '--show-pin',
    '--query',
    'pin',
  ]);
  expect([fits.code, fits.output]).toEqual([0, expect.stringMatching(/^"\d{5}"\n$/) as string]);
});

test('help cmdlets has every cmdlet and parameter of the reference, in each format', async () => {
  const help = await line.here(['help', 'cmdlets'], acting());
  const table = await line.here(['cmdlets', '--output', 'table'], acting());
  expect([help.code, table.code]).toEqual([0, 0]);
  expect(help.output).toContain(table.output);
  for (const name of [
    '-ResetLeaderPin',
    '-SendEmailFromDisplayName',
    '-TollFreeServiceNumber',
    '-AllowTollFreeDialIn',
    '-BridgeId',
    '-AsJob',
    '-MaskPstnNumbersType',
    'Remove-CsOnlineDialInConferencingTenantSettings',
    'Set-CsOnlineDialInConferencingBridge',
    '-UseUniqueConferenceIds',
    'Enable-CsOnlineDialInConferencingUser',
  ])
    expect(table.output).toContain(name);
  expect(json<unknown[]>(await line.here(['cmdlets'])).length).toBeGreaterThan(50);
});

describe('in a process of its own', () => {
  test('completes commands and options for a shell, and reads no database for it', async () => {
    const nowhere = { MONGODB_URI: 'mongodb://127.0.0.1:1' };
    const [script, commands, options] = [
      await line.desk(['completion', 'bash'], nowhere),
      await line.desk(['complete', '--', 'user', ''], nowhere),
      await line.desk(['complete', '--', 'user', 'set', 'alice', '--reset'], nowhere),
    ];
    expect([script.code, script.output]).toEqual([0, expect.stringContaining('dialin-desk') as string]);
    // Commands alone: a line of an explanation would be offered as one.
    expect(
      commands.output
        .trim()
        .split('\n')
        .map((one) => one.split('\t')[0]),
    ).toEqual([...['get', 'list', 'set', 'unlock', 'enable', 'disable', 'help'], ':4']);
    expect(options.output.match(/^--[a-z-]+/gm)).toEqual(['--reset-leader-pin', '--reset-conference-id']);
    expect((await line.desk(['completion', 'cmd'], nowhere)).code).toBe(2);
  });

  test('builds the app package, and says which variable is missing', async () => {
    const file = join(line.folder, 'dist', 'dial-in-desk.zip');
    const missing = await line.desk(['manifest', 'build'], { MicrosoftAppId: '' });
    expect([missing.code, missing.output, missing.errors]).toEqual([
      1,
      '',
      expect.stringMatching(
        /^error setup: MicrosoftAppId is missing\. Set it to the application \(client\) ID/,
      ) as string,
    ]);
    const built = await line.desk(['manifest', 'build'], { MicrosoftAppId: '00000000-0000-4000-8000-0000000000aa' });
    expect([built.code, built.output.trim()]).toEqual([0, join('dist', 'dial-in-desk.zip')]);
    expect(existsSync(file)).toBe(true);
  });

  test('colours nothing, whatever the variables say', async () => {
    const ended = await line.desk(['user', 'list', '--output', 'table'], { FORCE_COLOR: '1', NO_COLOR: '' });
    expect(ended.output).not.toContain('\u001b');
    expect((await line.desk(['--help'], { FORCE_COLOR: '1' })).output).not.toContain('\u001b');
  });
});
