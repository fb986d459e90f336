import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sampleTenant } from '../../services/try-out/sample-people';
import type { BulkRow } from '../../services/bulk/job';
import type { Card } from '../../cards/card';
import { mongoOf } from '../helpers/database';
import { type DeskWithNotices, openDeskWithNotices } from '../helpers/notices';
import { readCard, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';
import { until } from '../helpers/until';

const fast = { bulkInterval: 50, bulkEditInterval: 50 };
const bot = '28:desk';
const mentioned = (id: string, text?: string, name = 'whatever') => ({
  ...{ type: 'mention', mentioned: { id, name } },
  ...(text !== undefined && { text: `<at>${text}</at>` }),
});
const of = (name: string) => `29:${person(name).id}`;

/** What people really paste and mention, as Teams really sends it. */
describe('what people paste', () => {
  let open: DeskWithNotices;
  const files = new Map<string, string>();
  const server = createServer(({ url = '' }, response) => void response.end(files.get(url)));
  beforeAll(async () => {
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    open = await openDeskWithNotices({}, fast);
    await open.desk.services.settings.save(sampleTenant, { bulkApproval: false });
  });
  afterAll(async () => {
    await open.desk.close();
    server.closeAllConnections();
    await new Promise<void>((done) => server.close(() => done()));
  });
  const megan = () => open.desk.as('Megan');
  const upload = (name: string, text: string) => {
    files.set(`/${name}`, text);
    const downloadUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
    return {
      ...{ contentType: 'application/vnd.microsoft.teams.file.download.info', contentUrl: downloadUrl, name },
      content: { downloadUrl, uniqueId: '1', fileType: name.split('.').at(-1) },
    };
  };

  /** The checked list: its card, and for whom each row was taken; in brackets why nobody is meant. */
  async function checked(text: string, extra: object = {}): Promise<{ card: Card; rows: string[] }> {
    const before = open.cardsOf('Megan').length;
    const first = await megan().ask(text, extra);
    expect([text, titleOf(first)]).toEqual([text, 'Checking the list']);
    let card: Card | undefined;
    await until('the checked list', () => {
      card = open
        .cardsOf('Megan')
        .slice(before)
        .findLast((one) => /^(Reset \d|Nothing would)/.test(titleOf(one)));
      return card !== undefined;
    });
    const rows = mongoOf(open.desk.services).db.collection<BulkRow>('bulkRows');
    const job = (await rows.find().sort({ expiresAt: -1 }).limit(1).next())!.job;
    const all = (await rows.find({ job }).toArray()).sort(
      (one, other) => Number(one._id.split('/')[1]) - Number(other._id.split('/')[1]),
    );
    return {
      card: card!,
      rows: all.map(({ source, line, name, reason }) =>
        [source && `${source}:${line}`, name, reason && `(${reason})`].filter(Boolean).join(' '),
      ),
    };
  }

  test("Outlook's line is as many people as it names, and the card shows whom each was taken for", async () => {
    const { card, rows } = await checked('bulk reset conference ids\nAlice Smith; Wilber, Alex; Isaiah Lang');
    expect(rows).toEqual(['Alice Smith', 'Alex Wilber', 'Isaiah Lang']);
    expect(readCard(card)).toContain(
      'Taken for:\nAlice Smith → Alice Smith (alice.smith@contoso.example)\nWilber, Alex → Alex Wilber ' +
        '(alex.wilber@contoso.example)\nIsaiah Lang → Isaiah Lang (isaiah.lang@contoso.example)',
    );
  });

  test('a name that nobody has becomes nobody else, and nothing is dropped', async () => {
    const list = 'Cooper, Alice\nAlice Smith, Carl Nobody\nAlex; Isaiah\nalex.wilber@contoso.example, Sales';
    expect((await checked(`bulk reset conference ids\n${list}`)).rows).toEqual([
      '(person-unknown)',
      'Alice Smith',
      '(person-unknown)',
      '(person-unknown)',
      '(person-unknown)',
      'Alex Wilber',
      '(person-unknown)',
    ]);
  });

  test('mentions in a list are people, below the words and beside them', async () => {
    const entities = [
      mentioned(bot, 'Dial-in Desk'),
      mentioned(of('Alice'), 'Alice'),
      mentioned(of('Alice'), 'Smith'),
      mentioned(of('Alex'), 'Alex Wilber'),
      mentioned('29:stranger', 'Pat'),
    ];
    const people = '<at>Alice</at> <at>Smith</at>, <at>Alex Wilber</at>';
    for (const between of ['\n', ' ']) {
      const text = `<at>Dial-in Desk</at> bulk reset conference ids${between}${people}\n<at>Pat</at>; Isaiah Lang`;
      expect((await checked(text, { entities })).rows).toEqual([
        'Alice Smith',
        'Alex Wilber',
        '(person-unknown)',
        'Isaiah Lang',
      ]);
    }
  });

  test('several files, and a file with lines, are one list', async () => {
    const attachments = [
      upload('one.csv', 'UPN;Name\nalice.smith@contoso.example;Alice'),
      upload('two.txt', 'Alex Wilber'),
    ];
    expect((await checked('bulk reset conference ids\nIsaiah Lang', { attachments })).rows).toEqual([
      'Isaiah Lang',
      'one.csv:2 Alice Smith',
      'two.txt:1 Alex Wilber',
    ]);
  });

  test('what cannot be read is named, and then nothing is checked', async () => {
    const good = upload('one.csv', 'alice.smith@contoso.example');
    for (const [name, bad] of [
      ['people.xlsx', upload('people.xlsx', 'PK')],
      ['people.png', { contentType: 'image/png', name: 'people.png', contentUrl: 'https://x.example/people.png' }],
    ] as const) {
      const card = await megan().ask('bulk reset conference ids', { attachments: [good, bad] });
      expect(titleOf(card)).toBe('Not a list');
      expect(readCard(card)).toContain(`I cannot read "${name}".`);
    }
    const unknown = await megan().ask('bulk reset conference ids', {
      attachments: [upload('x.csv', 'Boss;Team\nA;B\nC;D')],
    });
    expect(titleOf(unknown)).toBe('No column that I know');
    expect(readCard(unknown)).toContain('begins with: Boss, Team.');
    expect(readCard(unknown)).toContain('UserPrincipalName, Mail');
  });

  test.each([
    [
      'one person in pieces',
      'reset pin for <at>Alice</at> <at>Smith</at>',
      [mentioned(of('Alice'), 'Alice'), mentioned(of('Alice'), 'Smith')],
    ],
    [
      'pieces with the space of HTML',
      'reset pin for <at>Alice</at>&nbsp;<at>Smith</at>',
      [mentioned(of('Alice'), 'Alice'), mentioned(of('Alice'), 'Smith')],
    ],
    [
      'an entity without a text',
      'reset pin for <at>Smith &amp; Sons</at>',
      [mentioned(of('Alice'), undefined, 'Smith & Sons')],
    ],
    [
      'an entity with another form of it',
      'reset pin for <at>Smith & Sons</at>',
      [mentioned(of('Alice'), 'Smith &amp; Sons')],
    ],
    ['a tag with an attribute', 'reset pin for <at id="1">Alice</at>', [mentioned(of('Alice'), 'Alice')]],
    [
      'the bot in pieces',
      '<at>Dial-in</at> <at>Desk</at> reset pin for <at>Alice</at>',
      [mentioned(bot, 'Dial-in'), mentioned(bot, 'Desk'), mentioned(of('Alice'), 'Alice')],
    ],
  ])('a mention as Teams sends it: %s', async (_, text, entities) => {
    expect(readCard(await megan().ask(text, { entities }))).toContain('alice.smith@contoso.example');
  });

  test.each([412, 429, 500, 503])('a look-up that has a bad moment, with %i, is asked again', async (status) => {
    let left = 1;
    open.desk.connector.disturb(({ path }) => (path.includes('/members/') && left-- > 0 ? status : undefined));
    const entities = [mentioned(of('Alice'), 'Alice')];
    expect(readCard(await megan().ask('reset pin for <at>Alice</at>', { entities }))).toContain('alice.smith@contoso');
    open.desk.connector.disturb(undefined);
  });

  test('a mention is never taken for that of somebody else', async () => {
    const entities = [mentioned(of('Alex'), 'Alex')];
    expect(titleOf(await megan().ask('reset pin for <at>Alice</at>', { entities }))).toBe('Nobody found');
    const two = [mentioned(of('Alex'), undefined, 'Alex Wilber'), mentioned(of('Alice'), undefined, 'Alice Smith')];
    expect(readCard(await megan().ask('reset pin for <at>Alice Smith</at>', { entities: two }))).toContain(
      'Alice Smith',
    );
  });

  test.each([
    'reset pin for Alice Smith (alice.smith@contoso.example)',
    'reset pin for Alice Smith <alice.smith@contoso.example>',
    'reset pin for &quot;Smith, Alice&quot; &lt;alice.smith@contoso.example&gt;',
    'reset pin for alice.smith@contoso.example,',
    'reset pin for Alice Smith,',
    'reset pin for Smith, Alice',
    'reset pin for “Alice Smith”',
    'reset\u00A0pin\u2009for al\u200Bice\u00AD sm\u2060ith\uFEFF',
    'ｒｅｓｅｔ　ｐｉｎ　ｆｏｒ　Ａｌｉｃｅ　Ｓｍｉｔｈ',
    '\u200Ereset pin for alice.smith@contoso.example\u200F',
  ])('what the desk shows, and what nobody sees, is understood: %s', async (text) => {
    expect(readCard(await megan().ask(text))).toContain('alice.smith@contoso.example');
  });

  test.each([
    ["D'Arcy, Finn (IT)", "show finn d'arcy"],
    ["D'Arcy, Finn (IT)", 'show D’Arcy, Finn (IT)'],
    ['Jürgen Groß', 'show Juergen Gross'],
    ['Jürgen Groß', 'show jurgen groß'],
    ['Søren Åkesson', 'show Soeren Aakesson'],
    ['Þóra Guðrúnardóttir', 'show thora gudrunardottir'],
    ['Мария Ёлкина', 'show мария ёлкина'],
    ['山田 太郎', 'show 山田太郎'],
  ])('%s is found: %s', async (name, text) => {
    await open.desk.services.directory.save({
      ...person('Alice'),
      ...{ id: '00000000-0000-4000-8000-0000000009ff', name, givenName: '', surname: '' },
      ...{ upn: 'somebody.else@contoso.example', mail: undefined, aliases: [] },
    });
    expect(readCard(await megan().ask(text))).toContain('somebody.else@contoso.example');
  });
});
