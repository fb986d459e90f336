import { sampleTenant } from '../../../services/try-out/sample-people';
import { readCard, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { openTeamsDesk, type TeamsDesk } from '../../helpers/teams-desk';

let open: TeamsDesk;
const desk = () => open.desk;
beforeAll(async () => {
  open = await openTeamsDesk();
  for (const name of ['Megan', 'Alice']) await desk().as(name).say('hello');
});
afterAll(() => open.close());
beforeEach(async () => {
  await open.settled();
  open.teams.reset();
});

test('conference info has the numbers that Teams tells, and says where the ID is', async () => {
  const text = readCard(await open.ask('Alice', 'conference info'));
  expect(text).toContain('+1 555 010 0100');
  expect(text).toContain('Each meeting has one of its own: it is in the invitation.');
});

test('all numbers are those of the bridge in Teams', async () => {
  const text = readCard(await open.ask('Alice', 'all numbers'));
  for (const number of ['+1 555 010 0100', '+1 555 010 0200', '+1 800 555 0100']) expect(text).toContain(number);
  expect(await desk().services.settings.of(sampleTenant)).toMatchObject({ pinLength: 5, bridge: 'Conference Bridge' });
});

test('an administrator gives somebody another number: asked, sent and noted like a PIN', async () => {
  const offer = await open.ask('Megan', 'change number of alice to +1 555 010 0200');
  expect(open.teams.taken).toEqual([]);
  const card = await desk().as('Megan').click(offer, 'Change');
  expect(titleOf(card)).toBe('Number changed');
  expect(open.teams.taken).toEqual([{ verb: 'set-number', identity: person('Alice').id, toll: '+15550100200' }]);
  const outcomes = (await desk().services.audit.latest(sampleTenant, 3)).filter(
    ({ action }) => action === 'change-number',
  );
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'asked']);
  expect(readCard(await open.ask('Megan', 'show alice'))).toContain('+1 555 010 0200');
});

test('a number that the bridge does not have is refused before Teams is asked', async () => {
  expect(readCard(await open.ask('Megan', 'change number of alice to +1 555 010 9999'))).toContain('+1 555 010 0200');
  expect(open.teams.taken).toEqual([]);
});

test('what Teams does not confirm is not known, and the number shown stays', async () => {
  const offer = await open.ask('Megan', 'change number of alex to +1 555 010 0200');
  open.teams.next({ kind: 'unknown', reason: 'timeout' });
  const card = await desk().as('Megan').click(offer, 'Change');
  expect(titleOf(card)).toBe('Not known');
  expect(readCard(card)).toContain('If it is still the old one, change it again.');
});

test('the card for editing has the numbers and the emails, and not what Teams sets', async () => {
  const card = await open.ask('Megan', 'edit alice');
  expect(JSON.stringify(card)).toContain('+1 555 010 0100');
  expect(readCard(card)).not.toContain('Callers may start');
  const [offer] = await desk()
    .as('Megan')
    .press({
      title: 'Save',
      verb: 'change-person',
      data: { person: person('Alice').id, tollNumber: '+15550100100', mails: 'off' },
    });
  const done = await desk().as('Megan').click(offer!.card, 'Save');
  expect(readCard(done)).toContain('+1 555 010 0100');
  expect(open.teams.taken).toMatchObject([{ verb: 'set-number', toll: '+15550100100' }]);
});

test('while Teams does not answer, what it said before is shown', async () => {
  open.teams.down(true);
  expect(readCard(await open.ask('Alice', 'conference info'))).toContain('+1 555 010 0100');
  open.teams.down(false);
});
