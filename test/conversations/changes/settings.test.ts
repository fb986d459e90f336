import { mongoOf } from '../../helpers/database';
import { type Card } from '../../../cards/card';
import { settingFields, settingGroups } from '../../../services/settings/fields';
import { Secret } from '../../../services/base/secret';
import { person } from '../../helpers/services';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { actionsOf, buttonsOf, elementsOf, readCard, textById, titleOf } from '../../helpers/read-card';

describe('settings', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());
  beforeEach(async () => {
    const mongo = mongoOf(desk.services);
    await mongo.db
      .collection<{ _id: string }>('settings')
      .replaceOne({ _id: sampleTenant }, { tenantName: 'Contoso', tollNumber: '+15550100100', pinLength: 12 } as never);
  });

  const now = () => desk.services.settings.of(sampleTenant);
  /** Fills in an edit card and presses Save, as Teams does: the button's data and all inputs together. */
  const save = async (name: string, inputs: Record<string, unknown>): Promise<Card> => {
    const [sent] = await desk
      .as(name)
      .press({ title: 'Save', verb: 'change-settings', data: inputs as Record<string, string> });
    return sent!.card;
  };
  const edit = async (group: string) => desk.as('Megan').ask(`edit settings for ${group}`);
  const inputsOf = (card: Card) => elementsOf(card).filter(({ type }) => String(type).startsWith('Input.'));

  test('is a line for each part, with a button to edit it, and all settings folded', async () => {
    const card = await desk.as('Megan').ask('settings');
    const lines = readCard(card).split('\n');
    expect(lines.slice(0, 6)).toEqual([
      'Settings',
      'PINs: 12 digits · admin sees it once · bulk needs 2 admins',
      '● PIN length: 12 (default: 5)',
      'Emails: on, with PIN · sender: default · organization: Contoso · our domains: contoso.example',
      'Numbers: +1 555 010 0100',
      'Limits: 10 own / 3 a person / 20 / 200',
    ]);
    expect(lines).toContain('Meetings: no effect without a phone bridge');
    for (const { label } of settingFields) expect(readCard(card)).toContain(`\n${label}: `);
    expect(readCard(card)).toContain('Toll-free number: none');
    expect(readCard(card)).toContain('Our email domains: contoso.example');
    expect(actionsOf(card).filter(({ verb }) => verb === undefined)).toHaveLength(2);
    expect(buttonsOf(card).map(({ title }) => title)).toEqual([
      ...['Edit PINs', 'Edit emails', 'Edit numbers', 'Edit limits', 'Edit meetings', 'Restore defaults'],
    ]);
    for (const pressed of buttonsOf(card).slice(0, settingGroups.length)) {
      const [sent] = await desk.as('Megan').press(pressed);
      expect(titleOf(sent!.card)).toMatch(/^Settings: /);
    }
  });

  test('the lines say what is set, and what differs from the defaults is marked', async () => {
    await desk.services.settings.save(sampleTenant, {
      ...{ pinLength: 5, whoSeesPin: 'owner', bulkApproval: false, selfServiceConferenceId: true },
      ...{ automaticMails: false, pinsByMail: false, senderAddress: 'desk@contoso.example', senderName: 'Desk' },
      ...{ mailDomains: ['fabrikam.example'], serviceNumbers: ['+15550100200'], tollFreeNumbers: ['+18005550200'] },
      ...{ limitOwn: 0, limitPerTarget: 5 },
    });
    const lines = readCard(await desk.as('Megan').ask('settings')).split('\n');
    const until = lines.indexOf('Meetings: no effect without a phone bridge');
    expect(lines.slice(1, until)).toEqual([
      'PINs: 5 digits · only the owner sees it · bulk needs 1 admin · people reset their conference ID',
      '● Who sees a PIN that an administrator resets: Only its owner (default: Whoever resets it, once, and the owner by email)',
      '● Bulk changes need a second administrator: off (default: on)',
      '● People may reset their own conference ID: on (default: off)',
      'Emails: off, without PIN · sender: Desk, desk@contoso.example · organization: Contoso · our domains: contoso.example, fabrikam.example',
      '● Automatic emails: off (default: on)',
      '● Emails may carry a PIN: off (default: on)',
      '● Sender address: desk@contoso.example (default: none)',
      '● Sender name: Desk (default: none)',
      'Numbers: +1 555 010 0100 (+2)',
      'Limits: unlimited own / 5 a person / 20 / 200',
      '● Own resets per person per day: 0 (default: 10)',
      '● Resets of one person by others per day: 5 (default: 3)',
    ]);
  });

  test('the card that edits them says what is accepted besides, what a number means, and what the default is', async () => {
    await desk.services.settings.save(sampleTenant, { limitOwn: 4 });
    expect(readCard(await edit('mails'))).toContain(
      'Accepted in any case, because your people sign in with it: contoso.example.',
    );
    expect(readCard(await edit('limits'))).toContain('0 means no limit. Default: 10.');
    expect(readCard(await desk.as('Megan').ask('edit settings for gadgets'))).toContain(
      'The part of the settings must be PINs, emails, numbers, meetings or limits.',
    );
  });

  test('turning a safeguard off says what is lost before it is confirmed, and tightening one says nothing', async () => {
    await desk.as('Nestor').say('hello');
    // With one administrator, it is changed at once; with two, the second one is asked.
    for (const role of ['user', 'admin'] as const) {
      await desk.services.directory.save({ ...person('Nestor'), role });
      await desk.services.settings.save(sampleTenant, { whoSeesPin: 'owner', pinsByMail: false });
      const lost = {
        whoSeesPin: ['operator', 'could use them before the owner does'],
        bulkApproval: ['off', 'One administrator alone can then change many people at once'],
        pinsByMail: ['on', 'New PINs then stand in emails'],
        helpdeskAddresses: ['any', 'Helpdesk can then have conference info sent to more addresses'],
        mailDomains: ['fabrikam.example', 'can then go to every address at an added domain'],
        limitPerActor: ['0', 'reset more PINs before they are stopped'],
      };
      for (const [name, [value, words]] of Object.entries(lost))
        expect(readCard(await save('Megan', { [name]: value }))).toContain(words);
      expect(readCard(await desk.as('Megan').ask('pins by mail on'))).toContain('New PINs then stand in emails');
    }
    expect(readCard(await save('Megan', { limitPerActor: '2', helpdeskAddresses: 'none' }))).not.toContain('can then');
  });

  test.each(settingGroups)(
    'the card that edits %s has an input for each of its settings, filled with what it is',
    async (group) => {
      const card = await edit(group);
      const fields = settingFields.filter((field) => field.group === group);
      expect(inputsOf(card).map(({ id, label }) => [id, label])).toEqual(
        fields.map(({ name, label }) => [name, label]),
      );
      const current = await now();
      expect(inputsOf(card).map(({ value }) => String(value))).toEqual(fields.map((field) => field.get(current)));
    },
  );

  test('a change shows before and after, asks, is saved once and stands in the trail', async () => {
    const offer = await save('Megan', { pinLength: 6, whoSeesPin: 'owner', selfServiceConferenceId: 'off' });
    expect(readCard(offer)).toContain('PIN length: 12 → 6');
    expect(readCard(offer)).toContain(
      'Who sees a PIN that an administrator resets: Whoever resets it, once, and the owner by email → Only its owner',
    );
    expect(readCard(offer)).not.toContain('their own conference ID');
    expect((await now()).pinLength).toBe(12);
    const megan = desk.as('Megan');
    expect(titleOf(await megan.click(offer, 'Change'))).toBe('Settings changed');
    expect(await now()).toMatchObject({ pinLength: 6, whoSeesPin: 'owner' });
    expect(await megan.note(offer, 'Change')).toContain('already done at');
    const records = await desk.services.audit.latest(sampleTenant, 10);
    expect(records.find(({ action, outcome }) => action === 'change-settings' && outcome === 'done')).toMatchObject({
      change: { before: 'pinLength 12, whoSeesPin operator', after: 'pinLength 6, whoSeesPin owner' },
    });
  });

  test('the length of a PIN is set by words, holds for new PINs, and leaves the old ones valid', async () => {
    const alice = desk.as('Alice');
    const before = textById(await alice.click(await alice.ask('reset my pin'), 'Reset PIN'), 'pin')!;
    const megan = desk.as('Megan');
    const offer = await megan.ask('set pin length to 8');
    expect(readCard(offer)).toContain('Those that exist stay valid and keep their length');
    await megan.click(offer, 'Change');
    expect(await desk.services.conferencing.verifyPin(alice.person, new Secret(before))).toBe(true);
    expect((await now()).pinLength).toBe(8);
    await desk.services.settings.save(sampleTenant, { pinLength: 12 });
  });

  test.each(['3', '13', '0', '-1', '5.5', '٥', '1e1', '', 'five'])(
    'a length of "%s" is refused with the allowed range',
    async (length) => {
      const card =
        length === ''
          ? await save('Megan', { pinLength: '' })
          : await desk.as('Megan').ask(`set pin length to ${length}`);
      expect(readCard(card)).toContain('PIN length must be 4 to 12. Nothing was changed.');
    },
  );

  test('"5 digits, please" is understood', async () => {
    expect(readCard(await desk.as('Megan').ask('set pin length to 5 digits, please'))).toContain('12 → 5');
  });

  test.each([
    [{ tollNumber: 'call me' }, 'Default number to dial must be a phone number'],
    [{ tollFreeNumber: '123' }, 'Toll-free number must be a phone number'],
    [{ serviceNumbers: '+1 555 010 0200, x' }, 'Other numbers of the bridge must be a phone number'],
    [{ mailDomains: 'contoso' }, 'Our email domains must be domains such as'],
    [{ mailDomains: 'contoso.example, @bad domain!' }, 'Our email domains must be domains such as'],
    [{ tollFreeNumbers: '+1 800 555 0200, x' }, 'Other toll-free numbers must be a phone number'],
    [{ senderAddress: 'conferencing' }, 'Sender address must be an address such as'],
    [{ senderAddress: 'desk@fabrikam.example' }, 'Emails can come from addresses at contoso.example'],
    [{ senderName: 'Desk \u202e' }, 'Sender name must be 1 to 100 characters in one line'],
    [{ bridge: '' }, 'Name of the bridge must be 1 to 50 letters'],
    [{ bridge: 'a/b' }, 'Name of the bridge must be 1 to 50 letters'],
    [{ tenantName: 'x'.repeat(101) }, 'at most 100 characters'],
    [{ whoSeesPin: 'everybody' }, 'must be operator or owner'],
    [{ maskNumbers: '__proto__' }, 'must be external, all or none'],
    [{ automaticMails: 'true' }, 'must be on or off'],
    [{ limitOwn: '-1' }, 'must be 0 to 100000'],
  ])('%j is refused with what is allowed, and nothing is changed', async (inputs, words) => {
    const before = await now();
    expect(readCard(await save('Megan', inputs))).toContain(words);
    expect(await now()).toEqual(before);
  });

  test('numbers are taken as people write them, and shown as phones do', async () => {
    const offer = await save('Megan', {
      tollNumber: 'tel:+1 (555) 010-0300',
      serviceNumbers: '+15550100200; +49 30 55550100',
    });
    expect(readCard(offer)).toContain('Default number to dial: +1 555 010 0100 → +1 555 010 0300');
    await desk.as('Megan').click(offer, 'Change');
    expect(await now()).toMatchObject({
      tollNumber: '+15550100300',
      serviceNumbers: ['+15550100200', '+493055550100'],
    });
  });

  test('saving what is there already changes nothing', async () => {
    expect(titleOf(await save('Megan', { tollNumber: '+1 (555) 010-0100', pinLength: '12' }))).toBe(
      'Nothing to change',
    );
  });

  test('what somebody else changed meanwhile is not overwritten', async () => {
    const offer = await save('Megan', { pinLength: '6', automaticMails: 'off' });
    await desk.as('Nestor').click(await save('Nestor', { pinLength: '7' }), 'Change');
    const refused = await desk.as('Megan').click(offer, 'Change');
    expect(titleOf(refused)).toBe('Changed meanwhile');
    expect(await now()).toMatchObject({ pinLength: 7, automaticMails: true });
  });

  test('what only a phone bridge could act on says so', async () => {
    expect(readCard(await edit('meetings')).match(/No effect without a phone bridge\./g)).toHaveLength(5);
    const offer = await save('Megan', { callersMayStart: 'on' });
    expect(readCard(offer)).toContain('Callers may start a meeting without a PIN: off → on');
    expect(readCard(offer)).toContain('No phone bridge is attached');
  });

  test('defaults are restored, but for name, domains and numbers', async () => {
    await desk.services.settings.save(sampleTenant, {
      automaticMails: false,
      limitOwn: 1,
      mailDomains: ['fabrikam.example'],
    });
    // With a second administrator it would take two: a limit is raised.
    await desk.services.directory.save({ ...person('Nestor'), role: 'user' });
    const megan = desk.as('Megan');
    const offer = await megan.ask('restore defaults');
    expect(readCard(offer)).toContain('PIN length: 12 → 5');
    await megan.click(offer, 'Restore');
    expect(await now()).toMatchObject({
      pinLength: 5,
      automaticMails: true,
      limitOwn: 10,
      tenantName: 'Contoso',
      tollNumber: '+15550100100',
      mailDomains: ['fabrikam.example'],
    });
    expect(titleOf(await megan.ask('restore defaults'))).toBe('Nothing to change');
    await desk.services.settings.save(sampleTenant, { pinLength: 12 });
    await desk.services.directory.save(person('Nestor'));
  });

  test.each(['Alice', 'Adele', 'Johanna'])('are nothing for %s', async (name) => {
    for (const text of ['settings', 'edit settings', 'set pin length to 6', 'restore defaults'])
      expect(titleOf(await desk.as(name).ask(text))).toBe('Not permitted');
    expect(titleOf(await save(name, { pinLength: '6' }))).toBe('Not permitted');
  });

  test('inputs of another shape are no request of ours', async () => {
    const megan = desk.as('Megan');
    for (const pinLength of [{ $ne: 5 }, ['5'], true, 'x'.repeat(1_001)]) {
      expect((await megan.invoke({ verb: 'change-settings', data: { pinLength } })).status).toBe(400);
    }
  });
});
