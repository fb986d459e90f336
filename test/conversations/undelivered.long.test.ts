import { mongoOf } from '../helpers/database';
import { type MailServer, startMailServer } from '../helpers/mail-server';
import { type DeskWithNotices, openDeskWithNotices } from '../helpers/notices';
import { button, buttonsOf, readCard, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';
import { until } from '../helpers/until';

const from = { name: 'Contoso Conferencing', address: 'conferencing@contoso.example' };
const edited = 'Done, but the email did not arrive';
const told = 'An email did not arrive';

describe('an email that is given up', () => {
  let chats: DeskWithNotices;
  let server: MailServer;
  beforeAll(async () => {
    server = await startMailServer();
    chats = await openDeskWithNotices({ mail: { smtp: server.url, from } });
    await chats.desk.services.directory.save({ ...person('Lynne'), licensed: true });
    await chats.desk.as('Megan').say('hello');
  });
  afterAll(async () => {
    await chats.desk.close();
    await server.close();
  });
  beforeEach(() => server.treat(() => ({})));

  async function done(name: string, text: string, title: string) {
    const somebody = chats.desk.as(name);
    const offer = await somebody.ask(text);
    await somebody.click(offer, title);
    await until(
      'the email to be given up, and that to be told',
      async () =>
        (await mongoOf(chats.desk.services)
          .db.collection('outbox')
          .countDocuments({ $or: [{ state: 'queued' }, { untold: true }] })) === 0,
    );
    await chats.settled();
  }
  const cardsOf = (name: string, title: string) => chats.cardsOf(name).filter((card) => titleOf(card) === title);
  /** The PIN was seen, and its time on the screen is over. */
  async function fiveMinutesPass() {
    await chats.offers().updateMany({ state: 'done', tidyAt: { $exists: true } }, { $set: { tidyAt: new Date(0) } });
    await chats.settled();
  }

  test.each(['550 5.1.1 no such user', '552 5.2.2 mailbox full', '554 5.7.1 no'])(
    'with a new PIN in it ("%s"): whoever reset it is told at once, and the card says so instead of "queued"',
    async (answer) => {
      server.treat(() => ({ recipient: answer }));
      await done('Megan', 'reset pin for alice', 'Reset PIN');
      const card = await chats.card('Megan', told);
      expect(readCard(card)).toContain('to alice.smith@contoso.example was not delivered');
      expect(readCard(card)).toContain('The old PIN no longer works, and nobody but you has seen the new one.');
      expect(readCard(card)).toContain('"reset pin for alice.smith@contoso.example, email to …"');
      expect(buttonsOf(card).map(({ title }) => title)).toEqual(['Reset PIN', 'Emails']);
      // A PIN that is on the screen stays there for its time.
      const before = cardsOf('Megan', edited).length;
      await fiveMinutesPass();
      expect(cardsOf('Megan', edited)).toHaveLength(before + 1);
      server.treat(() => ({}));
      const [again] = await chats.desk.as('Megan').press(button(card, 'Reset PIN'));
      expect(titleOf(again!.card)).toBe("Reset Alice Smith's PIN?");
    },
  );

  test('of somebody who was enabled: nobody has the PIN, and the card is edited at once', async () => {
    server.treat(() => ({ recipient: '550 5.1.1 no such user' }));
    await done('Megan', 'enable lynne', 'Enable');
    const card = cardsOf('Megan', edited).at(-1)!;
    expect(readCard(card)).toContain('Enable for Lynne Robbins');
    expect(readCard(card)).toContain('Nobody has seen the PIN.');
    expect(readCard(await chats.card('Megan', told))).toContain('lynne.robbins@contoso.example was not delivered');
  });

  test('without a PIN: it is sent again from the card, which then no longer says that it failed', async () => {
    server.treat(() => ({ recipient: '550 5.1.1 no such user' }));
    await done('Megan', 'send conference info to alice', 'Send');
    const card = await chats.card('Megan', told);
    expect(readCard(card)).toContain('What was changed stays changed.');
    server.treat(() => ({}));
    const megan = chats.desk.as('Megan');
    const [again] = await megan.press(button(card, 'Send it again'));
    await megan.click(again!.card, 'Send again');
    await until('the email', () => server.to('alice.smith@contoso.example').length > 0);
  });

  test('about oneself is told to oneself', async () => {
    server.treat(() => ({ recipient: '550 5.1.1 no such user' }));
    await done('Alice', 'email me my conference info', 'Send');
    const card = await chats.card('Alice', told);
    expect(readCard(card)).toContain('alice.smith@contoso.example was not delivered');
    // Only an administrator may send a mail again, and an own PIN is in no mail.
    expect(buttonsOf(card).map(({ title }) => title)).toEqual(['Emails']);
  });

  test('is told once, also by two replicas', async () => {
    await chats.desk.addReplica();
    server.treat(() => ({ recipient: '550 5.1.1 no such user' }));
    const before = cardsOf('Megan', told).length;
    await done('Megan', 'reset conference id for alice', 'Reset conference ID');
    expect(cardsOf('Megan', told)).toHaveLength(before + 1);
  });
});

test('emails of a bulk change that are given up are told together, on its card', async () => {
  const server = await startMailServer();
  server.treat(() => ({ recipient: '550 5.1.1 no such user' }));
  const often = { bulkInterval: 100, bulkEditInterval: 100 };
  const chats = await openDeskWithNotices({ mail: { smtp: server.url, from } }, often);
  const { services } = chats.desk;
  await services.settings.save(person('Megan').tenant, { bulkApproval: false });
  const megan = chats.desk.as('Megan');
  await megan.say('bulk reset pins\nalex\nisaiah.lang@contoso.example');
  const card = (title: string, text = '') =>
    chats.cardsOf('Megan').findLast((one) => titleOf(one) === title && readCard(one).includes(text));
  await until('the dry run', () => card('Reset 2 PINs?') !== undefined);
  await megan.click(card('Reset 2 PINs?')!, 'Reset 2 PINs');
  await until('the card', () => card('PINs reset: 2 of 2', '2 emails were not delivered') !== undefined);
  expect(readCard(card('PINs reset: 2 of 2')!)).toContain('Nobody has their new PIN');
  const untold = () => mongoOf(services).db.collection('outbox').countDocuments({ untold: true });
  await until('nothing more to tell', async () => (await untold()) === 0);
  expect(chats.cardsOf('Megan').filter((one) => titleOf(one) === told)).toEqual([]);
  await chats.desk.close();
  await server.close();
});

describe('emails while nothing sends them', () => {
  test('say so, and what an administrator can do', async () => {
    const { desk } = await openDeskWithNotices();
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('send conference info to alice'), 'Send');
    const status = readCard(await megan.ask('email status for alice'));
    expect(status).toContain('Queued. Nothing sends emails at the moment');
    expect(status).toContain('mail send');
    expect(readCard(await desk.as('Alice').ask('my emails'))).toContain('Queued. Emails are not sent at the moment.');
    await desk.close();
  });
});
