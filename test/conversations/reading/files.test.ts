import { mongoOf } from '../../helpers/database';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { BSON } from 'mongodb';
import { commands } from '../../../bot/commands';
import { createFileDesk } from '../../../bot/teams/file-desk';
import { canonicalText, linkOf, type TrailRow } from '../../../services/audit/chain/link';
import { createLog } from '../../../services/base/log';
import { type OutboundCall } from '../../helpers/connector';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { type Drive, startDrive } from '../../helpers/drive';
import { button, readCard, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { until } from '../../helpers/until';
import { type Card } from '../../../cards/card';

const consentType = 'application/vnd.microsoft.teams.card.file.consent';
interface Attachment {
  contentType: string;
  name: string;
  contentUrl?: string;
  content: { description: string; sizeInBytes: number; acceptContext: object; declineContext: object } & Card;
}

describe('an exported trail', () => {
  let desk: OpenDesk;
  let drive: Drive;
  beforeEach(async () => {
    drive = await startDrive();
    desk = await openDesk();
  });
  afterEach(async () => {
    await desk.close();
    await drive.close();
  });

  const { tenant } = person('Alice');
  const attachmentsOf = (calls: OutboundCall[]) =>
    calls.flatMap(({ body }) => (body.attachments ?? []) as unknown as Attachment[]);
  /** Says it and returns the question whether to save a file, with the id of its message. */
  const ask = async (name: string, text: string) => {
    const before = desk.connector.calls.length;
    await desk.as(name).say(text);
    const found = attachmentsOf(desk.connector.calls.slice(before));
    expect(found.map(({ contentType }) => contentType)).toEqual([consentType]);
    return found[0]!;
  };
  const answer = (name: string, action: string, context: object, more: object = {}) =>
    desk.as(name).deliver({
      type: 'invoke',
      name: 'fileConsent/invoke',
      replyToId: 'question-1',
      value: { type: 'fileUpload', action, context, ...more },
    });
  const place = (name: string, uploadUrl = drive.address(name)) => ({
    uploadInfo: {
      name,
      uploadUrl,
      contentUrl: `https://contoso-my.sharepoint.com/personal/johanna/${name}`,
      uniqueId: 'unique-1',
      fileType: 'csv',
    },
  });
  /** What the person gets after the answer. */
  const outcome = async (work: () => Promise<{ status: number }>) => {
    const before = desk.connector.calls.length;
    expect((await work()).status).toBe(200);
    await until('an answer', () => attachmentsOf(desk.connector.calls.slice(before)).length > 0);
    await until('the end of the question', () =>
      desk.connector.calls.slice(before).some(({ method }) => method === 'DELETE'),
    );
    return attachmentsOf(desk.connector.calls.slice(before))[0]!;
  };
  const accept = async (name: string, question: Attachment, file: string) =>
    outcome(() => answer(name, 'accept', question.content.acceptContext, place(file)));
  const actions = async (count: number) =>
    (await desk.services.audit.latest(tenant, count)).map(({ action, outcome: what, reason }) =>
      [action, what, reason].filter(Boolean).join(' '),
    );

  test('Teams asks before it is written, and shows it when it is there; the question goes', async () => {
    await desk.as('Alice').ask('show my conference info');
    const question = await ask('Johanna', 'export audit');
    expect(question.name).toMatch(/^dial-in-desk-audit-\d{4}-\d\d-\d\d-\d{4}\.csv$/);
    expect(question.content).toMatchObject({
      description: 'The audit trail: 1 record.',
      acceptContext: { fileId: expect.stringMatching(/^[\w-]{44}$/) },
    });
    expect(drive.puts).toEqual([]);
    expect(await actions(1)).toEqual(['show-conference-info done']);

    const file = await accept('Johanna', question, 'audit.csv');
    expect(file).toMatchObject({
      ...{ contentType: 'application/vnd.microsoft.teams.card.file.info', name: 'audit.csv' },
      ...{
        contentUrl: 'https://contoso-my.sharepoint.com/personal/johanna/audit.csv',
        content: { uniqueId: 'unique-1', fileType: 'csv' },
      },
    });
    expect(desk.connector.calls.at(-1)).toMatchObject({
      method: 'DELETE',
      path: `/v3/conversations/personal:${person('Johanna').id}/activities/question-1`,
    });
    expect(drive.puts).toHaveLength(1);
    expect(drive.puts[0]).toMatchObject({
      range: `bytes 0-${drive.puts[0]!.body.length - 1}/${drive.puts[0]!.body.length}`,
      authorization: undefined,
    });
    const [first, own] = parse(drive.file('audit.csv'), { columns: true, bom: true }) as Record<string, string>[];
    expect(first).toMatchObject({
      'Action': 'show-conference-info',
      'Outcome': 'done',
      'By': 'Alice Smith',
      'By (object id)': person('Alice').id,
      'Role': 'user',
      'For': 'Alice Smith',
      'From': 'personal',
    });
    // The export also contains the record of itself.
    expect(own).toMatchObject({ Action: 'export-audit', Outcome: 'done', By: 'Johanna Lorenz' });
    expect(await actions(1)).toEqual(['export-audit done']);
  });

  test('as JSON it can be verified without the database', async () => {
    for (const text of ['show my conference info', 'reset pin for alex', 'email status'])
      await desk.as('Alice').ask(text);
    await desk.services.auditChain.chainWaiting();
    await accept('Johanna', await ask('Johanna', 'export audit as json'), 'audit.jsonl');
    const rows = drive
      .file('audit.jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => BSON.EJSON.parse(line) as TrailRow);
    const chained = rows.filter(({ seq }) => seq !== undefined);
    expect(chained.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    let previous = '';
    for (const row of chained) {
      expect(row.previous).toBe(previous);
      expect(linkOf({ previous, tenant: row.tenant, seq: row.seq! }, canonicalText(row))).toBe(row.link);
      previous = row.link!;
    }
    const head = await desk.services.auditChain.head(tenant);
    expect(previous).toBe(head!.link);
    expect(drive.file('audit.jsonl')).not.toContain('Alice');
  });

  test('of one person and since a day', async () => {
    const old = {
      tenant,
      action: 'old',
      from: 'personal' as const,
      actor: { id: person('Alice').id },
      at: new Date('2020-05-05T12:00:00Z'),
    };
    await desk.services.audit.looked(old);
    await desk.as('Alex').ask('show my conference info');
    await accept('Johanna', await ask('Johanna', 'export audit for alice since 2020-01-01 as csv'), 'one.csv');
    const found = (parse(drive.file('one.csv'), { columns: true, bom: true }) as Record<string, string>[]).map(
      ({ Action }) => Action,
    );
    expect(found).toEqual(['old', 'export-audit']);
    expect(titleOf(await desk.as('Johanna').ask('export audit for zoë last 7 days'))).toBe('Nothing to export');
  });

  test('takes only what was refused, or what was changed, and a time with its end', async () => {
    const lines = (file: string) =>
      (parse(drive.file(file), { columns: true, bom: true }) as Record<string, string>[]).map(
        ({ Action, Outcome }) => `${Action} ${Outcome}`,
      );
    await desk.as('Alice').ask('reset pin for alex');
    await desk.as('Alice').ask('show my conference info');
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('automatic mails off'), 'Turn off');
    const at = new Date(Date.now() - 40 * 86_400_000);
    await desk.services.audit.looked({ tenant, action: 'old', from: 'personal', actor: { id: 'x' }, at });

    const refused = await ask('Johanna', 'export audit refused today');
    expect(refused.content.description).toMatch(/^The refusals of the audit trail since .*: 1 record\.$/);
    await accept('Johanna', refused, 'refused.csv');
    expect(lines('refused.csv')).toEqual(['reset-pin refused']);
    await accept('Johanna', await ask('Johanna', 'export audit changes as csv'), 'changes.csv');
    expect(lines('changes.csv')).toEqual(['switch-automatic-mails done']);
    const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
    await accept('Johanna', await ask('Johanna', `export audit from ${day(42)} to ${day(38)}`), 'between.csv');
    expect(lines('between.csv')).toEqual(['old done']);
    expect(titleOf(await desk.as('Johanna').ask(`export audit from ${day(38)} to ${day(30)}`))).toBe(
      'Nothing to export',
    );
  });

  test('of a report has a row for each number', async () => {
    const alice = desk.as('Alice');
    await alice.click(await alice.ask('reset my pin'), 'Reset PIN');
    await alice.ask('reset pin for alex');
    const question = await ask('Johanna', 'export report this month');
    expect(question.name).toMatch(/^dial-in-desk-report-.*\.csv$/);
    await accept('Johanna', question, 'report.csv');
    const rows = parse(drive.file('report.csv'), { columns: true, bom: true }) as Record<string, string>[];
    expect(rows.slice(0, 3)).toEqual([
      {
        'Day': expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
        'What': 'PIN reset',
        'Role': 'user',
        'By the owner': 'yes',
        'Count': '1',
      },
      { 'Day': '', 'What': 'Refused: not permitted for other people', 'Role': '', 'By the owner': '', 'Count': '1' },
      expect.objectContaining({ What: 'Emails sent' }),
    ]);
    expect(titleOf(await desk.as('Adele').ask('export report'))).toBe('Not permitted');
  });

  test('is good for one answer, by the person and in the chat that was asked', async () => {
    await desk.as('Alice').ask('show my conference info');
    const question = await ask('Johanna', 'export audit');
    const gone = async (name: string) => titleOf((await accept(name, question, 'x.csv')).content);
    expect(await gone('Megan')).toBe('No longer offered');
    expect((await answer('Johanna', 'accept', { fileId: { $ne: '' } }, place('x.csv'))).status).toBe(400);
    expect(
      (
        await desk.as('Johanna', { conversationType: 'groupChat' }).deliver({
          type: 'invoke',
          name: 'fileConsent/invoke',
          value: { action: 'decline', context: question.content.declineContext },
        })
      ).status,
    ).toBe(400);
    expect(drive.puts).toEqual([]);
    expect((await accept('Johanna', question, 'x.csv')).contentType).toContain('file.info');
    expect(await gone('Johanna')).toBe('No longer offered');
    expect(drive.puts).toHaveLength(1);

    const older = await ask('Johanna', 'export audit');
    await ask('Johanna', 'export audit as json');
    expect(titleOf((await accept('Johanna', older, 'x.csv')).content)).toBe('No longer offered');
    await mongoOf(desk.services)
      .db.collection('files')
      .updateMany({}, { $set: { expiresAt: new Date(Date.now() - 1000) } });
    expect(drive.puts).toHaveLength(1);
  });

  test('declined, nothing is written', async () => {
    await desk.as('Alice').ask('show my conference info');
    const question = await ask('Megan', 'export audit');
    const said = await outcome(() => answer('Megan', 'decline', question.content.declineContext));
    expect(titleOf(said.content)).toBe('No file');
    expect(drive.puts).toEqual([]);
    expect(await actions(1)).toEqual(['export-audit cancelled']);
    expect(titleOf((await accept('Megan', question, 'x.csv')).content)).toBe('No longer offered');
  });

  test('a role that was lost between the question and the answer is lost', async () => {
    await desk.as('Alice').ask('show my conference info');
    const question = await ask('Johanna', 'export audit');
    await desk.services.directory.save({ ...person('Johanna'), role: 'user' });
    expect(titleOf((await accept('Johanna', question, 'x.csv')).content)).toBe('Not permitted');
    expect(drive.puts).toEqual([]);
    expect(await actions(1)).toEqual(['export-audit refused not-your-role']);
  });

  test.each([
    'https://evil.example/x',
    'http://contoso-my.sharepoint.com/x',
    'https://contoso-my.sharepoint.com.evil.example/x',
    'https://a@contoso-my.sharepoint.com/x',
    'https://contoso-my.sharepoint.com:8443/x',
    'http://localhost/x',
    'file:///etc/passwd',
  ])('nothing is sent to %s', async (address) => {
    await desk.as('Alice').ask('show my conference info');
    const question = await ask('Johanna', 'export audit');
    const said = await outcome(() =>
      answer('Johanna', 'accept', question.content.acceptContext, place('x.csv', address)),
    );
    expect(titleOf(said.content)).toBe('Not in Microsoft 365');
    expect(await actions(1)).toEqual(['export-audit refused file-place']);
  });

  test('where the upload fails the person is told, the trail too, and it can be tried again', async () => {
    await desk.as('Alice').ask('show my conference info');
    drive.disturb(() => 403);
    const failed = (
      await accept('Johanna', await ask('Johanna', 'export audit for alice since 2020-01-01 as json'), 'x.jsonl')
    ).content;
    expect(titleOf(failed)).toBe('File not delivered');
    expect(await actions(2)).toEqual(['export-audit unconfirmed', 'export-audit done']);
    expect(drive.puts).toHaveLength(1);

    drive.disturb();
    const before = desk.connector.calls.length;
    await desk.as('Johanna').invoke(button(failed, 'Try again'));
    const [again] = attachmentsOf(desk.connector.calls.slice(before));
    expect(again).toMatchObject({
      contentType: consentType,
      name: expect.stringMatching(/\.jsonl$/),
      content: { description: expect.stringContaining('of one person since 1 Jan 2020') },
    });
    expect((await accept('Johanna', again!, 'again.jsonl')).contentType).toContain('file.info');
  });

  test('a OneDrive that is out of breath is asked again; one that sends elsewhere is not followed', async () => {
    await desk.as('Alice').ask('show my conference info');
    let tries = 0;
    drive.disturb(() => ((tries += 1) < 3 ? 503 : undefined));
    expect((await accept('Johanna', await ask('Johanna', 'export audit'), 'slow.csv')).contentType).toContain(
      'file.info',
    );
    expect(drive.puts).toHaveLength(3);
    drive.disturb(() => 302);
    expect(titleOf((await accept('Johanna', await ask('Johanna', 'export audit'), 'elsewhere.csv')).content)).toBe(
      'File not delivered',
    );
    expect(drive.puts).toHaveLength(4);
  });

  test('asked for in a channel, the question is in the 1:1 chat', async () => {
    await desk.as('Johanna').say('hello');
    await desk.as('Alice').ask('show my conference info');
    const before = desk.connector.calls.length;
    await desk.as('Johanna', { conversationType: 'channel' }).say('export audit');
    const calls = desk.connector.calls.slice(before);
    expect(calls.map(({ path }) => path.split('/')[3])).toEqual([`personal:${person('Johanna').id}`, 'channel:1']);
    expect(readCard(attachmentsOf(calls)[1]!.content)).toContain('I have answered in our private chat.');
    expect((await accept('Johanna', attachmentsOf(calls)[0]!, 'private.csv')).contentType).toContain('file.info');
  });

  test('in the try-out it is put into a folder, under the same conditions', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'dial-in-desk-files-'));
    const folder = join(parent, 'files');
    const { services } = desk;
    const files = createFileDesk({
      services,
      commands,
      log: createLog({ level: 'silent' }),
      hosts: { hosts: [], loopback: true },
      folder,
    });
    const johanna = person('Johanna');
    const request = (name: string) => ({
      ...{ tenant, actor: person(name).id, scope: 'personal' as const, conversation: 'chat', timeZone: 'UTC' },
      privateChat: async () => 'chat',
    });
    const offered = {
      tenant,
      actor: johanna.id,
      target: johanna.id,
      conversation: 'chat',
      command: 'export-audit',
      query: { format: 'csv' },
      zone: 'UTC',
    };
    const { _id: id } = await services.offeredFiles.offer(offered, 60_000);
    const file = { id, name: 'audit.csv', description: '', size: 1 };
    expect(files.asks).toBe(false);
    expect(titleOf(await files.save(request('Megan'), file))).toBe('No longer offered');
    const card = await files.save(request('Johanna'), file);
    expect(readCard(card)).toContain(join(folder, 'audit.csv'));
    expect(parse(readFileSync(join(folder, 'audit.csv')), { columns: true, bom: true })).toMatchObject([
      { Action: 'export-audit' },
    ]);
    expect(titleOf(await files.save(request('Johanna'), file))).toBe('No longer offered');
    rmSync(parent, { recursive: true });
  });
});
