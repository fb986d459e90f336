import { mongoOf } from '../../helpers/database';
import { type Card } from '../../../cards/card';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { button, buttonsOf, readCard, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { shownNoted } from '../../helpers/shown';

describe('the audit trail in the chat', () => {
  let desk: OpenDesk;
  beforeEach(async () => void (desk = await openDesk()));
  afterEach(() => desk.close());

  const reset = async (name: string, text: string) => {
    const somebody = desk.as(name);
    return somebody.click(await somebody.ask(text), 'Reset PIN');
  };
  const { tenant } = person('Alice');
  const write = (count: number, from = 0, at = (index: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, index))) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        desk.services.audit.append({
          ...{ tenant, action: `act-${from + index}`, outcome: 'done' as const, from: 'personal' as const },
          ...{
            actor: { id: person('Alex').id, role: 'user' },
            target: { id: person('Alex').id },
            at: at(from + index),
          },
        }),
      ),
    );
  const actsOn = (card: Card): number[] =>
    [...readCard(card).matchAll(/^act (\d+): done$/gm)].map(([, number]) => Number(number));

  test('says who did what for whom, with which outcome, from where and when, the newest first', async () => {
    await reset('Megan', 'reset pin for alice');
    await shownNoted(desk.services);
    await desk.as('Alice').ask('reset pin for alex');
    const lines = readCard(await desk.as('Johanna').ask('audit')).split('\n');
    expect(lines.slice(0, 2)).toEqual(['Audit', 'The newest first.']);
    expect(lines.slice(2, 5)).toEqual([
      'reset pin: refused: not permitted for other people',
      'By Alice Smith (alice.smith@contoso.example), user',
      expect.stringMatching(/^\d+ \w{3} \d{4}, \d\d:\d\d, in the 1:1 chat$/),
    ]);
    expect(lines.slice(5, 9)).toEqual([
      'reset pin: the new PIN was shown',
      'By Megan Bowen (megan.bowen@contoso.example)',
      'For Alice Smith (alice.smith@contoso.example)',
      expect.stringMatching(/, in the 1:1 chat$/),
    ]);
    expect(lines.slice(9, 13)).toEqual([
      'reset pin: done',
      'By Megan Bowen (megan.bowen@contoso.example), admin',
      'For Alice Smith (alice.smith@contoso.example)',
      expect.stringMatching(/, in the 1:1 chat$/),
    ]);
  });

  test('times are those of the reader', async () => {
    await write(1);
    expect(readCard(await desk.as('Megan', { timeZone: 'Asia/Tokyo' }).ask('audit'))).toContain(
      '1 Jan 2026, 21:00, in the 1:1 chat',
    );
    expect(readCard(await desk.as('Megan', { timeZone: '' }).ask('audit alex'))).toContain('1 Jan 2026, 12:00 UTC');
  });

  test('reading it is in the trail as well', async () => {
    await desk.as('Johanna').ask('audit alice');
    const [record] = await desk.services.audit.latest(tenant, 1);
    expect(record).toMatchObject({
      action: 'audit',
      outcome: 'done',
      actor: { id: person('Johanna').id, role: 'auditor' },
      target: { id: person('Alice').id },
    });
    expect(readCard(await desk.as('Megan').ask('audit'))).toContain(
      'audit: done\nBy Johanna Lorenz (johanna.lorenz@contoso.example), auditor\nFor Alice Smith',
    );
  });

  test('of one person: what they did and what was done for them', async () => {
    await reset('Megan', 'reset pin for alice');
    await desk.as('Alice').ask('show my conference info');
    await desk.as('Alex').ask('show my conference info');
    const text = readCard(await desk.as('Johanna').ask('audit alice'));
    expect(text).toContain('Alice Smith (alice.smith@contoso.example)\nThe newest first.\nshow conference info: done');
    expect(text).toContain('reset pin: done');
    expect(text).not.toContain('Alex');
    expect(titleOf(await desk.as('Johanna').ask('audit isaiah'))).toBe('Who do you mean?');
  });

  test('names are those of now, and somebody who has left is an object id', async () => {
    await desk.as('Alex').ask('show my conference info');
    await desk.services.directory.save({ ...person('Alex'), name: 'Alexandra Wilber' });
    expect(readCard(await desk.as('Johanna').ask('audit'))).toContain(
      'By Alexandra Wilber (alex.wilber@contoso.example), user',
    );
    await mongoOf(desk.services)
      .db.collection('people')
      .deleteOne({ id: person('Alex').id });
    expect(readCard(await desk.as('Johanna').ask('audit'))).toContain(`By object id ${person('Alex').id}, user`);
  });

  test('a setting that was changed shows what it was and is', async () => {
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('automatic mails off'), 'Turn off');
    expect(readCard(await desk.as('Johanna').ask('audit'))).toContain(
      'switch automatic mails: done\nBy Megan Bowen (megan.bowen@contoso.example), admin\nBefore: on. After: off.',
    );
  });

  test('since a day of the reader, and what to try where there is nothing', async () => {
    const now = new Date();
    const hours = (count: number) => new Date(now.getTime() - count * 3_600_000);
    await write(1, 0, () => hours(24 * 20));
    await write(1, 1, () => hours(24 * 3));
    const johanna = desk.as('Johanna');
    expect(actsOn(await johanna.ask('audit alex last 7 days'))).toEqual([1]);
    expect(actsOn(await johanna.ask('audit for alex over the last 4 weeks'))).toEqual([1, 0]);
    expect(
      actsOn(
        await johanna.ask(
          `audit alex since ${hours(24 * 10)
            .toISOString()
            .slice(0, 10)}`,
        ),
      ),
    ).toEqual([1]);
    const recent = await johanna.ask('audit since yesterday');
    expect(titleOf(recent)).toBe('Audit');
    expect(actsOn(recent)).toEqual([]);

    const nothing = await johanna.ask('audit zoë since yesterday');
    expect(readCard(nothing)).toMatch(
      /Since \d+ \w{3} \d{4}, 00:00\.\nNothing was done or refused\.\nTry an earlier time: "audit last 30 days"/,
    );
    const [everything] = await johanna.press(button(nothing, 'Everything'));
    expect(titleOf(everything!.card)).toBe('Audit');
    expect(titleOf(await johanna.ask('audit since the big bang'))).toBe('Since when?');
  });

  test('pages go on and back, and skip and repeat nothing while records come in', async () => {
    await write(20);
    const johanna = desk.as('Johanna');
    const turn = async (card: Card, title: string) => (await johanna.press(button(card, title)))[0]!.card;
    const titles = (card: Card) => buttonsOf(card).map(({ title }) => title);

    const first = await johanna.ask('audit alex since 2025-12-31');
    expect(actsOn(first)).toEqual([19, 18, 17, 16, 15, 14]);
    expect(titles(first)).toEqual(['Next']);
    await write(5, 20);
    const second = await turn(first, 'Next');
    expect(actsOn(second)).toEqual([13, 12, 11, 10, 9, 8]);
    expect(readCard(second)).toContain('Since 31 Dec 2025, 00:00.');
    await write(5, 25);
    const third = await turn(second, 'Next');
    expect(actsOn(third)).toEqual([7, 6, 5, 4, 3, 2]);
    expect(titles(third)).toEqual(['Previous', 'Next']);
    const last = await turn(third, 'Next');
    expect(actsOn(last)).toEqual([1, 0]);
    expect(titles(last)).toEqual(['Previous']);

    expect(actsOn(await turn(last, 'Previous'))).toEqual([7, 6, 5, 4, 3, 2]);
    expect(actsOn(await turn(second, 'Previous'))).toEqual([19, 18, 17, 16, 15, 14]);
    const newer = await turn(first, 'Next')
      .then((card) => turn(card, 'Previous'))
      .then((card) => turn(card, 'Previous'));
    expect(actsOn(newer)).toEqual([25, 24, 23, 22, 21, 20]);
    // The other two records on this page are readings of the trail.
    const newest = await turn(newer, 'Previous');
    expect(actsOn(newest)).toEqual([29, 28, 27, 26]);
    expect(readCard(newest).match(/^audit: done$/gm)).toHaveLength(2);
  });

  test('a page that was made up is the first one, and nobody else may turn one', async () => {
    await write(8);
    const first = await desk.as('Johanna').ask('audit alex');
    const next = button(first, 'Next');
    for (const page of ['older:1:x', 'newer:99999999999999999:65fd00000000000000000000', '$gt']) {
      expect(actsOn((await desk.as('Johanna').press({ ...next, data: { ...next.data, page } }))[0]!.card)[0]).toBe(7);
    }
    expect(titleOf((await desk.as('Adele').press(next))[0]!.card)).toBe('Not permitted');
    expect(readCard(await desk.as('Johanna').ask('audit'))).toContain(
      'audit: refused: not permitted for other people\nBy Adele Vance',
    );
  });

  test('asked for in a channel, it is shown in the 1:1 chat', async () => {
    const johanna = desk.as('Johanna');
    await johanna.say('hello');
    const sent = await desk.as('Johanna', { conversationType: 'channel' }).say('audit');
    expect(sent.map(({ card, conversation }) => [titleOf(card), conversation])).toEqual([
      ['Audit', `personal:${person('Johanna').id}`],
      ['Answered in private', 'channel:1'],
    ]);
  });
});
