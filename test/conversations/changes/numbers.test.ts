import { type Card } from '../../../cards/card';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { type MailServer, startMailServer } from '../../helpers/mail-server';
import { readCard, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { until } from '../../helpers/until';

/** Issue 16: nobody keeps a number that is not on the bridge, and who has another one is told. */
describe('the numbers of the bridge in the chat', () => {
  let server: MailServer;
  let desk: OpenDesk;
  beforeAll(async () => {
    server = await startMailServer();
    desk = await openDesk({ mail: { smtp: server.url, from: { name: 'Desk', address: 'desk@contoso.example' } } });
  });
  afterAll(async () => {
    await desk.close();
    await server.close();
  });
  beforeEach(async () => {
    await desk.services.settings.save(sampleTenant, {
      tollNumber: '+15550100100',
      tollFreeNumber: '+18005550100',
      serviceNumbers: ['+15550100200', '+493055550100'],
      tollFreeNumbers: [],
    });
    server.received.length = 0;
  });

  const settings = () => desk.services.settings.of(sampleTenant);
  const save = async (inputs: Record<string, string>): Promise<Card> => {
    const [sent] = await desk.as('Megan').press({ title: 'Save', verb: 'change-settings', data: inputs });
    return sent!.card;
  };
  const change = async (inputs: Record<string, string>) => desk.as('Megan').click(await save(inputs), 'Change');
  const ask = async (text: string) => {
    const megan = desk.as('Megan');
    return megan.click(await megan.ask(text), 'Change');
  };
  const numberOf = async (name: string) => readCard(await desk.as(name).ask('conference info'));
  const mailTo = (name: string) => server.to(person(name).mail!).map(({ parsed }) => parsed.text ?? '');

  test('another default stays no secret: followers have it at once and get an email, others keep theirs', async () => {
    await ask('change number of alice to +49 30 55550100');
    await until('the email to Alice', () => mailTo('Alice').length === 1);
    // As the card sends it: with the other inputs as they were.
    const offer = await save({
      tollNumber: '+1 555 010 0300',
      serviceNumbers: '+1 555 010 0200, +49 30 55550100',
      tollFreeNumber: '+1 800 555 0100',
    });
    expect(readCard(offer)).toContain(
      'Other numbers of the bridge: +1 555 010 0200, +49 30 55550100 → +1 555 010 0200, +49 30 55550100, +1 555 010 0100',
    );
    expect(readCard(offer)).toContain('10 people without a number of their own follow the default');
    await desk.as('Megan').click(offer, 'Change');
    expect(await settings()).toMatchObject({
      tollNumber: '+15550100300',
      serviceNumbers: ['+15550100200', '+493055550100', '+15550100100'],
    });
    expect(await numberOf('Alex')).toContain('+1 555 010 0300');
    expect(await numberOf('Alice')).toContain('+49 30 55550100');
    const told = ['Alex', 'Megan', 'Adele', 'Isaiah Langer', 'Isaiah Lang', 'Zoë', 'Nestor', 'Johanna'];
    await until('everybody to be told', () => told.every((name) => mailTo(name).length === 1));
    for (const name of told) expect(mailTo(name)[0]).toContain('+1 555 010 0300');
    expect(mailTo('Isaiah Langer')[0]).toContain('Megan Bowen');
    // Joni's account is disabled, Patti has no mailbox, and Alice's number is the same.
    expect(server.received).toHaveLength(told.length + 1);
  });

  test('nobody is told where the switches say no', async () => {
    await desk.services.settings.save(sampleTenant, { automaticMails: false });
    await change({ tollNumber: '+1 555 010 0200' });
    expect(await left()).toBe(0);
    await desk.services.settings.save(sampleTenant, { automaticMails: true });
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('turn emails off for alex'), 'Turn off');
    expect(server.received).toEqual([]);
    await change({ tollNumber: '+1 555 010 0100' });
    await until('the email to Zoë', () => mailTo('Zoë').length === 1);
    expect(mailTo('Alex')).toEqual([]);
    await megan.click(await megan.ask('turn emails on for alex'), 'Turn on');
  });

  test('somebody who is enabled has no copy of the default', async () => {
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('disable alex'), 'Disable');
    await megan.click(await megan.ask('enable alex'), 'Enable');
    await change({ tollNumber: '+1 555 010 0200' });
    expect(await numberOf('Alex')).toContain('+1 555 010 0200');
  });

  test('a number that people have as their own cannot leave the bridge until they have another', async () => {
    await ask('change number of zoe to +1 555 010 0200');
    const refused = await save({ serviceNumbers: '+49 30 55550100' });
    expect(titleOf(refused)).toBe('People have this number');
    expect(readCard(refused)).toContain(
      "+1 555 010 0200 is the number of 1 person: Zoë O'Brien-Łukasz (zoe.obrien-lukasz@contoso.example). Nothing was",
    );
    expect(readCard(refused)).toContain('change number of alice to default');
    // With the default, too: it is replaced, and not kept among the others.
    expect(titleOf(await save({ tollNumber: '+1 555 010 0300', serviceNumbers: '' }))).toBe('People have this number');
    const offer = await desk.as('Megan').ask('change number of zoe to default');
    expect(readCard(offer)).toContain('Now: +1 555 010 0200\nThen: the default (+1 555 010 0100)');
    expect(readCard(await desk.as('Megan').click(offer, 'Change'))).toContain(
      'The number to dial is now the default (+1 555 010 0100).',
    );
    await until('the email about the default', () => mailTo('Zoë').at(-1)?.includes('+1 555 010 0100') === true);
    expect(titleOf(await change({ serviceNumbers: '+49 30 55550100' }))).toBe('Settings changed');
    expect((await settings()).serviceNumbers).toEqual(['+493055550100']);
  });

  test('an offer from before somebody was given the number is refused at its button', async () => {
    const offer = await save({ serviceNumbers: '+49 30 55550100' });
    await ask('change number of zoe to +1 555 010 0200');
    expect(titleOf(await desk.as('Megan').click(offer, 'Change'))).toBe('People have this number');
    expect((await settings()).serviceNumbers).toEqual(['+15550100200', '+493055550100']);
    await ask('change number of zoe to default');
  });

  test('the default cannot be emptied while people would have nothing to dial', async () => {
    const refused = await save({ tollNumber: '', tollFreeNumber: '' });
    expect(titleOf(refused)).toBe('People need this number');
    expect(readCard(refused)).toMatch(/\d+ people follow the default number \+1 555 010 0100, and would have none/);
  });

  test('a person can be given the default number as their own, without an email, and it stays theirs', async () => {
    const offer = await desk.as('Megan').ask('change number of zoe to +1 555 010 0100');
    expect(readCard(offer)).toContain('Now: the default (+1 555 010 0100)\nThen: +1 555 010 0100');
    expect(readCard(offer)).not.toContain('mail');
    await desk.as('Megan').click(offer, 'Change');
    expect(titleOf(await desk.as('Megan').ask('change number of zoe to +1 555 010 0100'))).toBe('Nothing to change');
    await change({ tollNumber: '+1 555 010 0200' });
    expect(await numberOf('Zoë')).toContain('+1 555 010 0100');
    await ask('change number of zoe to default');
    expect(titleOf(await desk.as('Megan').ask('change number of zoe to default'))).toBe('Nothing to change');
  });

  test('on the card of a person the default can be chosen again', async () => {
    const edit = async (inputs: Record<string, string>) => {
      const data = { person: person('Zoë').id, ...inputs };
      const [sent] = await desk.as('Megan').press({ title: 'Save', verb: 'change-person', data });
      return desk.as('Megan').click(sent!.card, 'Save');
    };
    await edit({ tollNumber: '+15550100200', tollFreeNumber: '+18005550100' });
    expect(titleOf(await save({ tollFreeNumber: '' }))).toBe('People have this number');
    const card = await edit({ tollNumber: 'default', tollFreeNumber: 'default' });
    expect(readCard(card)).toContain('Number to dial: +1 555 010 0200 → the default (+1 555 010 0100)');
    await change({ tollFreeNumber: '' });
    expect(await numberOf('Zoë')).not.toContain('+1 800 555 0100');
    await until('the email without a toll-free number', () => mailTo('Zoë').length > 0);
  });

  test('restoring the defaults takes no number from the bridge', async () => {
    await desk.services.settings.save(sampleTenant, { announcements: false });
    const before = await settings();
    const megan = desk.as('Megan');
    await desk.services.directory.save({ ...person('Nestor'), role: 'user' });
    await megan.click(await megan.ask('restore defaults'), 'Restore');
    await desk.services.directory.save(person('Nestor'));
    const { tollNumber, serviceNumbers, tollFreeNumber } = await settings();
    expect({ tollNumber, serviceNumbers, tollFreeNumber }).toEqual({
      tollNumber: before.tollNumber,
      serviceNumbers: before.serviceNumbers,
      tollFreeNumber: before.tollFreeNumber,
    });
  });

  const left = async () => (await desk.services.numberMailings.write()).count;
});
