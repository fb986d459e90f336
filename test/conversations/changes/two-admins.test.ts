import { mongoOf } from '../../helpers/database';
import { sampleTenant } from '../../../services/try-out/sample-people';
import type { Settings } from '../../../services/settings/settings';
import { acting, type CommandLine, openCommandLine } from '../../helpers/command-line';
import { type DeskWithNotices, openDeskWithNotices } from '../../helpers/notices';
import { button, buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { noLimits, person } from '../../helpers/services';
import { type MailServer, startMailServer } from '../../helpers/mail-server';

const twoTitle = 'This takes two administrators';

/** Megan has bad intentions, Nestor is asleep, and Adele is made the third administrator where one is needed. */
describe('one administrator alone', () => {
  let open: DeskWithNotices;
  const desk = () => open.desk;
  const services = () => desk().services;
  beforeAll(async () => {
    open = await openDeskWithNotices();
    for (const name of ['Megan', 'Nestor', 'Alice', 'Adele']) await desk().as(name).say('hello');
  });
  afterAll(() => desk().close());
  afterEach(async () => {
    for (const name of ['Megan', 'Nestor', 'Adele', 'Alice']) await services().directory.save(person(name));
    await services().settings.save(sampleTenant, usual);
    for (const name of ['requests', 'limits']) await mongoOf(services()).db.collection(name).deleteMany({});
    await open.settled();
  });
  const usual: Partial<Settings> = {
    ...noLimits,
    ...{ bulkApproval: true, pinsByMail: true, whoSeesPin: 'operator', adminAddresses: 'any', mailDomains: [] },
  };

  async function ask(name: string, text: string) {
    await open.settled();
    return desk().as(name).ask(text);
  }
  const save = async (texts: Record<string, string>) => {
    await open.settled();
    const [reply] = await desk().as('Megan').press({ title: 'Save', verb: 'change-settings', data: texts });
    return reply!.card;
  };
  /** Megan's request, as it reaches Nestor. */
  async function request(asked: ReturnType<typeof ask>) {
    await desk()
      .as('Megan')
      .click(await asked, 'Ask for approval');
    return open.card('Nestor', 'Do you approve?');
  }
  const roleOf = async (name: string) => (await services().directory.byId(sampleTenant, person(name).id))!.role;

  test.each([
    ['bulk approval off', { bulkApproval: true }, { bulkApproval: 'off' }],
    ['a limit off', { limitPerActor: 5 }, { limitPerActor: '0' }],
    ['a limit up', { limitPerTarget: 5 }, { limitPerTarget: '6' }],
    ['one of several', { limitPerTenant: 5 }, { limitPerTenant: '9', tenantName: 'Contoso Ltd' }],
    ['who sees a PIN', { whoSeesPin: 'owner' }, { whoSeesPin: 'operator' }],
    ['PINs by email', { pinsByMail: false }, { pinsByMail: 'on' }],
    ['where emails may go', { adminAddresses: 'none' }, { adminAddresses: 'own-domains' }],
    ['where emails of helpdesk may go', { helpdeskAddresses: 'own-domains' }, { helpdeskAddresses: 'any' }],
    ['another domain', {}, { mailDomains: 'fabrikam.example' }],
  ] as [string, Partial<Settings>, Record<string, string>][])('loosens no guard: %s', async (_, now, texts) => {
    await services().settings.save(sampleTenant, now);
    const before = await services().settings.of(sampleTenant);
    expect(titleOf(await save(texts))).toBe(twoTitle);
    expect(await services().settings.of(sampleTenant)).toEqual(before);
  });

  test.each([
    ['bulk approval on', { bulkApproval: false }, { bulkApproval: 'on' }],
    ['a limit', { limitPerActor: 0 }, { limitPerActor: '5' }],
    ['a lower limit', { limitPerActor: 5 }, { limitPerActor: '4' }],
    ['who sees a PIN', { whoSeesPin: 'operator' }, { whoSeesPin: 'owner' }],
    ['where emails may go', { adminAddresses: 'any' }, { adminAddresses: 'none' }],
    ['a domain less', { mailDomains: ['fabrikam.example', 'tailspin.example'] }, { mailDomains: 'fabrikam.example' }],
    ['no guard', {}, { pinLength: '7' }],
  ] as [string, Partial<Settings>, Record<string, string>][])('tightens one: %s', async (_, now, texts) => {
    await services().settings.save(sampleTenant, now);
    const offer = await save(texts);
    expect(titleOf(await desk().as('Megan').click(offer, 'Change'))).toBe('Settings changed');
    expect(await open.notices().countDocuments({ kind: 'guard-loosened' })).toBe(0);
  });

  test('gets around it neither by a command nor by restoring defaults', async () => {
    await services().settings.save(sampleTenant, { pinsByMail: false, limitOwn: 1 });
    expect(titleOf(await ask('Megan', 'pins by email on'))).toBe(twoTitle);
    expect(titleOf(await ask('Megan', 'restore defaults'))).toBe(twoTitle);
  });

  test('nor by an offer from before there was a second one', async () => {
    await services().directory.save({ ...person('Nestor'), role: 'user' });
    const offer = await save({ bulkApproval: 'off' });
    await services().directory.save(person('Nestor'));
    expect(titleOf(await desk().as('Megan').click(offer, 'Change'))).toBe('Takes two administrators');
    expect(await services().settings.of(sampleTenant)).toMatchObject({ bulkApproval: true });
  });

  test('a second one sees what would change, and then everybody else is told', async () => {
    await services().directory.save({ ...person('Adele'), role: 'admin' });
    const decision = await request(save({ bulkApproval: 'off' }));
    expect(readCard(decision)).toContain('Bulk changes need a second administrator: on → off');
    expect(titleOf(await desk().as('Nestor').click(decision, 'Approve'))).toBe('Settings changed');
    expect(await services().settings.of(sampleTenant)).toMatchObject({ bulkApproval: false });
    const told = readCard(await open.card('Adele', 'A guard was loosened'));
    expect(told).toContain('Nestor Wilke (nestor.wilke@contoso.example) changed settings');
    expect(told).toContain('Bulk changes need a second administrator: on → off');
    await open.card('Megan', 'Your request was approved');
    expect(await open.notices().countDocuments({ kind: 'guard-loosened' })).toBe(1);
    const [record] = (await services().audit.latest(sampleTenant, 20)).filter(
      ({ action, outcome }) => action === 'change-settings' && outcome === 'done',
    );
    expect(record).toMatchObject({ actor: { id: person('Nestor').id }, asker: { id: person('Megan').id } });
  });

  test('demotes no administrator and disables none, who can agree to it', async () => {
    for (const [text, title, done] of [
      ['make nestor user', 'Do you approve?', 'Role changed'],
      ['disable nestor', 'Do you approve?', 'Audio Conferencing is off'],
    ] as const) {
      await services().directory.save(person('Nestor'));
      expect(titleOf(await ask('Megan', text))).toBe(twoTitle);
      expect(await roleOf('Nestor')).toBe('admin');
      const decision = await request(ask('Megan', text));
      expect(titleOf(decision)).toBe(title);
      expect(titleOf(await desk().as('Nestor').click(decision, 'Approve'))).toBe(done);
    }
    await services().directory.save(person('Nestor'));
    await desk()
      .as('Nestor')
      .click(await ask('Nestor', 'enable nestor'), 'Enable');
  });

  test('a third one approves as well, and the person concerned and the others are told', async () => {
    await services().directory.save({ ...person('Adele'), role: 'admin' });
    await desk()
      .as('Megan')
      .click(await ask('Megan', 'make nestor helpdesk'), 'Ask for approval');
    const decision = await open.card('Adele', 'Do you approve?');
    await desk().as('Adele').click(decision, 'Approve');
    expect(await roleOf('Nestor')).toBe('helpdesk');
    expect(readCard(await open.card('Nestor', 'Your role was changed'))).toContain('Now: Helpdesk: you may');
  });

  test('who cannot sign in any more is demoted by one', async () => {
    await services().directory.save({ ...person('Nestor'), accountEnabled: false });
    expect(titleOf(await ask('Megan', 'make nestor user'))).toBe("Change Nestor Wilke's role?");
  });

  test('somebody else who gets another role is told', async () => {
    const changed = await desk()
      .as('Megan')
      .click(await ask('Megan', 'make alice helpdesk'), 'Change role');
    const replies = await desk().as('Megan').press(button(changed, 'Show'));
    expect(replies.map(({ card }) => readCard(card)).join('\n')).toContain('alice.smith@contoso.example · Helpdesk');
    expect(readCard(await open.card('Alice', 'Your role was changed'))).toContain('Now: Helpdesk: you may');
  });

  test('ends no protection, and then the person and the other administrators are told', async () => {
    await services().directory.save({ ...person('Adele'), role: 'admin' });
    await services().directory.save({ ...person('Alice'), protected: true });
    const decision = await request(ask('Megan', 'unprotect alice'));
    await desk().as('Nestor').click(decision, 'Approve');
    expect(readCard(await open.card('Alice', 'You are no longer protected'))).toContain('Nestor Wilke');
    expect(readCard(await open.card('Adele', 'A protection was ended'))).toContain(
      'Alice Smith (alice.smith@contoso.example) is no longer protected',
    );
  });

  test("does not see another administrator's new PIN, nor sends it anywhere", async () => {
    const offer = await ask('Megan', 'reset pin for nestor, email to megan@hotmail.example');
    const [first] = buttonsOf(offer).filter(({ verb }) => verb === 'confirm');
    const done = await desk().as('Megan').click(offer, first!.title);
    expect(textById(done, 'pin')).toBeUndefined();
    expect(readCard(done)).not.toMatch(/\b\d{5}\b/);
    const waiting = await open.card('Nestor', 'A new PIN is waiting for you');
    expect(buttonsOf(waiting).map(({ title }) => title)).toContain('Show my new PIN');
  });

  describe('disabling and enabling', () => {
    const off = async (name = 'alice') =>
      desk()
        .as('Megan')
        .click(await ask('Megan', `disable ${name}`), 'Disable');
    const on = async (name = 'alice') => {
      const offer = await ask('Megan', `enable ${name}`);
      return titleOf(offer).startsWith('Enable') ? desk().as('Megan').click(offer, 'Enable') : offer;
    };

    test('are told to the owner in the chat, whatever the email switches say, who can object', async () => {
      await services().settings.save(sampleTenant, { automaticMails: false });
      await off();
      const told = await open.card('Alice', 'Audio Conferencing was turned off for you');
      expect(readCard(told)).toContain('Megan Bowen (megan.bowen@contoso.example) turned Audio Conferencing off');
      await desk().as('Alice').click(told, "This wasn't me");
      expect(readCard(await open.card('Nestor', 'A reset was reported'))).toContain(
        'turning Audio Conferencing off by Megan Bowen',
      );
      expect(titleOf(await on())).toBe('Locked');
      await mongoOf(services())
        .db.collection('conferencing')
        .updateMany({}, { $unset: { blockedUntil: true } });
      await on();
      const again = await open.card('Alice', 'Audio Conferencing was turned on for you');
      const answer = await desk().as('Alice').click(again, "This wasn't me");
      expect(readCard(answer)).toContain('That PIN no longer works.');
      await mongoOf(services())
        .db.collection('conferencing')
        .updateMany({}, { $unset: { blockedUntil: true } });
      await services().settings.save(sampleTenant, { automaticMails: true });
    });

    test('are no way around a limit: enabling soon after counts as a reset', async () => {
      await services().settings.save(sampleTenant, { ...noLimits, limitPerTarget: 1 });
      await off();
      expect(titleOf(await on())).toMatch(/enabled/i);
      await off();
      expect(titleOf(await on())).toBe('Daily limit reached');
      // A bulk change says the same in its dry run.
      await services().settings.save(sampleTenant, { ...noLimits, limitPerTarget: 1 });
      const records = mongoOf(services()).db.collection('conferencing');
      await records.updateMany(
        { enabled: false },
        { $set: { disabledAt: new Date(Date.now() - 31 * 24 * 3_600_000) } },
      );
      expect(titleOf(await on())).toMatch(/enabled/i);
    });

    test('an offer from before the objection enables nobody', async () => {
      await off();
      const offer = await ask('Megan', 'enable alice');
      await desk()
        .as('Alice')
        .click(await open.card('Alice', 'Audio Conferencing was turned off for you'), "This wasn't me");
      expect(titleOf(await desk().as('Megan').click(offer, 'Enable'))).toBe('Locked');
      await mongoOf(services())
        .db.collection('conferencing')
        .updateMany({}, { $unset: { blockedUntil: true } });
      await on();
    });
  });

  describe('nor on the command line', () => {
    let server: MailServer;
    let line: CommandLine;
    beforeAll(async () => {
      server = await startMailServer();
      line = await openCommandLine({ beside: { services: services(), server } });
    });
    afterAll(async () => {
      await line.close();
      await server.close();
    });

    test('which asks the others, as the chat does', async () => {
      const now = { pinsByMail: false, limitPerActor: 5 };
      await services().settings.save(sampleTenant, now);
      for (const args of [
        ['tenant', 'set', 'pinsByMail', 'on'],
        ['tenant', 'set', 'limitPerActor', '0'],
        ['tenant', 'set', 'bulkApproval', 'off'],
        ['tenant', 'remove'],
        ['user', 'disable', person('Nestor').upn],
        ['user', 'set', person('Nestor').upn, '--reset-leader-pin', '--show-pin'],
      ]) {
        if (args.includes('--show-pin')) {
          await services().directory.save({ ...person('Nestor'), protected: true, role: 'user' });
          await services().directory.save({ ...person('Adele'), role: 'admin' });
        }
        const { code, output } = await line.here(args, acting('Megan'));
        expect([args, code, output]).toEqual([args, 6, expect.stringContaining('"request": "')]);
        expect(output).not.toMatch(/"\d{5}"/);
        await open.requests().deleteMany({});
      }
      expect(await services().settings.of(sampleTenant)).toMatchObject({ ...now, bulkApproval: true });
    });

    test('and whose decision ends the cards in the chat', async () => {
      await line.here(['tenant', 'set', 'bulkApproval', 'off'], acting('Megan'));
      const decision = await open.card('Nestor', 'Do you approve?');
      expect(readCard(decision)).toContain('Bulk changes need a second administrator: on → off');
      const { _id } = (await open.requests().findOne({ state: 'open' }))!;
      expect((await line.here(['approve', _id], acting('Nestor'))).code).toBe(0);
      expect(await services().settings.of(sampleTenant)).toMatchObject({ bulkApproval: false });
      expect(readCard(await open.card('Nestor', 'A request was answered'))).toContain('You approved it on');
      expect(readCard(await open.card('Megan', 'Your request was approved'))).toContain('Nestor Wilke');
      expect(titleOf(await desk().as('Nestor').click(decision, 'Approve'))).toBe('A request was answered');
    });
  });

  test('a button that somebody keeps decides nothing for others', async () => {
    const decision = await request(save({ bulkApproval: 'off' }));
    for (const name of ['Megan', 'Alice', 'Adele']) {
      await desk().as(name).invoke(button(decision, 'Approve'));
      expect(await services().settings.of(sampleTenant)).toMatchObject({ bulkApproval: true });
    }
  });
});
