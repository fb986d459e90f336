import { mongoOf } from '../../helpers/database';
import { type Card } from '../../../cards/card';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { button, buttonsOf, elementsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

describe("a person's card", () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  const verbs = (card: Card) => buttonsOf(card).map(({ verb }) => verb);
  const save = async (name: string, inputs: Record<string, string>): Promise<Card> => {
    const [sent] = await desk
      .as(name)
      .press({ title: 'Save', verb: 'change-person', data: { person: person('Alice').id, ...inputs } });
    return sent!.card;
  };

  test('shows state, numbers, ID, masked PIN, switches, emails and changes; an administrator has every button', async () => {
    const megan = desk.as('Megan');
    const pin = textById(await megan.click(await megan.ask('reset pin for alice'), 'Reset PIN'), 'pin')!;
    const card = await megan.ask('show alice');
    expect(readCard(card)).toContain('Alice Smith\nalice.smith@contoso.example · User\nAudio Conferencing is on.');
    expect(textById(card, 'conferenceId')).toMatch(/^[1-9]\d{6}$/);
    expect(textById(card, 'pinMask')).toBe('*****');
    expect(readCard(card)).toContain('+1 555 010 0100');
    expect(readCard(card)).toMatch(/PIN last reset \d+ \w+ \d{4}, \d\d:\d\d by you/);
    expect(readCard(card)).toContain('Automatic emails: on');
    expect(readCard(card)).toMatch(/New PIN, .*: Queued/);
    expect(readCard(card)).not.toContain(pin);
    expect(verbs(card)).toEqual([
      // Under "More".
      ...['mail-status', 'audit', 'protect', 'disable'],
      ...['reset-pin', 'reset-conference-id', 'send-conference-info', 'edit-person'],
    ]);
    const foldedRow = elementsOf(card).find(({ id }) => id === 'more');
    expect(foldedRow).toMatchObject({ isVisible: false });
    expect(elementsOf(card).find(({ id }) => id === 'details')).toMatchObject({ isVisible: false });
  });

  test('is unfolded by words as well, for clients that cannot unfold anything', async () => {
    const card = await desk.as('Megan').ask('details of alice');
    for (const id of ['details', 'details-open', 'more'])
      expect(elementsOf(card).find((element) => element.id === id)).toMatchObject({ isVisible: true });
    expect(elementsOf(card).find(({ id }) => id === 'details-shut')).toMatchObject({ isVisible: false });
    const own = await desk.as('Alice').ask('my details');
    expect(elementsOf(own).find(({ id }) => id === 'details')).toMatchObject({ isVisible: true });
  });

  test('shows at most three changes, each in a line, and nothing that was only looked at', async () => {
    const nestor = desk.as('Nestor');
    for (const words of [
      'reset conference id for alice',
      'reset conference id for alice',
      'turn mails off for alice',
    ]) {
      const offer = await nestor.ask(words);
      await nestor.click(offer, buttonsOf(offer)[0]!.title);
    }
    const card = readCard(await desk.as('Megan').ask('show alice'));
    const lines = card.slice(card.indexOf('Recent changes')).split('\n').slice(1, 5);
    const day = '\\d+ \\w+ \\d{4}, \\d\\d:\\d\\d';
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^${day} Automatic emails switched by Nestor Wilke$`)),
      expect.stringMatching(new RegExp(`^${day} Conference ID reset by Nestor Wilke$`)),
      expect.stringMatching(new RegExp(`^${day} Conference ID reset by Nestor Wilke$`)),
      '▸ Details',
    ]);
    await nestor.click(await nestor.ask('turn mails on for alice'), 'Turn on');
  });

  test('helpdesk sees it without the changes and without what it may not do; a user only the own one', async () => {
    const card = await desk.as('Adele').ask('show alice');
    expect(readCard(card)).not.toContain('Megan');
    expect(readCard(card)).not.toContain('Recent changes');
    expect(readCard(card)).toContain('PIN last reset');
    expect(verbs(card)).toEqual(['send-conference-info', 'ask-pin-reset', 'nudge', 'mail-status']);
    expect(titleOf(await desk.as('Alice').ask('show alex'))).toBe('Not permitted');
    const own = await desk.as('Alice').ask('show');
    expect(titleOf(own)).toBe('Your Audio Conferencing');
    expect(readCard(own)).toMatch(/PIN last reset .* by Megan Bowen/);
    expect(verbs(own)).toEqual(['reset-pin', 'send-conference-info', 'ask-admin', 'mail-status']);
  });

  test.each([
    ['lynne', 'no licence is assigned'],
    ['joni', 'the account is disabled'],
  ])('%s has none: says why', async (name, why) => {
    const card = await desk.as('Megan').ask(`show ${name}`);
    expect(readCard(card)).toContain(`Audio Conferencing is off: ${why}`);
    expect(textById(card, 'conferenceId')).toBeUndefined();
    expect(textById(card, 'pinMask')).toBeUndefined();
    expect(verbs(card)).toEqual(['mail-status', 'audit', 'protect']);
  });

  test.each([
    ['diego', "Diego Siciliani is a guest. Audio Conferencing is set up by the person's own organization."],
    ['rainier', 'Rainier is a room or a resource, and has neither a PIN nor a conference ID.'],
  ])('%s is no member: one sentence, and nothing to press', async (name, sentence) => {
    const card = await desk.as('Megan').ask(`show ${name}`);
    expect(readCard(card).split('\n').slice(3)).toEqual([sentence]);
    expect(card.actions).toBeUndefined();
  });

  test('says what should not be overlooked: protection, and that there is no mailbox', async () => {
    const megan = desk.as('Megan');
    expect(readCard(await megan.ask('show patti'))).toContain('patti.fernandez@contoso.example · User · No mailbox');
    await desk.services.directory.save({ ...person('Patti'), protected: true });
    const card = await megan.ask('show patti');
    expect(readCard(card)).toContain('· User · Protected · No mailbox');
    expect(verbs(card)).toContain('unprotect');
    expect(verbs(card)).not.toContain('protect');
    await desk.services.directory.save(person('Patti'));
  });

  test('somebody who reported a reset is locked: until when, and no reset for others', async () => {
    const until = new Date(Date.now() + 3_600_000);
    const lock = (blockedUntil: Date) =>
      mongoOf(desk.services)
        .db.collection('conferencing')
        .updateOne({ person: person('Zoë').id }, { $set: { blockedUntil } });
    await lock(until);
    const card = await desk.as('Megan').ask('show zoe obrien');
    expect(readCard(card)).toMatch(/· User · Locked until \d+ \w+ \d{4}, \d\d:\d\d\n/);
    expect(readCard(card)).toMatch(/Locked by Zoë O'Brien-Łukasz \(zoe\.obrien-lukasz@contoso\.example\) until \d/);
    for (const verb of ['reset-pin', 'reset-conference-id']) expect(verbs(card)).not.toContain(verb);
    expect(verbs(card)).toContain('lift-lock');
    const info = await desk.as('Megan').ask('conference info for zoe');
    expect(readCard(info)).toMatch(/Locked by Zoë O'Brien-Łukasz .* until \d/);
    expect(verbs(info)).toEqual(['send-conference-info', 'all-numbers']);
    const own = await desk.as('Zoë').ask('show');
    expect(readCard(own)).toContain('You reported a reset.');
    expect(verbs(own)).toContain('reset-pin');
    await lock(new Date(0));
    expect(verbs(await desk.as('Megan').ask('show zoe'))).toContain('reset-pin');
  });

  test('somebody with a licence who is off can be enabled from it', async () => {
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('disable alex'), 'Disable');
    const card = await megan.ask('show alex');
    expect(verbs(card)).toEqual(['enable', 'mail-status', 'audit', 'protect']);
    const [offer] = await megan.press(button(card, 'Enable'));
    await megan.click(offer!.card, 'Enable');
    expect(readCard(await megan.ask('show alex'))).toContain('Audio Conferencing is on.');
  });

  test.each([
    'show me alice',
    'look up alice',
    'lookup alice.smith@contoso.example',
    'who is alice',
    'find Alice Smith',
    'SHOW ALICE',
  ])('understands "%s"', async (text) => {
    expect(readCard(await desk.as('Adele').ask(text))).toContain('Audio Conferencing is on.');
  });

  test('somebody who is not there is searched for by what sounds alike', async () => {
    expect(readCard(await desk.as('Adele').ask('show alcie'))).toContain('Alice Smith');
  });

  test('is edited with labelled inputs, before and after, in one operation with one email', async () => {
    await desk.services.settings.save(sampleTenant, { serviceNumbers: ['+15550100200'] });
    const megan = desk.as('Megan');
    const [sent] = await megan.press(button(await megan.ask('show alice'), 'Edit'));
    const inputs = elementsOf(sent!.card).filter(({ type }) => String(type).startsWith('Input.'));
    expect(inputs.map(({ id, label, value }) => [id, label, value])).toEqual([
      ['tollNumber', 'Number to dial', 'default'],
      ['mails', 'Automatic emails to this person', 'on'],
      ['callersMayStart', 'Callers may start meetings without a PIN', 'off'],
    ]);
    const mails = () =>
      mongoOf(desk.services)
        .db.collection('outbox')
        .countDocuments({ person: person('Alice').id, kind: 'number-changed' });
    const before = await mails();
    const offer = await save('Megan', { tollNumber: '+15550100200', mails: 'on', callersMayStart: 'on' });
    expect(readCard(offer)).toContain('Number to dial: the default (+1 555 010 0100) → +1 555 010 0200');
    expect(readCard(offer)).toContain('without a PIN: off → on');
    expect(readCard(offer)).not.toContain('Automatic emails to this person');
    expect(await mails()).toBe(before);
    expect(titleOf(await megan.click(offer, 'Save'))).toBe('Saved');
    expect(await mails()).toBe(before + 1);
    expect(await megan.note(offer, 'Save')).toContain('already done at');
    expect(readCard(await megan.ask('show alice'))).toContain('+1 555 010 0200');
    const [record] = (await desk.services.audit.latest(sampleTenant, 20)).filter(
      ({ action, outcome }) => action === 'change-person' && outcome === 'done',
    );
    expect(record).toMatchObject({
      change: {
        before: 'tollNumber default, callersMayStart off',
        after: 'tollNumber +15550100200, callersMayStart on',
      },
    });
  });

  test('has a toll-free number to choose only where there are several', async () => {
    await desk.services.settings.save(sampleTenant, { tollFreeNumbers: ['+18005550200'] });
    const megan = desk.as('Megan');
    const [input] = elementsOf(await megan.ask('edit alice')).filter(({ id }) => id === 'tollFreeNumber');
    expect(input).toMatchObject({
      type: 'Input.ChoiceSet',
      label: 'Toll-free number',
      value: 'default',
      choices: [
        { value: 'default', title: 'the default (+1 800 555 0100)' },
        { value: '+18005550100' },
        { value: '+18005550200' },
      ],
    });
    const offer = await save('Megan', { tollFreeNumber: '+18005550200' });
    expect(readCard(offer)).toContain('Toll-free number: the default (+1 800 555 0100) → +1 800 555 0200');
    expect(readCard(offer)).toContain('The new number is also emailed to');
    expect(titleOf(await megan.click(offer, 'Save'))).toBe('Saved');
    expect(readCard(await desk.as('Alice').ask('show conference info'))).toContain('+1 800 555 0200');
    expect(titleOf(await save('Megan', { tollFreeNumber: '+15550100200' }))).toBe(
      'Not a toll-free number of the bridge',
    );
    await desk.services.settings.save(sampleTenant, { tollFreeNumbers: [] });
  });

  test('what somebody else changed meanwhile is not overwritten', async () => {
    const [mine, theirs] = [await save('Megan', { mails: 'off' }), await save('Nestor', { mails: 'off' })];
    await desk.as('Nestor').click(theirs, 'Save');
    expect(titleOf(await desk.as('Megan').click(mine, 'Save'))).toBe('Changed meanwhile');
  });

  test.each([
    [{ tollNumber: '+15559999999' }, 'Not a number of the bridge'],
    [{ mails: 'maybe' }, 'Not possible'],
    [{}, 'Nothing to change'],
  ])('%j is refused', async (inputs, title) => {
    expect(titleOf(await save('Megan', inputs as Record<string, string>))).toBe(title);
  });

  test('only administrators edit', async () => {
    expect(titleOf(await desk.as('Adele').ask('edit alice'))).toBe('Not permitted');
    expect(titleOf(await save('Adele', { mails: 'on' }))).toBe('Not permitted');
  });
});
