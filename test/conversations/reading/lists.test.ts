import { mongoOf } from '../../helpers/database';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { button, buttonsOf, readCard, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

let desk: OpenDesk;
beforeAll(async () => void (desk = await openDesk()));
afterAll(() => desk.close());
const { tenant } = person('Alice');

describe('the last reset of a PIN', () => {
  test('everybody sees their own: when, and who did it', async () => {
    const alice = desk.as('Alice');
    expect(readCard(await alice.ask('who reset my pin'))).toContain('Your PIN was not reset here yet.');
    await alice.click(await alice.ask('reset my pin'), 'Reset PIN');
    const own = readCard(await alice.ask('when was my pin last reset'));
    expect(own).toMatch(/Your PIN was last reset on \d+ \w{3} \d{4}, \d\d:\d\d( UTC)?, by you\./);
    expect(own).not.toContain('Not expected?');
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('reset pin for alice'), 'Reset PIN');
    const other = readCard(await alice.ask('who reset my pin?'));
    expect(other).toContain(', by Megan Bowen (megan.bowen@contoso.example).');
    expect(other).toContain('Not expected? Type "this wasn\'t me"');
  });

  test('helpdesk and administrators see that of others, users do not', async () => {
    expect(readCard(await desk.as('Adele').ask("who reset alice's pin"))).toMatch(
      /Alice Smith \(alice\.smith@contoso\.example\)\nTheir PIN was last reset on .*, by Megan Bowen/,
    );
    expect(buttonsOf(await desk.as('Adele').ask('last pin reset of alice')).map(({ title }) => title)).toEqual([
      'Show',
    ]);
    const card = await desk.as('Megan').ask('when was the pin of alice last reset');
    expect(readCard(card)).toContain(', by you.');
    expect(buttonsOf(card).map(({ title }) => title)).toEqual(['Reset PIN', 'Show', 'Audit']);
    expect(titleOf(await desk.as('Alex').ask("who reset alice's pin"))).toBe('Not permitted');
  });
});

test('how long a PIN is, and will be, without the PIN', async () => {
  const alex = desk.as('Alex');
  await alex.click(await alex.ask('reset my pin'), 'Reset PIN');
  expect(readCard(await alex.ask('how long is my pin'))).toContain(
    'Your PIN has 12 digits.\nA new one will have as many.',
  );
  await desk.services.settings.save(tenant, { pinLength: 6 });
  expect(readCard(await alex.ask('how many digits does my pin have'))).toContain(
    'Your PIN has 12 digits.\nA new PIN has 6 digits.',
  );
  await desk.services.settings.save(tenant, { pinLength: 12 });
  await mongoOf(desk.services)
    .db.collection('conferencing')
    .updateOne({ person: person('Alex').id }, { $unset: { 'pin.digits': true } });
  expect(readCard(await alex.ask('how long is my pin'))).toContain('is not known');
  expect(titleOf(await desk.as('Lynne').ask('how long is my pin'))).toBe('No licence');
});

describe('lists of people', () => {
  const press = async (name: string, card: Parameters<typeof button>[0], title: string) =>
    (await desk.as(name).press(button(card, title)))[0]!.card;

  test('list users: members by name, a page at a time, with what stands in their way', async () => {
    const members = await mongoOf(desk.services).db.collection('people').countDocuments({ tenant, kind: 'member' });
    let card = await desk.as('Adele').ask('list users');
    const seen: string[] = [];
    for (let page = 0; page < 5; page += 1) {
      const lines = readCard(card).split('\n');
      expect(lines[1]).toBe(`${page * 8 + 1}-${page * 8 + lines.length - 2} of ${members} people`);
      seen.push(...lines.slice(2));
      if (!buttonsOf(card).some(({ title }) => title === 'Next')) break;
      card = await press('Adele', card, 'Next');
    }
    expect(seen).toHaveLength(members);
    expect(seen).toEqual([...seen].sort());
    expect(seen).toContain('Joni Sherman (joni.sherman@contoso.example): account disabled');
    expect(seen).toContain('Lynne Robbins (lynne.robbins@contoso.example): no licence');
    expect(seen).toContain('Megan Bowen (megan.bowen@contoso.example): admin');
    expect(seen.join()).not.toContain('Diego');
    expect(readCard(await press('Adele', card, 'Previous'))).toContain('of ');
  });

  test('who has no licence, who is not enabled, and who is locked', async () => {
    const unlicensed = await desk.as('Megan').ask('who has no licence');
    expect(readCard(unlicensed)).toContain('Lynne Robbins (lynne.robbins@contoso.example): no licence');
    expect(readCard(unlicensed)).not.toContain('Joni');
    expect(readCard(await desk.as('Megan').ask('who is not enabled'))).toContain(
      'Everybody with a licence is enabled.',
    );
    const conferencing = mongoOf(desk.services).db.collection('conferencing');
    await conferencing.updateOne({ person: person('Alex').id }, { $set: { enabled: false } });
    await conferencing.deleteOne({ person: person('Isaiah Lang').id });
    const off = await desk.as('Megan').ask('who is not enabled');
    expect(readCard(off).split('\n').slice(1)).toEqual([
      '1-2 of 2 people',
      'Alex Wilber (alex.wilber@contoso.example): not enabled',
      'Isaiah Lang (isaiah.lang@contoso.example): not enabled',
    ]);
    expect(buttonsOf(off)[0]).toMatchObject({ title: 'Enable many', verb: 'bulk-form' });
    expect(titleOf(await press('Megan', off, 'Enable many'))).toBe('For many people at once');

    expect(readCard(await desk.as('Adele').ask('who is locked'))).toContain('Nobody is locked.');
    const until = new Date(Date.now() + 3_600_000);
    await conferencing.updateOne({ person: person('Alice').id }, { $set: { blockedUntil: until } });
    await conferencing.updateOne({ person: person('Megan').id }, { $set: { blockedUntil: new Date(1) } });
    expect(
      readCard(await desk.as('Adele').ask('who is locked'))
        .split('\n')
        .slice(1),
    ).toEqual([
      '1-1 of 1 person',
      expect.stringMatching(/^Alice Smith \(alice\.smith@contoso\.example\): locked until \d+ \w{3} \d{4}, \d\d:\d\d/),
    ]);
  });

  test('are for helpdesk and administrators, and a page that was made up is the first one', async () => {
    for (const text of ['list users', 'who has no licence', 'who is not enabled', 'who is locked'])
      for (const name of ['Alice', 'Johanna']) expect(titleOf(await desk.as(name).ask(text))).toBe('Not permitted');
    const [sent] = await desk.as('Adele').press({ title: 'x', verb: 'list-users', data: { page: '-8' } });
    expect(readCard(sent!.card)).toContain('\n1-');
    const [beyond] = await desk.as('Adele').press({ title: 'x', verb: 'list-users', data: { page: '9000' } });
    expect(readCard(beyond!.card)).toContain('There are no more.');
  });
});
