import { mongoOf } from '../../helpers/database';
import { type Card } from '../../../cards/card';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { buttonsOf, elementsOf, readCard, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

describe('the report', () => {
  let desk: OpenDesk;
  beforeEach(async () => void (desk = await openDesk()));
  afterEach(() => desk.close());

  const { tenant } = person('Alice');
  const day = 86_400_000;
  const reset = (name: string, at: Date, more: object = {}) =>
    desk.services.audit.append({
      ...{ tenant, action: 'reset-pin', outcome: 'done', from: 'personal', at },
      ...{ actor: { id: person(name).id, role: person(name).role }, target: { id: person('Alice').id }, ...more },
    });
  const charts = (card: Card) =>
    elementsOf(card).filter(({ type }) => type.startsWith('Chart.')) as unknown as {
      title: string;
      data: { legend: string; values: { x: string; y: number }[] }[];
    }[];
  /** The tables of a card: rows of texts. */
  const tables = (card: Card) =>
    elementsOf(card)
      .filter(({ type }) => type === 'Table')
      .map(({ rows }) => rows!.map(({ cells }) => cells!.map(({ items }) => items![0]!.text)));
  const facts = (card: Card) =>
    Object.fromEntries(
      elementsOf(card).flatMap(({ inlines }) => {
        const [label, value] = (inlines ?? []) as { text: string }[];
        return label && value ? [[label.text.replace(': ', ''), value.text]] : [];
      }),
    );

  test('counts resets by day and by role, in a chart and in a table with the same numbers', async () => {
    // By the days of UTC, which is also the reader's time zone: elsewhere it is another day for some hours.
    const noon = new Date(`${new Date().toISOString().slice(0, 10)}T11:00:00Z`);
    for (const [name, back] of [
      ['Alice', 2],
      ['Alice', 2],
      ['Megan', 2],
      ['Megan', 1],
      ['Alice', 40],
    ] as const)
      await reset(name, new Date(noon.getTime() - back * day));
    await reset('Megan', new Date(noon.getTime() - day), { action: 'reset-conference-id' });
    const card = await desk.as('Johanna', { timeZone: 'UTC' }).ask('report last 7 days');

    const [byDay, byRole] = charts(card);
    expect(byDay!.title).toBe('Resets a day');
    expect(byDay!.data.map(({ legend }) => legend)).toEqual(['PINs', 'Conference IDs']);
    expect(byDay!.data[0]!.values).toHaveLength(7);
    expect(byDay!.data.map(({ values }) => values.map(({ y }) => y))).toEqual([
      [0, 0, 0, 0, 3, 1, 0],
      [0, 0, 0, 0, 0, 1, 0],
    ]);
    expect(byRole!.data.map(({ values }) => values)).toEqual([
      [
        { x: 'User', y: 2 },
        { x: 'Administrator', y: 2 },
      ],
      [
        { x: 'User', y: 0 },
        { x: 'Administrator', y: 1 },
      ],
    ]);

    const [days, roles] = tables(card);
    const names = byDay!.data[0]!.values.map(({ x }) => x);
    expect(days).toEqual([
      ['Day', 'PINs', 'Conference IDs'],
      [names[4], '3', '0'],
      [names[5], '1', '1'],
    ]);
    expect(roles).toEqual([
      ['Role', 'PINs', 'Conference IDs'],
      ['User', '2', '0'],
      ['Administrator', '2', '1'],
    ]);
    expect(facts(card)).toMatchObject({
      'PINs reset': '4, of these by their owners: 2',
      'Conference IDs reset': '1',
      'Refused': '0',
    });
  });

  test('days are those of the reader', async () => {
    const today = new Date().toISOString().slice(0, 10);
    // Half past eight in the evening in UTC, some days ago: already the next day in Tokyo.
    await reset('Alice', new Date(Date.parse(`${today}T20:30:00Z`) - 3 * day));
    const names = async (timeZone: string) =>
      tables(await desk.as('Megan', { timeZone }).ask('report last 30 days'))[0]![1]![0];
    expect(await names('UTC')).not.toBe(await names('Asia/Tokyo'));
  });

  test('what was pressed and refused in the chat is in it, with the reason', async () => {
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('reset pin for alice'), 'Reset PIN');
    const alice = desk.as('Alice');
    await alice.click(await alice.ask('reset my pin'), 'Reset PIN');
    await alice.ask('reset pin for alex');
    const numbers = facts(await desk.as('Johanna').ask('report'));
    expect(numbers).toMatchObject({
      'PINs reset': '2, of these by their owners: 1',
      'Refused': '1',
      'Refused, not permitted for other people': '1',
    });
  });

  test('with more days, a bar is a week or a month', async () => {
    await reset('Alice', new Date());
    const johanna = desk.as('Johanna');
    const bars = async (text: string) => charts(await johanna.ask(text))[0]!;
    expect((await bars('report')).data[0]!.values).toHaveLength(30);
    const weeks = await bars('report last 90 days');
    expect(weeks.title).toBe('Resets a week');
    expect(weeks.data[0]!.values.length).toBeLessThan(15);
    const months = await johanna.ask('report last 20 years');
    expect(charts(months)[0]!.title).toBe('Resets a month');
    expect(readCard(months)).toContain('A report goes back 366 days at most.');
  });

  test('emails that failed, people who were never emailed, and PINs that are shorter than what is set', async () => {
    const { settings } = desk.services;
    const mongo = mongoOf(desk.services);
    const enabled = await mongo.db.collection('conferencing').countDocuments({ tenant, enabled: true });
    const mail = (name: string, state: string, endedAt = new Date()) => ({
      _id: `${name}-${state}`,
      tenant,
      person: person(name).id,
      state,
      at: endedAt,
      endedAt,
    });
    await mongo.db
      .collection<{ _id: string }>('outbox')
      .insertMany([
        mail('Alice', 'sent'),
        mail('Alex', 'dead'),
        mail('Patti', 'sent', new Date(Date.now() - 100 * day)),
        mail('Lynne', 'sent'),
        { ...mail('Isaiah Lang', 'sent'), tenant: 'another' },
      ]);
    const johanna = desk.as('Johanna');
    const numbers = facts(await johanna.ask('report'));
    expect(numbers).toMatchObject({
      'Mails sent': '2',
      'Mails failed': '1',
      'People enabled for Audio Conferencing now': String(enabled),
      // Lynne has no Audio Conferencing.
      'Of these, without any mail in the last 180 days': String(enabled - 2),
      'Of these, with a PIN of fewer than 12 digits': String(enabled),
    });

    const alice = desk.as('Alice');
    await alice.click(await alice.ask('reset my pin'), 'Reset PIN');
    expect(facts(await johanna.ask('report'))['Of these, with a PIN of fewer than 12 digits']).toBe(
      String(enabled - 1),
    );
    await mongo.db
      .collection('conferencing')
      .updateOne({ person: person('Alex').id }, { $unset: { 'pin.digits': true } });
    expect(facts(await johanna.ask('report'))['Of these, with a PIN of fewer than 12 digits']).toBe(
      `${enabled - 2}; not known of 1, whose PIN is from before its length was kept`,
    );
    await settings.save(tenant, { pinLength: 5 });
    expect(facts(await johanna.ask('report'))['Of these, with a PIN of fewer than 5 digits']).toMatch(
      /^0; not known of 1/,
    );
  });

  test('without a reset it says so, and leads on', async () => {
    const card = await desk.as('Johanna').ask('report since today');
    expect(readCard(card)).toContain('No PIN and no conference ID was reset.');
    expect(charts(card)).toEqual([]);
    expect(buttonsOf(card).map(({ title }) => title)).toEqual(['Last 7 days', 'Last 30 days', 'Audit']);
    for (const pressed of buttonsOf(card))
      expect(['Report', 'Audit']).toContain(titleOf((await desk.as('Johanna').press(pressed))[0]!.card));
  });
});
