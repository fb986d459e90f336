import { mongoOf } from '../../helpers/database';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { button, buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

describe('show and send conference info', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  const outbox = (name: string) =>
    mongoOf(desk.services)
      .db.collection('outbox')
      .find({ person: person(name).id })
      .toArray();

  test('shows numbers, conference ID and a masked PIN', async () => {
    const card = await desk.as('Alice').ask('conference info');
    expect(textById(card, 'conferenceId')).toMatch(/^[1-9]\d{6}$/);
    expect(textById(card, 'pinMask')).toBe('*****');
    expect(textById(card, 'pin')).toBeUndefined();
    expect(readCard(card)).toContain('+1 555 010 0100');
    expect(readCard(card)).toContain('+1 800 555 0100');
    expect(buttonsOf(card).map(({ verb }) => verb)).toEqual(['reset-pin', 'send-conference-info', 'all-numbers']);
  });

  test('says when the PIN was last reset, in the time zone of the person', async () => {
    const tokyo = desk.as('Alex', { timeZone: 'Asia/Tokyo' });
    expect(readCard(await tokyo.ask('conference info'))).toContain('Not reset here yet');
    await tokyo.click(await tokyo.ask('reset my pin'), 'Reset PIN');
    const { pinResetAt } = await desk.services.conferencing.info(person('Alex'), { own: true });
    const inTokyo = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Tokyo',
      hour: '2-digit',
      minute: '2-digit',
    }).format(pinResetAt);
    expect(readCard(await tokyo.ask('conference info'))).toContain(`, ${inTokyo}.`);
  });

  test('all numbers of the bridge are a button away, for everybody', async () => {
    const { tenant } = person('Alice');
    await desk.services.settings.save(tenant, { serviceNumbers: ['+493055550100'], tollFreeNumbers: ['+18005550200'] });
    const alice = desk.as('Alice');
    const [sent] = await alice.press(button(await alice.ask('conference info'), 'All numbers'));
    expect(readCard(sent!.card).split('\n')).toEqual([
      'Numbers to dial',
      ...['Numbers to dial', '[+1 555 010 0100](tel:+15550100100)', 'The usual one'],
      '[+49 30 55550100](tel:+493055550100)',
      ...['Toll-free numbers', '[+1 800 555 0100](tel:+18005550100)', 'The usual one'],
      '[+1 800 555 0200](tel:+18005550200)',
      'Each of them leads to every meeting: dial it, then enter the conference ID of the meeting.',
    ]);
    expect(titleOf(await desk.as('Adele').ask('show all numbers'))).toBe('Numbers to dial');
    await desk.services.settings.save(tenant, { serviceNumbers: [], tollFreeNumbers: [] });
  });

  test('its buttons do what they say, for the person shown', async () => {
    const megan = desk.as('Megan');
    const card = await megan.ask('show conference info for alice');
    expect(buttonsOf(card).map(({ verb }) => verb)).toEqual([
      'reset-pin',
      'reset-conference-id',
      'send-conference-info',
      'all-numbers',
    ]);
    const [sent] = await megan.press(button(card, 'Reset PIN'));
    expect(titleOf(sent!.card)).toBe("Reset Alice Smith's PIN?");
    expect(readCard(sent!.card)).toContain('alice.smith@contoso.example');
  });

  test('helpdesk sees somebody else, without the buttons of an admin', async () => {
    const card = await desk.as('Adele').ask('show conference info for alice');
    expect(readCard(card)).toContain('alice.smith@contoso.example');
    expect(buttonsOf(card).map(({ verb }) => verb)).toEqual(['send-conference-info', 'all-numbers']);
  });

  test('an email is offered first, then queued once', async () => {
    const adele = desk.as('Adele');
    const offer = await adele.ask('send conference info to isaiah lang');
    expect(readCard(offer)).toContain('isaiah.lang@contoso.example');
    expect(await outbox('Isaiah Lang')).toEqual([]);
    expect(readCard(await adele.click(offer, 'Send'))).toContain('being emailed to isaiah.lang@contoso.example');
    await adele.note(offer, 'Send');
    const mails = await mongoOf(desk.services)
      .db.collection('outbox')
      .find({ to: 'isaiah.lang@contoso.example' })
      .toArray();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ kind: 'conference-info', facts: { tollNumber: '+15550100100' } });
    expect(mails[0]).not.toHaveProperty('pin');
  });

  test('nobody without a mailbox is offered an email', async () => {
    expect(titleOf(await desk.as('Patti').ask('send my conference info'))).toBe('No mailbox');
    expect(readCard(await desk.as('Adele').ask('send conference info to patti'))).toContain('Patti Fernandez');
    expect(await outbox('Patti')).toEqual([]);
  });

  test('without a mailbox a PIN is still reset, and the card says to hand it over', async () => {
    const megan = desk.as('Megan');
    const offer = await megan.ask('reset pin for patti');
    expect(readCard(offer)).toContain('Nothing is emailed');
    const shown = await megan.click(offer, 'Reset PIN');
    expect(textById(shown, 'pin')).toMatch(/^\d{12}$/);
    expect(readCard(shown)).toContain('Hand the PIN over another way.');
    expect(await outbox('Patti')).toEqual([]);
  });

  test('with automatic emails off a PIN is reset without an email, and the card says so; an email that is asked for still goes', async () => {
    const megan = desk.as('Megan');
    await desk.services.settings.save(megan.person.tenant, { automaticMails: false });
    try {
      const shown = await megan.click(await megan.ask('reset pin for nestor'), 'Reset PIN');
      expect(readCard(shown)).toContain('automatic emails are off');
      expect(await outbox('Nestor')).toEqual([]);
      await megan.click(await megan.ask('send conference info to nestor'), 'Send');
      expect(await outbox('Nestor')).toHaveLength(1);
    } finally {
      await desk.services.settings.save(megan.person.tenant, { automaticMails: true });
    }
  });
});
