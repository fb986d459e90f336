import { mongoOf } from '../helpers/database';
import { sampleTenant } from '../../services/try-out/sample-people';
import { type DeskWithNotices, openDeskWithNotices } from '../helpers/notices';
import { button, buttonsOf, elementsOf, readCard, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';
import { until } from '../helpers/until';
import { type Card } from '../../cards/card';
import { type BulkJob, type BulkRow } from '../../services/bulk/job';
import { type ConferencingDocument } from '../../services/conferencing/records';

/** How often jobs are looked for, and cards edited. Milliseconds. */
const often = { bulkInterval: 100, bulkEditInterval: 100 };

describe('a bulk change', () => {
  let open: DeskWithNotices;
  const desk = () => open.desk;
  beforeEach(async () => {
    open = await openDeskWithNotices({}, often);
    await desk().services.settings.save(sampleTenant, { bulkApproval: false });
  });
  afterEach(() => desk().close());

  const collection = <T extends object>(name: string) => mongoOf(desk().services).db.collection<T>(name);
  const versionOf = async (name: string) =>
    (await collection<ConferencingDocument>('conferencing').findOne({ person: person(name).id }))!.pin.version;
  const job = async () => (await collection<BulkJob>('bulkJobs').find().sort({ createdAt: -1 }).limit(1).next())!;
  const rows = async () =>
    (
      await collection<BulkRow>('bulkRows')
        .find({ job: (await job())._id })
        .toArray()
    ).sort((a, b) => a.line - b.line);
  /** The card of the newest job as the chat shows it, once it has this title. */
  async function shown(title: RegExp, name = 'Megan', text = ''): Promise<Card> {
    let card: Card | undefined;
    await until(`a card ${title}`, () => {
      card = open.cardsOf(name).findLast((one) => title.test(titleOf(one)) && readCard(one).includes(text));
      return card !== undefined;
    });
    return card!;
  }

  test('is checked first, says who is left out and why, and changes nothing before it is confirmed', async () => {
    const before = await versionOf('Alex');
    const list = [
      'alex.wilber@contoso.example',
      'Isaiah Lang',
      'patti',
      'Lynne Robbins',
      'diego.siciliani@fabrikam.example',
      'Megan',
      'nobody@contoso.example',
      'ALEX.WILBER@contoso.example',
      'Isaiah',
    ];
    const checking = await desk()
      .as('Megan')
      .ask(`bulk reset pins\n${list.join('\n')}`);
    expect(titleOf(checking)).toBe('Checking the list');
    expect(buttonsOf(checking).map(({ title }) => title)).toEqual(['Cancel']);

    const dry = await shown(/^Reset 2 PINs\?$/);
    const text = readCard(dry);
    expect(text).toContain('2 of 9 would be changed, 7 not.');
    expect(text).toContain('New PIN by email: 2 people.');
    for (const line of [
      '1 left out, no Audio Conferencing licence: Lynne Robbins',
      '1 left out, that person is a guest: Diego Siciliani',
      '1 left out, you cannot include yourself: Megan Bowen',
      '1 left out, nobody is called that: nobody@contoso.example',
      '1 left out, on the list twice and counted once: Alex Wilber',
      '1 left out, several people are called that: Isaiah',
      '1 left out, reached neither by email nor in a chat, so nobody would get the PIN: Patti Fernandez',
    ])
      expect(text).toContain(line);
    expect(await versionOf('Alex')).toBe(before);

    await desk().as('Megan').click(dry, 'Reset 2 PINs');
    const done = await shown(/^PINs reset: 2 of 2$/);
    expect(readCard(done)).toContain('2 done, 7 left out: 9 rows in all.');
    expect(await versionOf('Alex')).toBeGreaterThan(before);
    expect(await versionOf('Isaiah Lang')).toBeGreaterThan(1);
    expect((await rows()).map(({ state }) => state)).toEqual([
      'done',
      'done',
      ...Array.from({ length: 7 }, () => 'leftOut'),
    ]);
    const mails = await collection<{ kind: string; person: string }>('outbox').find({ kind: 'pin-reset' }).toArray();
    expect(mails.map((mail) => mail.person).sort()).toEqual([person('Alex').id, person('Isaiah Lang').id].sort());
    const trail = await desk().services.audit.latest(sampleTenant, 20);
    expect(trail.filter(({ action, outcome }) => action === 'reset-pin' && outcome === 'done')).toHaveLength(2);
    expect(trail.find(({ action }) => action === 'bulk')).toMatchObject({
      outcome: 'done',
      change: { before: 'ready', after: 'reset-pin, 2 people' },
    });
  });

  test('of conference IDs and of enabling says who cannot have it', async () => {
    const retired = (await collection<ConferencingDocument>('conferencing').findOne({ person: person('Alex').id }))!
      .conferenceId;
    await desk().services.directory.save({ ...person('Alice'), protected: true });
    await desk().as('Megan').say('bulk reset conference ids\nalex\nalice\njoni');
    const dry = await shown(/^Reset 1 conference ID\?$/);
    expect(readCard(dry)).toContain('1 left out, it takes two administrators: Alice Smith');
    expect(readCard(dry)).toContain('1 left out, the account of that person is disabled: Joni Sherman');
    await desk().as('Megan').click(dry, 'Reset 1 conference ID');
    await shown(/^Conference IDs reset: 1 of 1$/);
    expect((await desk().services.conferencing.findConferenceId(sampleTenant, retired)).retiredAt).toBeDefined();

    await desk().services.directory.save({ ...person('Lynne'), licensed: true });
    await desk().as('Megan').say('bulk enable\nLynne Robbins\nalex');
    const enabling = await shown(/^Enable 1\?$/);
    expect(readCard(enabling)).toContain('1 left out, already enabled: Alex Wilber');
    await desk().as('Megan').click(enabling, 'Enable 1');
    await shown(/^Enabled: 1 of 1$/);
    expect(
      (await collection<ConferencingDocument>('conferencing').findOne({ person: person('Lynne').id }))!.enabled,
    ).toBe(true);
  });

  test('of disabling leaves administrators out, and of numbers says which one', async () => {
    const megan = desk().as('Megan');
    await megan.say('bulk disable\nalice\nnestor');
    const disabling = await shown(/^Disable 1\?$/);
    expect(readCard(disabling)).toContain('1 left out, it takes two administrators: Nestor Wilke');
    await megan.click(disabling, 'Disable 1');
    await shown(/^Disabled: 1 of 1$/);

    await megan.say('bulk change numbers to +1 555 010 0200\nalex\nalice');
    const dry = await shown(/^Change 1 number\?$/);
    expect(readCard(dry)).toContain('1 left out, not enabled for Audio Conferencing: Alice Smith');
    await megan.click(dry, 'Change 1 number');
    await shown(/^Numbers changed: 1 of 1$/);
    expect(
      (await collection<ConferencingDocument>('conferencing').findOne({ person: person('Alex').id }))!.tollNumber,
    ).toBe('+15550100200');
    expect(readCard(await megan.ask('bulk status'))).toContain('change numbers to +1 555 010 0200, 2 rows');

    const form = await megan.ask('bulk change numbers');
    expect(elementsOf(form).find(({ id }) => id === 'action')).toMatchObject({ value: 'change-number' });
    const filled = (number: string) => ({
      ...button(form, 'Check the list'),
      data: { action: 'change-number', number, people: 'isaiah lang' },
    });
    expect(titleOf((await megan.press(filled('')))[0]!.card)).toBe('Which number?');
    expect(titleOf((await megan.press(filled('+1 555 010 9999')))[0]!.card)).toBe('Not a number of the bridge');
    await megan.press(filled('tel:+15550100200'));
    await shown(/^Change 1 number\?$/, 'Megan', 'Isaiah Lang');
  });

  test('whose list names nobody who can be changed offers nothing but the file', async () => {
    await desk().as('Megan').say('bulk reset pins\nnobody\nlynne');
    const dry = await shown(/^Nothing would be changed$/);
    expect(buttonsOf(dry).map(({ title }) => title)).toEqual(['All rows as a file', 'Close']);
  });

  test('begins with a form, too; an empty or too long list is refused with the way out', async () => {
    const megan = desk().as('Megan');
    const form = await megan.ask('bulk reset conference ids');
    expect(elementsOf(form).find(({ id }) => id === 'action')).toMatchObject({ value: 'reset-conference-id' });
    const filled = (people: string) => ({ ...button(form, 'Check the list'), data: { action: 'enable', people } });
    expect(titleOf((await megan.press(filled(' \n ')))[0]!.card)).toBe('Nobody on the list');
    const [tooLong] = await megan.press(
      filled(Array.from({ length: 501 }, (_, index) => `person-${index}`).join('\n')),
    );
    expect(readCard(tooLong!.card)).toContain('It names 501 people, and 500 is the most.');
    expect((await megan.invoke(filled('x'.repeat(30_001)))).status).toBe(400);
    await megan.press(filled('alex'));
    await shown(/^Nothing would be changed$/);
  });

  test('that was cancelled before or after the check does nothing, and a newer one takes its place', async () => {
    const megan = desk().as('Megan');
    const checking = await megan.ask('bulk reset pins\nalex');
    expect(titleOf(await megan.click(checking, 'Cancel'))).toBe('Cancelled');
    await until('it to be dropped', async () => (await job()).state === 'dropped');
    await megan.say('bulk reset pins\nalex\nnobody');
    const older = await shown(/^Reset 1 PIN\?$/, 'Megan', 'nobody');
    await megan.say('bulk reset pins\nalex\nalice');
    await shown(/^Reset 2 PINs\?$/);
    expect(titleOf(await megan.click(older, 'Reset 1 PIN'))).toBe('Replaced');
    expect(await versionOf('Alex')).toBe(1);
  });

  test('cuts what no name would be, so that the card stays one that Teams takes', async () => {
    await desk()
      .as('Megan')
      .say(`bulk reset pins\n${'x'.repeat(200)}`);
    expect(readCard(await shown(/^Nothing would be changed$/))).toContain(
      `1 left out, nobody is called that: ${'x'.repeat(59)}…`,
    );
  });

  test('takes five hundred addresses in one message, and not one more', async () => {
    const addresses = Array.from({ length: 501 }, (_, index) => `somebody.with.a.long.name.${index}@contoso.example`);
    await desk()
      .as('Megan')
      .say(`bulk reset pins\n${addresses.slice(1).join('\n')}`);
    expect(readCard(await shown(/^Nothing would be changed$/))).toContain('500 left out, nobody is called that');
    const refused = await desk()
      .as('Megan')
      .ask(`bulk reset pins\n${addresses.join('\n')}`);
    expect(readCard(refused)).toContain('Send it as a CSV file');
  });

  test('is for administrators alone, and a file is not even fetched for others', async () => {
    for (const name of ['Alice', 'Adele', 'Johanna']) {
      for (const text of ['bulk reset pins', 'bulk reset pins\nalex', 'bulk change', 'bulk status', 'bulk result']) {
        expect(titleOf(await desk().as(name).ask(text))).toBe('Not permitted');
      }
      const attachments = [upload('http://127.0.0.1:9/list.csv')];
      expect(titleOf(await desk().as(name).ask('bulk reset pins', { attachments }))).toBe('Not permitted');
    }
    expect(await collection('bulkJobs').countDocuments()).toBe(0);
  });
});

const upload = (downloadUrl: string, name = 'list.csv') => ({
  contentType: 'application/vnd.microsoft.teams.file.download.info',
  name,
  content: { downloadUrl, uniqueId: '1', fileType: name.split('.').at(-1) },
});
