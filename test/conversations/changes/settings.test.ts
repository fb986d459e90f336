import { mongoOf } from '../../helpers/database';
import { type Card } from '../../../cards/card';
import { settingFields, settingGroups } from '../../../services/settings/fields';
import { Secret } from '../../../services/base/secret';
import { person } from '../../helpers/services';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { buttonsOf, elementsOf, readCard, textById, titleOf } from '../../helpers/read-card';

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

  test('shows every setting with what it is now, and a button to edit each group', async () => {
    const card = await desk.as('Megan').ask('settings');
    for (const { label } of settingFields) expect(readCard(card)).toContain(`${label}: `);
    expect(readCard(card)).toContain('Digits of a new PIN: 12');
    expect(readCard(card)).toContain('What our organization is called: Contoso');
    expect(readCard(card)).toContain('Toll-free number: none');
    expect(buttonsOf(card).map(({ verb }) => verb)).toEqual([
      ...settingGroups.map(() => 'edit-settings'),
      'restore-defaults',
    ]);
    for (const pressed of buttonsOf(card).slice(0, settingGroups.length)) {
      const [sent] = await desk.as('Megan').press(pressed);
      expect(titleOf(sent!.card)).toMatch(/^Settings: /);
    }
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
    expect(readCard(offer)).toContain('Digits of a new PIN: 12 → 6');
    expect(readCard(offer)).toContain(
      'Who sees a PIN that an administrator resets: Whoever resets it, once, and the owner by mail → Only its owner',
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
      expect(readCard(card)).toContain(
        'Digits of a new PIN: allowed is a whole number from 4 to 12. Nothing was changed.',
      );
    },
  );

  test('"5 digits, please" is understood', async () => {
    expect(readCard(await desk.as('Megan').ask('set pin length to 5 digits, please'))).toContain('12 → 5');
  });

  test.each([
    [{ tollNumber: 'call me' }, 'Default number to dial: allowed is a phone number'],
    [{ tollFreeNumber: '123' }, 'Toll-free number: allowed is a phone number'],
    [{ serviceNumbers: '+1 555 010 0200, x' }, 'Other numbers of the bridge: allowed is a phone number'],
    [{ mailDomains: 'contoso' }, 'Our mail domains: allowed is domains such as'],
    [{ mailDomains: 'contoso.example, @bad domain!' }, 'Our mail domains: allowed is domains such as'],
    [{ tollFreeNumbers: '+1 800 555 0200, x' }, 'Other toll-free numbers: allowed is a phone number'],
    [{ senderAddress: 'conferencing' }, 'Address that mails come from: allowed is an address such as'],
    [{ senderAddress: 'desk@fabrikam.example' }, 'Emails can come from addresses at contoso.example'],
    [{ senderName: 'Desk \u202e' }, 'Name that mails come from: allowed is 1 to 100 characters in one line'],
    [{ bridge: '' }, 'Name of the bridge: allowed is 1 to 50 letters'],
    [{ bridge: 'a/b' }, 'Name of the bridge: allowed is 1 to 50 letters'],
    [{ tenantName: 'x'.repeat(101) }, 'at most 100 characters'],
    [{ whoSeesPin: 'everybody' }, 'allowed is operator, owner'],
    [{ maskNumbers: '__proto__' }, 'allowed is external, all, none'],
    [{ automaticMails: 'true' }, 'allowed is on or off'],
    [{ limitOwn: '-1' }, 'allowed is a whole number from 0 to 100000'],
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
    expect(readCard(await edit('meetings'))).toContain('No phone bridge is attached');
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
    expect(readCard(offer)).toContain('Digits of a new PIN: 12 → 5');
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
