import { mongoOf } from '../helpers/database';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleTenant } from '../../services/try-out/sample-people';
import { type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

jest.setTimeout(90_000);

const alice = person('Alice').upn;
const reset = ['user', 'set', alice, '--reset-conference-id', '--confirm'];

let line: CommandLine;
beforeAll(async () => void (line = await openCommandLine()));
afterAll(() => line.close());

test('says what would happen and does it after a yes', async () => {
  const asked: string[] = [];
  const answer = (text: string) => (question: string) => Promise.resolve((asked.push(question), text));
  for (const yes of ['y', 'YES ']) expect((await line.here(reset, { terminal: true, ask: answer(yes) })).code).toBe(0);
  const before = await line.dump();
  for (const no of ['', 'n', 'no', 'yeah', 'yy']) {
    const { code, output, errors } = await line.here(reset, { terminal: true, ask: answer(no) });
    expect([no, code, output]).toEqual([no, 5, '']);
    expect(errors).toBe(
      `Reset the conference ID of Alice Smith (${alice}): the old one stops working. An email goes to ${alice}.\nerror declined: you did not say yes. Nothing ` +
        `was changed.\n`,
    );
  }
  expect(await line.dump()).toBe(before);
  expect(new Set(asked)).toEqual(new Set(['Do it? (y/N) ']));
  expect(asked).toHaveLength(7);
});

test('where nobody can be asked it refuses before anything is changed; with --what-if nothing is asked', async () => {
  const before = await line.dump();
  const ended = await line.desk(reset, {}, 'y\n');
  expect([ended.code, ended.output, ended.errors]).toEqual([
    5,
    '',
    expect.stringMatching(/^error nobody-to-ask: .*--what-if/) as string,
  ]);
  expect((await line.here(['tenant', 'set', 'pinLength', '12', '--confirm'])).code).toBe(5);
  const ask = () => Promise.reject(new Error('asked'));
  expect((await line.here([...reset, '--what-if'], { ask })).code).toBe(0);
  expect(
    (await line.here(['user', 'set', person('Joni').upn, '--reset-conference-id', '--confirm'], { ask })).errors,
  ).not.toContain('bug');
  const changed = await line.dump();
  const trailOnly = (text: string) =>
    text
      .split('\n')
      .filter((one) => !/^audit/.test(one))
      .join('\n');
  expect(trailOnly(changed)).toBe(trailOnly(before));
});

test('where nothing would change, nothing is asked', async () => {
  const ask = () => Promise.reject(new Error('asked'));
  expect(json(await line.here(['tenant', 'set', 'automaticMails', 'on', '--confirm'], { ask }))).toMatchObject({
    unchanged: true,
  });
});

test('every command that changes something asks', async () => {
  const list = join(line.folder, 'people.csv');
  writeFileSync(list, `${alice}\n${person('Patti').upn}\n`);
  await line.services.settings.save(sampleTenant, { bulkApproval: false });
  const commands = [
    ['user', 'disable', alice],
    ['user', 'set', alice, '--send-email'],
    ['tenant', 'set', 'pinLength', '12'],
    ['bridge', 'set', '--name', 'other'],
    ['keys', 'rotate'],
    ['bulk', 'run', list, '--action', 'reset-conference-id'],
  ];
  const content = () =>
    line.dump().then((text) =>
      text
        .split('\n')
        .filter((one) => !/^(audit|operations)/.test(one))
        .join('\n'),
    );
  const before = await content();
  for (const args of commands) {
    const { code, output, errors } = await line.here([...args, '--confirm'], {
      terminal: true,
      ask: () => Promise.resolve('n'),
    });
    expect([args, code, output]).toEqual([args, 5, '']);
    expect(errors).toMatch(/^[A-Z].*\.\nerror declined: /);
    expect((await line.here([...args, '--confirm'])).errors).toMatch(/^error nobody-to-ask: /);
  }
  expect(await content()).toBe(before);
  expect(await mongoOf(line.services).db.collection('operations').countDocuments({ state: 'offered' })).toBe(0);
  expect((await line.records()).filter(({ outcome }) => outcome === 'done').map(({ action }) => action)).not.toContain(
    'rotate-keys',
  );
});
