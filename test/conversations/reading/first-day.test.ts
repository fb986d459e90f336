import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { buttonsOf, readCard, titleOf } from '../../helpers/read-card';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { helpTopics } from '../../../words/help-topics';

let desk: OpenDesk;
beforeAll(async () => void (desk = await openDesk()));
afterAll(() => desk.close());
const titles = (card: Parameters<typeof buttonsOf>[0]) => buttonsOf(card).map(({ title }) => title);

describe('what stands on a button can be typed', () => {
  test.each(helpTopics.map(({ button, title }) => [button, title]))('help: %s', async (button, title) => {
    expect(titleOf(await desk.as('Alice').ask(button))).toBe(title);
  });

  test.each([
    ['My own PIN', 'Reset your PIN?'],
    ['All commands', 'What you can type'],
    ['Email it to me', 'Send conference info by email?'],
    ['How to use it', 'Your PIN on the phone'],
    ['Cancel it', 'Cancelled'],
    ['Did the email arrive?', 'Your emails'],
  ])('%s', async (words, title) => {
    expect(titleOf(await desk.as('Alice').ask(words))).toBe(title);
  });

  test('and about others, by helpdesk', async () => {
    for (const words of ['did the email arrive for alice', 'did the email to alice arrive'])
      expect(readCard(await desk.as('Adele').ask(words))).toContain('Emails\nAlice Smith');
    expect(titleOf(await desk.as('Adele').ask('email info to alice'))).toBe('Send conference info by email?');
  });
});

test("an apostrophe can be left out: this wasnt me, i didnt do this, i can't", async () => {
  for (const words of ['this wasnt me', 'I didnt do this'])
    expect(titleOf(await desk.as('Alice').ask(words))).toBe('Nothing to object to here');
  expect(titleOf(await desk.as('Alice').ask('cant start my call'))).toBe('Your PIN on the phone');
});

test('limits: what is allowed, and what was used, for oneself and, by administrators, for others', async () => {
  const alex = desk.as('Alex');
  const { limitOwn, limitPerTenant } = await desk.services.settings.of(sampleTenant);
  await desk.services.settings.save(sampleTenant, { limitOwn: 10, limitPerTenant: 200 });
  await alex.click(await alex.ask('reset my pin'), 'Reset PIN');
  const own = await alex.ask('how often can I reset my PIN?');
  expect(readCard(own)).toContain('your own PIN 10 times in 24 hours. In the last 24 hours: 1.');
  expect(readCard(own)).not.toContain('of others');
  expect(readCard(await desk.as('Megan').ask('limits'))).toContain('All administrators together');
  await desk.services.settings.save(sampleTenant, { limitOwn: 1 });
  const reached = await alex.ask('reset my pin');
  expect(titleOf(reached)).toBe('Daily limit reached');
  expect(titles(reached)).toEqual(['My conference info', 'Who are the admins?']);
  await desk.services.settings.save(sampleTenant, { limitOwn: 0 });
  expect(readCard(await alex.ask('limits'))).toContain('as often as you like.');
  await desk.services.settings.save(sampleTenant, { limitOwn, limitPerTenant });
});

test('nothing is offered that is refused: no email without a mailbox, and helpdesk reads what helpdesk can do', async () => {
  expect(titles(await desk.as('Adele').ask('patti'))).not.toContain('Email info');
  expect(titles(await desk.as('Adele').ask('alice'))).toContain('Email info');
  const refused = readCard(await desk.as('Adele').ask('send conference info to patti'));
  expect(refused).toContain(
    'Name an address at a domain of your organization: "send conference info to Patti Fernandez at name@contoso.example".',
  );
});

test('a room and a guest have one sentence, and no role of ours', async () => {
  for (const name of ['rainier', 'diego']) expect(readCard(await desk.as('Adele').ask(name))).not.toContain('· User');
});

test('helpdesk goes on from what was found, and from what was not', async () => {
  const adele = desk.as('Adele');
  expect(titles(await adele.ask('last pin reset of alice'))).toEqual(['Show']);
  expect(titles(await adele.ask('find 1234567'))).toEqual(['Help']);
  expect(readCard(await adele.ask('who am i'))).toContain('for a new PIN or conference ID of others, or nudge them');
  expect(readCard(await desk.as('Megan').ask('who am i'))).not.toContain('nudge');
});
