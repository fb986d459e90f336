import { mongoOf } from '../../helpers/database';
import { readCard, textById } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { openTeamsDesk, type TeamsDesk } from '../../helpers/teams-desk';

/** MAILS=microsoft: the reset itself asks Microsoft to email the PIN, and this desk sends none. */
let open: TeamsDesk;
beforeAll(async () => {
  open = await openTeamsDesk({ mails: 'microsoft' });
  for (const name of ['Megan', 'Alice']) await open.desk.as(name).say('hello');
});
afterAll(() => open.close());

const outbox = () => mongoOf(open.desk.services).db.collection('outbox').find().toArray();

test('a reset for somebody else is emailed by Microsoft alone, and the card says so', async () => {
  const card = await open.desk.as('Megan').click(await open.ask('Megan', 'reset pin for alice'), 'Reset PIN');
  expect(textById(card, 'pin')).toBe(open.teams.pinOf(person('Alice').id));
  expect(open.teams.taken).toEqual([
    { verb: 'reset-pin', identity: person('Alice').id, sendEmail: true, to: undefined },
  ]);
  expect(readCard(card)).toContain('Microsoft');
  expect(await outbox()).toEqual([]);
});

test('a reset of one’s own is emailed by nobody, as in the chat it was asked for', async () => {
  open.teams.reset();
  const card = await open.desk.as('Alice').click(await open.ask('Alice', 'reset my pin'), 'Reset PIN');
  expect(textById(card, 'pin')).toBe(open.teams.pinOf(person('Alice').id));
  expect(open.teams.taken).toMatchObject([{ sendEmail: false }]);
  expect(await outbox()).toEqual([]);
});

test('where automatic emails are off, Microsoft is not asked to send any', async () => {
  open.teams.reset();
  await open.desk.services.settings.save(person('Alice').tenant, { automaticMails: false });
  const card = await open.desk.as('Megan').click(await open.ask('Megan', 'reset pin for alice'), 'Reset PIN');
  expect(textById(card, 'pin')).toBeDefined();
  expect(open.teams.taken).toMatchObject([{ sendEmail: false }]);
});
