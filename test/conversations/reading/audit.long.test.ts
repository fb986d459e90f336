import { mongoOf } from '../../helpers/database';
import { type Card } from '../../../cards/card';
import { changeActions } from '../../../services/audit/changes';
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
        desk.services.audit.looked({
          ...{ tenant, action: `act-${from + index}`, from: 'personal' as const },
          ...{
            actor: { id: person('Alex').id, role: 'user' },
            target: { id: person('Alex').id },
            at: at(from + index),
          },
        }),
      ),
    );
  const actsOn = (card: Card): number[] =>
    [...readCard(card).matchAll(/used "act (\d+)"$/gm)].map(([, number]) => Number(number));
  const turn = async (card: Card, title: string) => (await desk.as('Johanna').press(button(card, title)))[0]!.card;
  const titles = (card: Card) => buttonsOf(card).map(({ title }) => title);

  test('says in a line each who changed what for whom, the newest first, and only that', async () => {
    await reset('Megan', 'reset pin for alice');
    await shownNoted(desk.services);
    await desk.as('Alice').ask('reset pin for alex');
    await desk.as('Alice').ask('show my conference info');
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('automatic mails off'), 'Turn off');
    await reset('Alex', 'reset my pin');
    const card = await desk.as('Johanna').ask('audit');
    expect(readCard(card).split('\n')).toEqual([
      'Audit: changes',
      '1-3 of 3',
      expect.stringMatching(/^\d+ \w{3} \d{4}$/),
      expect.stringMatching(/^\d\d:\d\d Alex Wilber reset their own PIN$/),
      expect.stringMatching(/^\d\d:\d\d Megan Bowen switched automatic emails of the organization$/),
      'on → off',
      expect.stringMatching(/^\d\d:\d\d Megan Bowen reset Alice Smith’s PIN$/),
    ]);
    expect(titles(card)).toEqual(['Refused', 'Everything', 'Export']);

    const refused = await turn(card, 'Refused');
    expect(readCard(refused).split('\n')).toEqual([
      'Audit: refusals',
      '1-1 of 1',
      expect.stringMatching(/^\d+ \w{3} \d{4}$/),
      expect.stringMatching(
        /^\d\d:\d\d Alice Smith tried to reset somebody else’s PIN: not permitted for other people$/,
      ),
    ]);
    expect(titles(refused)).toEqual(['Changes', 'Everything', 'Export']);

    const everything = readCard(await turn(card, 'Everything'));
    expect(everything).toMatch(/^Audit: everything\n1-6 of \d+\n/);
    expect(everything).toContain('Johanna Lorenz used "audit"');
    const rest = readCard(await turn(await turn(card, 'Everything'), 'Next'));
    expect(everything + rest).toContain('Megan Bowen was shown Alice Smith’s new PIN');
    expect(everything + rest).toContain('Alice Smith used "show conference info"');
  });

  test('every kind of offer, and every change of the command line, is a change of the trail', async () => {
    for (const action of changeActions)
      await desk.services.audit.append({
        ...{ tenant, action, outcome: 'done', from: 'personal' },
        ...{ actor: { id: person('Megan').id, role: 'admin' }, target: { id: person('Alice').id } },
      });
    const johanna = desk.as('Johanna');
    let card = await johanna.ask('audit');
    expect(readCard(card)).toContain(`1-6 of ${changeActions.length}`);
    const lines: string[] = [];
    for (;;) {
      lines.push(
        ...readCard(card)
          .split('\n')
          .filter((line) => / Megan Bowen /.test(line)),
      );
      if (!titles(card).includes('Next')) break;
      card = await turn(card, 'Next');
    }
    expect(lines).toHaveLength(changeActions.length);
    expect(lines.join('\n')).not.toMatch(/[{}]| used "/);
  });

  test('times are those of the reader', async () => {
    await write(1);
    expect(readCard(await desk.as('Megan', { timeZone: 'Asia/Tokyo' }).ask('audit everything'))).toContain(
      '1 Jan 2026\n21:00 Alex Wilber used "act 0"',
    );
    expect(readCard(await desk.as('Megan', { timeZone: '' }).ask('audit alex everything'))).toContain(
      '1 Jan 2026\n12:00 UTC Alex Wilber',
    );
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
    expect(readCard(await desk.as('Megan').ask('audit everything'))).toContain(
      'Johanna Lorenz used "audit" for Alice Smith',
    );
  });

  test('of one person: what they did and what was done for them', async () => {
    await reset('Megan', 'reset pin for alice');
    await desk.as('Alice').ask('show my conference info');
    await desk.as('Alex').ask('show my conference info');
    const text = readCard(await desk.as('Johanna').ask('audit everything'));
    expect(text).toContain('Alex');
    const hers = readCard(await desk.as('Johanna').ask('audit alice everything'));
    expect(hers).toMatch(/^Audit: everything\nAlice Smith \(alice\.smith@contoso\.example\)\n1-\d of \d\n/);
    expect(hers).toContain('Megan Bowen reset Alice Smith’s PIN');
    expect(hers).toContain('Alice Smith used "show conference info"');
    expect(hers).not.toContain('Alex');
    expect(titleOf(await desk.as('Johanna').ask('audit isaiah'))).toBe('Who do you mean?');
  });

  test('names are those of now; a name that several people have goes with its address; who has left is an object id', async () => {
    await desk.as('Alex').ask('show my conference info');
    await desk.services.directory.save({ ...person('Alex'), name: 'Alice Smith' });
    expect(readCard(await desk.as('Johanna').ask('audit everything'))).toContain(
      'Alice Smith (alex.wilber@contoso.example) used "show conference info"',
    );
    await mongoOf(desk.services)
      .db.collection('people')
      .deleteOne({ id: person('Alex').id });
    expect(readCard(await desk.as('Johanna').ask('audit everything'))).toContain(
      `Object id ${person('Alex').id} used "show conference info"`,
    );
  });

  test('a setting that was changed shows by its label what it was and is', async () => {
    const megan = desk.as('Megan');
    await megan.click(await megan.ask('set pin length to 6'), 'Change');
    expect(readCard(await desk.as('Johanna').ask('audit'))).toMatch(
      /Megan Bowen changed settings of the organization\n.+: 12 → 6/,
    );
  });

  test('in a time of the reader, with its end, and what to try where there is nothing', async () => {
    const now = new Date();
    const hours = (count: number) => new Date(now.getTime() - count * 3_600_000);
    await write(1, 0, () => hours(24 * 20));
    await write(1, 1, () => hours(24 * 3));
    const johanna = desk.as('Johanna', { timeZone: 'UTC' });
    const isoDay = (at: Date) => at.toISOString().slice(0, 10);
    expect(actsOn(await johanna.ask('audit alex everything last 7 days'))).toEqual([1]);
    expect(actsOn(await johanna.ask('audit for alex everything over the last 4 weeks'))).toEqual([1, 0]);
    expect(actsOn(await johanna.ask(`audit alex everything since ${isoDay(hours(24 * 10))}`))).toEqual([1]);
    const between = await johanna.ask(
      `audit alex from ${isoDay(hours(24 * 30))} to ${isoDay(hours(24 * 10))} everything`,
    );
    expect(actsOn(between)).toEqual([0]);
    expect(titleOf(between)).toMatch(/^Audit: everything from \d+ \w{3} \d{4} to \d+ \w{3} \d{4}$/);

    const yesterday = await johanna.ask('audit everything yesterday');
    expect(titleOf(yesterday)).toMatch(/^Audit: everything on \d+ \w{3} \d{4}$/);
    expect(readCard(yesterday)).toContain('Nothing was done or refused in that time.');
    const nothing = await johanna.ask('audit zoë refused since yesterday');
    expect(readCard(nothing)).toContain('Nothing was refused by or for this person in that time.');
    expect(titles(nothing)).toEqual(['Changes', 'Everything', 'At any time']);
    expect(titleOf(await turn(nothing, 'At any time'))).toBe('Audit: refusals');
    for (const text of ['audit since the big bang', 'audit november 2099'])
      expect(titleOf(await johanna.ask(text))).toBe('Which time?');
  });

  test('pages go on and back, say where they are, and skip and repeat nothing while records come in', async () => {
    await write(20);
    const johanna = desk.as('Johanna');
    const place = (card: Card) => /^\S+ of \S+$/m.exec(readCard(card))![0];

    const first = await johanna.ask('audit alex since 2025-12-31 everything');
    expect(actsOn(first)).toEqual([19, 18, 17, 16, 15, 14]);
    expect(place(first)).toBe('1-6 of 20');
    expect(titles(first)).toEqual(['Next', 'Changes', 'Refused', 'Export']);
    await write(5, 20);
    const second = await turn(first, 'Next');
    expect(actsOn(second)).toEqual([13, 12, 11, 10, 9, 8]);
    // Five new records, and the reading of the first page.
    expect(place(second)).toBe('13-18 of 26');
    expect(titleOf(second)).toBe('Audit: everything since 31 Dec 2025');
    await write(5, 25);
    const third = await turn(second, 'Next');
    expect(actsOn(third)).toEqual([7, 6, 5, 4, 3, 2]);
    expect(titles(third).slice(0, 2)).toEqual(['Next', 'Previous']);
    const last = await turn(third, 'Next');
    expect(actsOn(last)).toEqual([1, 0]);
    expect(titles(last)[0]).toBe('Previous');

    expect(actsOn(await turn(last, 'Previous'))).toEqual([7, 6, 5, 4, 3, 2]);
    expect(actsOn(await turn(second, 'Previous'))).toEqual([19, 18, 17, 16, 15, 14]);
    const newer = await turn(first, 'Next')
      .then((card) => turn(card, 'Previous'))
      .then((card) => turn(card, 'Previous'));
    expect(actsOn(newer)).toEqual([25, 24, 23, 22, 21, 20]);
    // The other two records on this page are readings of the trail.
    const newest = await turn(newer, 'Previous');
    expect(actsOn(newest)).toEqual([29, 28, 27, 26]);
    expect(readCard(newest).match(/Johanna Lorenz used "audit" for Alex Wilber$/gm)).toHaveLength(2);
  });

  test('more than a thousand records are not counted', async () => {
    const one = { tenant, action: 'help', outcome: 'done', from: 'personal', actor: { id: person('Alex').id } };
    await mongoOf(desk.services)
      .db.collection('audit')
      .insertMany(Array.from({ length: 1_001 }, (_, index) => ({ ...one, at: new Date(index) })));
    const first = await desk.as('Johanna').ask('audit everything');
    expect(readCard(first)).toContain('1-6 of 1,000+');
  });

  test('the export is of the same records as the card', async () => {
    await reset('Megan', 'reset pin for alice');
    await desk.as('Alice').ask('reset pin for alex');
    const card = await desk.as('Johanna').ask('audit refused today');
    expect(button(card, 'Export')).toMatchObject({
      verb: 'export-audit',
      data: { show: 'refused', period: expect.stringMatching(/^since 2\d{3}-/) as string },
    });
  });

  test('a page that was made up is the first one, and nobody else may turn one', async () => {
    await write(8);
    const first = await desk.as('Johanna').ask('audit alex everything');
    const next = button(first, 'Next');
    for (const page of ['older:1:x', 'newer:99999999999999999:65fd00000000000000000000', '$gt']) {
      expect(actsOn((await desk.as('Johanna').press({ ...next, data: { ...next.data, page } }))[0]!.card)[0]).toBe(7);
    }
    expect(titleOf((await desk.as('Adele').press(next))[0]!.card)).toBe('Not permitted');
    expect(readCard(await desk.as('Johanna').ask('audit refused'))).toContain(
      'Adele Vance tried to use "audit" for somebody else: not permitted for other people',
    );
  });

  test('asked for in a channel, it is shown in the 1:1 chat', async () => {
    const johanna = desk.as('Johanna');
    await johanna.say('hello');
    const sent = await desk.as('Johanna', { conversationType: 'channel' }).say('audit');
    expect(sent.map(({ card, conversation }) => [titleOf(card), conversation])).toEqual([
      ['Audit: changes', `personal:${person('Johanna').id}`],
      ['Answered in private', 'channel:1'],
    ]);
  });
});
