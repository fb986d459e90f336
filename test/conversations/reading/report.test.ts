import { mongoOf } from '../../helpers/database';
import { type Card } from '../../../cards/card';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { actionsOf, button, buttonsOf, elementsOf, readCard, titleOf } from '../../helpers/read-card';
import { timesIn } from '../../../words/times';
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
  const picturesOf = (card: Card) => elementsOf(card).filter(({ type }) => type === 'Image');
  /** The lines of a folded part, by what stands before the colon. */
  const folded = (card: Card, id: string) => {
    const part = elementsOf(card).find((element) => element.id === id);
    return Object.fromEntries(
      (part?.items ?? []).flatMap(({ inlines }) => {
        const [label, value] = (inlines ?? []) as { text: string }[];
        return label && value ? [[label.text.replace(': ', ''), value.text]] : [];
      }),
    );
  };
  const numbersOf = (card: Card) =>
    readCard(card)
      .split('\n')
      .filter((line) => /^[\d,]+ (PIN|conf|ref|email)/.test(line));

  test('begins with four numbers, and has a chart of the resets with the same numbers folded', async () => {
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

    const shownDay = (back: number) => timesIn('UTC').date(new Date(noon.getTime() - back * day));
    expect(titleOf(card)).toBe(`Report: ${shownDay(6)} to ${shownDay(0)}`);
    expect(numbersOf(card)).toEqual([
      '4 PINs reset, 2 by their owners',
      '1 conference ID reset',
      '0 refused',
      '0 emails failed, 0 sent',
    ]);
    expect(readCard(card)).toContain('\nPINs and conference IDs reset, by day\n');
    expect(picturesOf(card)).toHaveLength(1);
    expect(picturesOf(card)[0]).toMatchObject({ altText: expect.stringContaining('The highest bar is 3.') as string });
    const short = (back: number) => shownDay(back).replace(/ \d{4}$/, '');
    expect(folded(card, 'spans')).toEqual({ [short(2)]: '3 PINs', [short(1)]: '1 PIN, 1 conference ID' });
    expect(folded(card, 'roles')).toEqual({ User: '2 PINs', Administrator: '2 PINs, 1 conference ID' });
    expect(actionsOf(card).map(({ title }) => title)).toEqual([
      ...['By role', 'By day', 'People now'],
      ...['7 days', '30 days', 'Last month', 'Export', 'Audit'],
    ]);
  });

  test('last month ends with the month, and its buttons ask for the same time', async () => {
    const first = (back: number) => {
      const now = new Date();
      return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
    };
    await reset('Alice', first(0));
    await reset('Alice', new Date(first(0).getTime() - 1));
    await reset('Megan', first(1));
    await reset('Alice', new Date(first(1).getTime() - 1));
    const johanna = desk.as('Johanna', { timeZone: 'UTC' });
    const card = await johanna.ask('report last month');
    const month = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(
      first(1),
    );
    expect(titleOf(card)).toBe(`Report: ${month}`);
    expect(numbersOf(card)[0]).toBe('2 PINs reset, 1 by their owners');
    expect(titleOf(await johanna.ask(`report ${month}`))).toBe(`Report: ${month}`);
    const [audit] = await johanna.press(button(card, 'Audit'));
    expect(titleOf(audit!.card)).toBe(`Audit: changes in ${month}`);
    expect(readCard(audit!.card)).toContain('1-2 of 2');
  });

  test('what was refused adds up, the rarest reasons together', async () => {
    const reasons = ['limit-reached', 'not-for-others', 'busy', 'operation-used', 'guest', 'no-mailbox', 'not-enabled'];
    for (const [index, reason] of reasons.entries())
      for (let count = index; count < 8; count += 1) await reset('Alice', new Date(), { outcome: 'refused', reason });
    const card = readCard(await desk.as('Johanna').ask('report today'));
    expect(card).toContain('\n35 refused\n');
    expect(card).toMatch(/\nRefused\nToo many resets: 8\n(.+: \d\n){4}Other: 5\n/);
  });

  test('an administrator gets the failed emails, an auditor does not: only administrators may', async () => {
    const titles = async (name: string) => buttonsOf(await desk.as(name).ask('report')).map(({ title }) => title);
    expect(await titles('Megan')).toContain('Failed emails');
    expect(await titles('Johanna')).not.toContain('Failed emails');
  });

  test('days are those of the reader', async () => {
    const today = new Date().toISOString().slice(0, 10);
    // Half past eight in the evening in UTC, some days ago: already the next day in Tokyo.
    await reset('Alice', new Date(Date.parse(`${today}T20:30:00Z`) - 3 * day));
    const names = async (timeZone: string) =>
      Object.keys(folded(await desk.as('Megan', { timeZone }).ask('report last 30 days'), 'spans'));
    expect(await names('UTC')).not.toEqual(await names('Asia/Tokyo'));
  });

  test('with more days, a bar is a week or a month, and there are never more than can be told apart', async () => {
    await reset('Alice', new Date());
    const johanna = desk.as('Johanna');
    const lines = async (text: string) => readCard(await johanna.ask(text));
    expect(await lines('report')).toContain('reset, by day');
    expect(await lines('report last 90 days')).toContain('reset, by week');
    const months = await lines('report last 20 years');
    expect(months).toContain('reset, by month');
    expect(months).toContain('A report covers 366 days at most.\nEmails are counted for the last 180 days only.');
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
    const card = await johanna.ask('report');
    expect(numbersOf(card)[3]).toBe('1 email failed, 2 sent');
    expect(folded(card, 'people')).toEqual({
      'Enabled for Audio Conferencing': String(enabled),
      // Lynne has no Audio Conferencing.
      'Of these, without any email in the last 180 days': String(enabled - 2),
      'Of these, with a PIN of fewer than 12 digits': String(enabled),
    });

    const alice = desk.as('Alice');
    await alice.click(await alice.ask('reset my pin'), 'Reset PIN');
    expect(folded(await johanna.ask('report'), 'people')['Of these, with a PIN of fewer than 12 digits']).toBe(
      String(enabled - 1),
    );
    await mongo.db
      .collection('conferencing')
      .updateOne({ person: person('Alex').id }, { $unset: { 'pin.digits': true } });
    expect(folded(await johanna.ask('report'), 'people')['Of these, with a PIN of fewer than 12 digits']).toBe(
      `${enabled - 2}; not known of 1, whose PIN is from before its length was kept`,
    );
    await settings.save(tenant, { pinLength: 5 });
    expect(folded(await johanna.ask('report'), 'people')['Of these, with a PIN of fewer than 5 digits']).toMatch(
      /^0; not known of 1/,
    );
  });

  test('without a reset it says so, and leads on', async () => {
    const card = await desk.as('Johanna').ask('report since today');
    expect(readCard(card)).toContain('No PIN and no conference ID was reset.');
    expect(picturesOf(card)).toEqual([]);
    for (const pressed of buttonsOf(card).filter(({ title }) => title !== 'Export'))
      expect(titleOf((await desk.as('Johanna').press(pressed))[0]!.card)).toMatch(/^(Report: |Audit: changes since )/);
    for (const text of ['report november 2099', 'report last fortnight'])
      expect(titleOf(await desk.as('Johanna').ask(text))).toBe('Which time?');
  });
});
