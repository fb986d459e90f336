import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { version } from '../../package.json';
import { cmdlets } from '../../cli/commands/cmdlets-table';
import type { UserRow } from '../../cli/terminal/results/people';
import type { OutboxDocument } from '../../services/mail/outbox-document';
import { sampleTenant } from '../../services/try-out/sample-people';
import { acting, type CommandLine, type Ended, json, openCommandLine } from '../helpers/command-line';
import { mongoOf } from '../helpers/database';
import { person } from '../helpers/services';

const alice = person('Alice').upn;
const alex = person('Alex').upn;
const mail = '0123456789abcdef0123456789abcdef';
let line: CommandLine;

beforeAll(async () => {
  line = await openCommandLine();
  writeFileSync(join(line.folder, 'people.csv'), `id,upn,name\n${person('Patti').id},${person('Patti').upn},Patti\n`);
  await mongoOf(line.services)
    .db.collection<OutboxDocument>('outbox')
    .insertOne({
      ...{ _id: mail, tenant: sampleTenant, kind: 'conference-info', person: person('Alice').id, to: alice },
      ...{ facts: { conferenceId: '1234567' }, state: 'dead', at: new Date(), queuedAt: new Date(), dueAt: new Date() },
      ...{ endedAt: new Date(), tries: 1 },
    });
});
afterAll(() => line.close());

const here = (...args: string[]): Promise<Ended> => line.here(args);
const wrong = async (...args: string[]): Promise<string> => {
  const { code, output, errors } = await here(...args);
  expect([args, code, output]).toEqual([args, 2, '']);
  return errors.trimEnd();
};

describe('every row of the table of cmdlets', () => {
  /** What a row leaves open: commands that are only named, and letters that stand for a value. */
  const completed: Record<string, string> = {
    'user set x': 'user set x --reset-conference-id',
    'user set x … --send-email-from-address a --send-email-from-display-name n':
      'user set x --send-email --send-email-from-address desk@contoso.example --send-email-from-display-name Desk',
    'user set x --send-email-to-address a': 'user set x --send-email-to-address alice@hotmail.example',
    'user set x --service-number n': 'user set x --service-number +15550100200',
    'user set x --toll-free-service-number n': 'user set x --toll-free-service-number +18005550100',
    'user set x --no-send-email': 'user set x --reset-conference-id --no-send-email',
    'user list --most n': 'user list --most 3',
    'user list --query': `user list --query "[?bridge=='main' && serviceNumber=='+15550100100' && contains(name, 'Alex')]"`,
    'tenant set <name> <value>': 'tenant set pinLength 6',
    'tenant set pinLength n': 'tenant set pinLength 6',
    'tenant set senderName n': 'tenant set senderName Desk',
    'tenant set senderAddress a': 'tenant set senderAddress desk@contoso.example',
    'bridge set --default-service-number n': 'bridge set --default-service-number +15550100200',
    'bridge set --name n': 'bridge set --name second',
    'bridge set --service-numbers "n, m"': 'bridge set --service-numbers "+15550100200, +493055550100"',
    '--what-if': 'user set x --reset-conference-id --what-if',
    '--confirm': 'user set x --reset-conference-id --confirm',
    'people import': 'people import people.csv',
    'mail resend': `mail resend ${mail}`,
    'keys new': 'keys new key-2',
    'role set': 'role set x helpdesk',
    'protect': 'protect x',
    'unprotect': 'unprotect x',
    'forget': 'forget --help',
    // They take an id. The tests of bulk changes and of requests run them on real ones.
    ...Object.fromEntries(
      ['bulk status', 'bulk pause', 'bulk stop', 'requests show', 'approve', 'decline'].map((name) => [
        name,
        `${name} --help`,
      ]),
    ),
    'backup': 'backup x.gz',
    'restore': 'restore --help',
    'bootstrap-admin': 'bootstrap-admin --help',
    'manifest build': 'manifest build --help',
    // There is nothing to bring where the directory is the desk's own.
    'sync': 'sync --help',
  };
  const changing =
    /^(user (set|enable|disable|unlock)|tenant (set|remove)|bridge set|bulk run|people import|mail resend|keys rotate|role set|protect|unprotect)\b/;

  /** The commands that a row names, as somebody would type them. */
  const commandsOf = (desk: string): string[] =>
    (/"/.test(desk) ? [desk] : desk.split(', ')).flatMap((one) => {
      const whole = completed[one] ?? one;
      const several = /^(.*) (\w+(?:\|\w+)+)$/.exec(whole);
      return several ? several[2]!.split('|').map((value) => `${several[1]} ${value}`) : [whole];
    });

  const rows = cmdlets.filter(({ desk }) => desk !== '' && desk !== 'DESK_ACT_AS');
  test.each(rows.map(({ powershell, desk }) => [powershell, desk]))('%s: %s', async (_, desk) => {
    for (const command of commandsOf(desk)) {
      const who = command.startsWith('user enable') ? alex : alice;
      const typed = command.replace(/\bx\b/, who).replace(/ b$/, ' true');
      const args = [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
      if (changing.test(command) && !/--(what-if|confirm)/.test(command)) args.push('--what-if');
      // Only a person who was disabled can be enabled.
      if (who === alex) await here('user', 'disable', alex, '--no-send-email');
      const ended = await line.inFolder(args, { ask: () => Promise.resolve('yes') });
      expect([typed, ended.code, ended.errors]).toEqual([typed, 0, expect.any(String)]);
      if (typed.includes('--query')) expect(json<UserRow[]>(ended).map(({ upn }) => upn)).toEqual([alex]);
    }
  });

  test('what the rows say about lists is so: number, bridge, state, licence and kind are columns', async () => {
    const [first] = json<UserRow[]>(await here('user', 'list'));
    expect(first).toMatchObject({
      ...{ kind: 'member', licensed: true, accountEnabled: true, enabled: true, bridge: 'main' },
      serviceNumber: '+15550100100',
    });
    const { output } = await line.here(['user', 'get', alice], { terminal: true });
    for (const column of ['Kind', 'Licensed', 'Account enabled', 'State'])
      expect(output).toMatch(new RegExp(`^${column} +`, 'm'));
  });
});

describe('somebody who thinks in PowerShell is shown our form', () => {
  test.each([
    ['Get-CsOnlineDialInConferencingUser -Identity alice', 'Here it is: user get alice.'],
    ['get-csonlinedialinconferencinguser', 'Here it is: user get x.'],
    [
      'Set-CsOnlineDialInConferencingUser -Identity alice -ResetLeaderPin -SendEmail -WhatIf',
      'Here it is: user set alice --what-if --reset-leader-pin --send-email.',
    ],
    ['Set-CsOnlineDialInConferencingUser -SendEmail:$false -Identity alice', 'user set alice --no-send-email.'],
    ['Set-CsOnlineDialInConferencingTenantSettings -PinLength 7', 'Here it is: tenant set pinLength n.'],
    [
      'Set-CsOnlineDialInConferencingTenantSettings -MaskPstnNumbersType NoMasking',
      'Here it is: tenant set maskNumbers none.',
    ],
    ['Unregister-CsOnlineDialInConferencingServiceNumber', 'bridge set --service-numbers'],
    ['Grant-CsTeamsAudioConferencingPolicy', 'there are no policies here: user set and bridge set'],
    ['Get-CsOnlineDialInConferencingUsers', 'Did you mean Get-CsOnlineDialInConferencingUser?'],
    ['Get-CsSomething', 'What there is here: cmdlets.'],
    ['Connect-MicrosoftTeams', 'Here it is: DESK_ACT_AS.'],
    ['user get -Identity alice', 'The person stands without an option: user get alice.'],
    ['user set alice -ResetLeaderPin', 'Here it is: user set x --reset-leader-pin.'],
    ['user set alice -SendEmail:$false', 'Here it is: user set x --no-send-email.'],
    ['user list -ResultSize 5', 'Here it is: user list --most n.'],
    ['user set alice -BridgeId 1', '-BridgeId has nothing like it here: there is one bridge here: bridge set.'],
    ['user set alice -Nonsense', 'an option has two dashes here'],
    ['user set alice --reset-leader-pin $true', 'A switch stands alone: --send-email'],
    ['user set alice --send-email false', 'a switch takes no value. A switch stands alone: --send-email'],
    ['user set alice --send-email=false', 'a switch takes no value. A switch stands alone: --send-email'],
    ['tenant set automaticMails', 'If it was $true or $false: a shell takes that for a variable.'],
    ['tenant set AutomaticallySendEmailsToUsers true', 'Did you mean automaticMails?'],
  ])('%s', async (typed, told) => expect(await wrong(...typed.split(' '))).toContain(told));

  test('what may be a PIN is not repeated', async () => {
    const told = await wrong('Set-CsOnlineDialInConferencingUser', '-Identity', '48213', '-ResetLeaderPin');
    expect(told).toContain('user set x --reset-leader-pin');
    expect(told).not.toContain('48213');
    expect(await wrong('help', '48213')).not.toContain('48213');
  });

  test.each([
    ['announceWith', 'ToneOnly', 'tones'],
    ['announceWith', 'UseNames', 'names'],
    ['ANNOUNCEWITH', 'Tones', 'tones'],
    ['maskNumbers', 'MaskedForAllUsers', 'all'],
    ['mask-numbers', 'NoMasking', 'none'],
    ['maskNumbers', 'MaskedForExternalUsers', 'external'],
    ['NameRecording', '$false', false],
    ['namerecording', '$True', true],
    ['nameRecording', 'no', false],
  ])('tenant set %s %s', async (name, value, after) => {
    const { code } = await here('tenant', 'set', name, value);
    const setting = json<{ value: unknown }>(await here('tenant', 'get', name));
    expect([code, setting.value]).toEqual([0, after]);
  });

  test('--allow-pstn-only-meetings takes $true and $false', async () => {
    for (const [typed, after] of [
      ['$true', true],
      ['$FALSE', false],
    ] as const) {
      await here('user', 'set', alice, '--allow-pstn-only-meetings', typed, '--no-send-email');
      expect(json(await here('user', 'get', alice))).toMatchObject({ allowPstnOnlyMeetings: after });
    }
  });
});

describe('names and help', () => {
  test('tenant get shows one setting as data; a name that is none leads to the one that was meant', async () => {
    expect(json(await here('tenant', 'get', 'PINLENGTH'))).toEqual({
      ...{ name: 'pinLength', value: 5, kind: 'number', choices: [], group: 'pins', about: 'PIN length' },
    });
    expect(json(await here('tenant', 'get', 'maskNumbers'))).toMatchObject({
      kind: 'choice',
      choices: ['external', 'all', 'none'],
    });
    expect(json(await here('tenant', 'get', 'servicenumbers'))).toMatchObject({
      value: ['+15550100200', '+493055550100'],
    });
    expect(await wrong('tenant', 'get', 'pinLenght')).toContain('Did you mean pinLength?');
    expect(await wrong('tenant', 'set', 'pin', '5')).toContain('Did you mean pinLength?');
    expect(await wrong('tenant', 'get', 'zzz')).toContain('There are: pinLength, ');
    expect((await line.here(['tenant', 'get', 'pinLength'], acting('Adele'))).code).toBe(3);
  });

  test('help for what is not there is an error that names what is', async () => {
    expect(await wrong('help', 'nosuch')).toContain('there is no command "nosuch". There are: user, ');
    expect(await wrong('help', 'user', 'st')).toContain('Did you mean user set?');
    expect(await wrong('user', 'help', 'gett')).toContain('Did you mean user get?');
    expect(await wrong('help', 'user', 'get', 'alice')).toContain('there is no command "user get alice"');
    for (const asked of [
      ['help'],
      ['help', 'user'],
      ['help', 'user', 'set'],
      ['user', 'help', 'set'],
      ['user', 'set', '--help'],
    ])
      expect([asked, (await here(...asked)).code]).toEqual([asked, 0]);
    expect((await here('user', 'help', 'set')).output).toBe((await here('user', 'set', '--help')).output);
  });

  test('help cmdlets and cmdlets take a name', async () => {
    const bridge = await here('help', 'cmdlets', 'set-csonlinedialinconferencingbridge');
    expect(bridge.output.split('\n').map((row) => row.split(/\s{2,}/)[0])).toEqual([
      'PowerShell',
      'Set-CsOnlineDialInConferencingBridge -DefaultServiceNumber n',
      '-SetDefault, -Instance',
      '',
    ]);
    expect(json(await here('cmdlets', 'PinLength'))).toEqual([
      { powershell: '-PinLength n', desk: 'tenant set pinLength n', note: '4 to 12; for new PINs' },
    ]);
    expect(json<object[]>(await here('cmdlets', 'mail resend'))).toHaveLength(1);
    expect(await wrong('cmdlets', 'Get-CsNothing')).toContain('Teams PowerShell has nothing of that name');
  });

  test('--version is that of the package, and schema that of a command', async () => {
    expect(await here('--version')).toEqual({ code: 0, output: `${version}\n`, errors: '' });
    expect(json(await here('schema', 'number', 'list'))).toMatchObject({
      ...{ title: 'number list', type: 'array' },
      items: { required: ['number', 'kind', 'default'], properties: { kind: { enum: ['toll', 'toll-free'] } } },
    });
    expect(await wrong('schema', 'keys', 'new')).toContain('prints in a format of its own');
    expect(await wrong('schema', 'nosuch')).toContain('there is no command "nosuch"');
    expect((await here('user', 'list', '--help')).output).toMatch(
      /^ {2}offReason +guest\|resource\|.* or null +why it is off$/m,
    );
  });

  test('--since takes the periods of the chat', async () => {
    const count = async (since: string) => json<object[]>(await here('audit', 'list', '--since', since)).length;
    await line.services.audit.looked({
      ...{ tenant: sampleTenant, action: 'help', from: 'personal', actor: { id: person('Alice').id } },
      at: new Date(Date.now() - 10 * 86_400_000),
    });
    const [week, month, today] = [await count('last 7 days'), await count('last 30 days'), await count('today')];
    expect(month - week).toBeGreaterThanOrEqual(1);
    expect(today).toBeGreaterThan(0);
    expect((await here('audit', 'export', '--since', 'yesterday')).code).toBe(0);
    expect(await wrong('audit', 'list', '--since', 'whenever')).toContain('"last 7 days"');
  });

  test('a period has an end, --until takes a day with it, and only refusals or changes can be asked for', async () => {
    const at = new Date(Date.now() - 40 * 86_400_000);
    const record = {
      tenant: sampleTenant,
      from: 'personal',
      actor: { id: person('Alice').id, role: 'user' },
      at,
    } as const;
    await line.services.audit.append({ ...record, action: 'reset-pin', outcome: 'done' });
    await line.services.audit.append({ ...record, action: 'reset-pin', outcome: 'refused', reason: 'busy' });
    await line.services.audit.looked({ ...record, action: 'help' });
    const outcomes = async (...options: string[]) =>
      json<{ action: string; outcome: string }[]>(await here('audit', 'list', ...options))
        .map(({ action, outcome }) => `${action} ${outcome}`)
        .sort();
    const day = at.toISOString().slice(0, 10);
    const before = new Date(at.getTime() - 86_400_000).toISOString().slice(0, 10);
    const all = ['help done', 'reset-pin done', 'reset-pin refused'];
    expect(await outcomes('--period', day)).toEqual(all);
    expect(await outcomes('--since', before, '--until', day)).toEqual(all);
    expect(await outcomes('--since', before, '--until', at.toISOString())).toEqual([]);
    expect(await outcomes('--until', before)).toEqual([]);
    expect(await outcomes('--period', day, '--show', 'changes')).toEqual(['reset-pin done']);
    expect(await outcomes('--period', day, '--show', 'refused')).toEqual(['reset-pin refused']);
    const file = await here('audit', 'export', '--period', day, '--show', 'refused', '--format', 'json');
    expect(file.output.trim().split('\n')).toHaveLength(1);
    const report = json<{ since: string; until: string | null; resets: object[] }>(
      await here('report', '--period', day),
    );
    expect([report.since.slice(0, 10), report.until?.slice(0, 10)]).toEqual([
      day,
      new Date(at.getTime() + 86_400_000).toISOString().slice(0, 10),
    ]);
    expect(report.resets).toHaveLength(1);
    expect(json<{ until: string | null }>(await here('report')).until).toBeNull();
    expect(await wrong('audit', 'list', '--period', day, '--since', day)).toContain('--period stands for');
    expect(await wrong('audit', 'list', '--since', day, '--until', before)).toContain('--until is before --since');
    expect(await wrong('report', '--period', 'november 2099')).toContain('"last month"');
  });
});
