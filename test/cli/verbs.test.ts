import { mongoOf } from '../helpers/database';
import { resultOf } from '../../cli/commands/command';
import { createProgram } from '../../cli/program';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

let line: CommandLine;
beforeAll(async () => void (line = await openCommandLine()));
afterAll(() => line.close());

const here: CommandLine['here'] = (...given) => line.here(...given);
const upn = (name: string) => person(name).upn;
const role = async (name: string) => (await line.services.directory.byId(person(name).tenant, person(name).id))?.role;
/** The document that a command printed, held to the fields that it promises. */
async function data<Value>(...args: string[]): Promise<Value> {
  const ended = await here(args);
  expect(ended).toMatchObject({ code: 0 });
  const program = createProgram({
    streams: { out: () => undefined, err: () => undefined, terminal: false },
    end: () => undefined,
  });
  const command = args.reduce((found, name) => found.commands.find((one) => one.name() === name) ?? found, program);
  resultOf(command)!.parse(json(ended));
  return json<Value>(ended);
}

test('role set: a role is given and taken, said before with --what-if, and noted', async () => {
  const alex = upn('Alex');
  expect(await data('role', 'set', alex, 'helpdesk', '--what-if')).toMatchObject({
    whatIf: true,
    would: ['Change the role of Alex Wilber (alex.wilber@contoso.example) from user to helpdesk.'],
  });
  expect(await role('Alex')).toBe('user');
  expect(await data('role', 'set', alex, 'Helpdesk')).toMatchObject({
    ...{ upn: alex, done: ['make-role'] },
    changes: [{ name: 'role', before: 'user', after: 'helpdesk' }],
  });
  expect(await role('Alex')).toBe('helpdesk');
  expect((await line.records())[0]).toMatchObject({ action: 'make-role', from: 'commandLine', outcome: 'done' });
  expect(await data('role', 'set', alex, 'helpdesk')).toMatchObject({ unchanged: true, done: [] });
  expect(await data('role', 'set', alex, 'user')).toMatchObject({ changes: [{ before: 'helpdesk', after: 'user' }] });
});

test('role set: what is no role, who is no member, and who may not', async () => {
  expect(await here(['role', 'set', upn('Alex'), 'boss'])).toMatchObject({
    code: 2,
    errors: 'error usage: there is no role of that name. There are: user, helpdesk, admin, auditor.\n',
  });
  expect(await here(['role', 'set', upn('Diego'), 'helpdesk'])).toMatchObject({
    code: 5,
    errors: expect.stringMatching(/^error role-not-for-guests: /) as string,
  });
  for (const who of ['Alice', 'Adele'])
    expect(await here(['role', 'set', upn('Alex'), 'helpdesk'], acting(who))).toMatchObject({ code: 3, output: '' });
});

test('protect: from then on one administrator changes nothing of that person alone', async () => {
  const alex = upn('Alex');
  expect(await data('protect', alex)).toMatchObject({ changes: [{ name: 'protected', before: false, after: true }] });
  expect(await data('protect', alex)).toMatchObject({ unchanged: true });
  expect((await line.services.directory.byId(person('Alex').tenant, person('Alex').id))?.protected).toBe(true);
  const refused = await here(['user', 'set', alex, '--reset-conference-id']);
  expect(refused.code).not.toBe(0);
  await line.services.directory.save(person('Alex'));
});

test('user set --mails: off and on again, with the change as data', async () => {
  const alex = upn('Alex');
  expect(await data('user', 'set', alex, '--mails', 'off')).toMatchObject({
    done: ['change-person'],
    changes: [expect.objectContaining({ before: true, after: false }) as object],
  });
  expect(await line.services.conferencing.mailsOf(person('Alex'), { own: false })).toBe(false);
  await data('user', 'set', alex, '--mails', '$true');
  expect(await line.services.conferencing.mailsOf(person('Alex'), { own: false })).toBe(true);
  expect(await here(['user', 'set', alex, '--mails', 'perhaps'])).toMatchObject({
    code: 2,
    errors: expect.stringContaining('--mails takes on or off') as string,
  });
});

test('report: the numbers of a time as data, and in words for a terminal', async () => {
  await here(['user', 'set', upn('Alex'), '--reset-conference-id']);
  const report = await data<{ resets: object[]; enabled: number; since: string }>('report', '--since', 'last 7 days');
  expect(report.resets).toContainEqual({
    ...{ kind: 'reset-conference-id', role: 'admin', own: false },
    ...{ day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string, count: 1 },
  });
  expect(report.enabled).toBeGreaterThan(3);
  const table = await here(['report'], { terminal: true });
  expect(table.output).toMatch(/^Conference IDs reset +1$/m);
  expect(await here(['report'], acting('Alice'))).toMatchObject({ code: 3 });
  expect(await here(['report', '--since', 'whenever'])).toMatchObject({ code: 2 });
});

test('forget: not somebody who can sign in, and not oneself; then nothing is left but a pseudonym', async () => {
  const lynne = person('Lynne');
  expect(await here(['forget', lynne.upn])).toMatchObject({
    code: 5,
    errors: expect.stringMatching(/^error forget-active: .*Disable the account in Microsoft Entra/) as string,
  });
  expect(await here(['forget', upn('Megan')])).toMatchObject({ code: 5 });
  await line.services.directory.save({ ...lynne, accountEnabled: false });
  expect(await data('forget', lynne.upn, '--what-if')).toMatchObject({
    would: [expect.stringContaining('This cannot be undone.') as string],
  });
  const { pseudonym } = await data<{ pseudonym: string }>('forget', lynne.upn);
  expect(pseudonym).toMatch(/^Former person/);
  expect(await mongoOf(line.services).db.collection('people').findOne({ upn: lynne.upn })).toBeNull();
  expect(await here(['user', 'get', lynne.upn])).toMatchObject({ code: 4 });
});
