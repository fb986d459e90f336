import { mongoOf } from '../helpers/database';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { sendTargeted } from '../../bot/teams/targeted';
import { button, readCard, textById, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';

describe.each(['groupChat', 'channel'] as const)('in a %s', (conversationType) => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  const botMention = { entities: [{ type: 'mention', mentioned: { id: '28:desk' }, text: '<at>Dial-in Desk</at>' }] };
  const inGroup = (name: string) => desk.as(name, { conversationType });

  test.each(['reset my pin', 'conference info', 'send my conference info'])(
    '"%s" is answered in the 1:1 chat, and the group reads no name and no secret',
    async (text) => {
      const alice = inGroup('Alice');
      const sent = await alice.say(`<at>Dial-in Desk</at> ${text}`, botMention);
      expect(sent.map(({ conversation }) => conversation)).toEqual([
        `personal:${person('Alice').id}`,
        alice.conversation,
      ]);
      const group = JSON.stringify(sent[1]!.card);
      for (const hidden of ['Alice', 'opId', 'alice.smith', 'conferenceId', '555']) expect(group).not.toContain(hidden);
      expect(titleOf(sent[1]!.card)).toBe('Answered in private');
    },
  );

  test('what only its sender sees there, as after a slash, is answered so that nobody else sees the answer', async () => {
    const alice = inGroup('Alice');
    const recipient = { id: '28:desk', name: 'Dial-in Desk', isTargeted: true };
    const before = desk.connector.calls.length;
    const sent = await alice.say('/reset my pin', { recipient });
    expect(sent.map(({ card, conversation }) => [titleOf(card), conversation])).toEqual([
      ['Reset your PIN?', `personal:${person('Alice').id}`],
      ['Answered in private', alice.conversation],
    ]);
    await alice.say('help', { recipient });
    const there = desk.connector.calls.slice(before).filter(({ path }) => path.includes(alice.conversation));
    expect(there).toHaveLength(2);
    for (const { path, body } of there) {
      expect(path).toMatch(/^\/v3\/conversations\/[^/]+\/activities\/[\w-]+\?isTargetedActivity=true$/);
      expect(body).toMatchObject({
        ...{ type: 'message', recipient: { id: `29:${person('Alice').id}`, isTargeted: true } },
        ...{ from: { id: '28:desk' }, conversation: { id: alice.conversation } },
      });
      expect(body.from).not.toHaveProperty('isTargeted');
    }
    // Where a message is not targeted, an answer is not either.
    const asked = desk.connector.calls.length;
    await alice.say('<at>Dial-in Desk</at> help', botMention);
    expect(desk.connector.calls.slice(asked).map(({ path }) => path)).toEqual([
      expect.not.stringContaining('Targeted'),
    ]);
  });

  test('a targeted answer is refused to a question that everybody sees, and with anything secret in it', async () => {
    const conversation = { id: 'group', conversationType };
    const targetedAt = (isTargeted: boolean) =>
      ({ id: '1', conversation, from: { id: '29:a' }, recipient: { id: '28:desk', isTargeted } }) as never;
    const sent: object[] = [];
    const client = { sendTargeted: (...given: unknown[]) => Promise.resolve(void sent.push(given)) };
    const send = (isTargeted: boolean, card: object) =>
      sendTargeted(
        { ConnectorClientKey: Symbol('client') },
        { activity: targetedAt(isTargeted), turnState: { get: () => client } as never },
        { type: 'message', attachments: [{ contentType: 'card', content: card }] },
      );
    await expect(send(false, { body: [] })).rejects.toThrow('Everybody here would read this answer');
    for (const card of [
      { body: [{ id: 'pin', text: '*****' }] },
      { body: [{ id: 'conferenceId', text: '1234567' }] },
      { actions: [{ verb: 'confirm', data: { opId: 'x' } }] },
    ])
      await expect(send(true, card)).rejects.toThrow('A secret does not belong into a group');
    expect(sent).toEqual([]);
    await send(true, { body: [], actions: [{ data: { opId: '' } }] });
    expect(sent).toHaveLength(1);
  });

  test('an offer made from there can be accepted in the 1:1 chat', async () => {
    const [offer] = await inGroup('Alice').say('<at>Dial-in Desk</at> reset my pin', botMention);
    expect(textById(await desk.as('Alice').click(offer!.card, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
  });

  test('a name that nobody has is answered in private', async () => {
    const sent = await inGroup('Megan').say('<at>Dial-in Desk</at> reset pin for alise', botMention);
    expect(readCard(sent[0]!.card)).toContain('Alice Smith');
    expect(sent[0]!.conversation).toBe(`personal:${person('Megan').id}`);
    expect(readCard(sent[1]!.card)).not.toContain('Alice');
  });

  test('help is two lines and the way into our chat, whoever asks', async () => {
    const cards = [];
    for (const name of ['Alice', 'Megan']) {
      const sent = await inGroup(name).say('<at>Dial-in Desk</at> help', botMention);
      expect(sent).toHaveLength(1);
      expect(sent[0]!.conversation).toBe(inGroup(name).conversation);
      cards.push(sent[0]!.card);
    }
    expect(cards[0]).toEqual(cards[1]);
    expect(readCard(cards[0]!).split('\n')).toEqual([
      'How can I help?',
      'Mention me and say what you need, for example "reset my pin".',
      'What concerns a PIN or a person is answered in our private chat.',
    ]);
    // The bot of the tests has no id that a link could name: pressing leads there, too.
    const sent = await inGroup('Alice').press(button(cards[0]!, 'Open our chat'));
    expect(sent.map(({ conversation }) => conversation)).toEqual([
      `personal:${person('Alice').id}`,
      inGroup('Alice').conversation,
    ]);
    expect(button(sent[0]!.card, 'My conference info').verb).toBe('show-conference-info');
    expect(titleOf(sent[1]!.card)).toBe('Answered in private');
  });

  test('its button is a link into the chat with a bot that is registered', async () => {
    const id = '28:00000000-0000-4000-8000-0000000000bb';
    const [sent] = await inGroup('Alice').say('<at>Dial-in Desk</at> help', {
      recipient: { id, name: 'Dial-in Desk' },
      entities: [{ type: 'mention', mentioned: { id }, text: '<at>Dial-in Desk</at>' }],
    });
    expect(sent!.card.actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Open our chat', url: `https://teams.microsoft.com/l/chat/0/0?users=${id}` },
    ]);
  });

  test('no list of commands is shown to those who read along, but a topic is', async () => {
    const ask = async (text: string) =>
      (await inGroup('Megan').say(`<at>Dial-in Desk</at> ${text}`, botMention))[0]!.card;
    for (const text of ['commands', 'help commands', 'help people', 'help settings'])
      expect(titleOf(await ask(text))).toBe('How can I help?');
    expect(titleOf(await ask('help lobby'))).toBe('Callers in the lobby, and *21');
  });

  test('somebody who has not added the bot is told how to, without a name', async () => {
    await desk.services.chats.remove(person('Alex').tenant, person('Alex').id);
    desk.connector.disturb(({ path, method }) => (method === 'POST' && path === '/v3/conversations' ? 403 : undefined));
    const sent = await inGroup('Alex').say('<at>Dial-in Desk</at> reset my pin', botMention);
    desk.connector.disturb();
    expect(sent).toHaveLength(1);
    expect(titleOf(sent[0]!.card)).toBe('Add me first');
    expect(readCard(sent[0]!.card)).not.toContain('Alex');
    expect(
      await mongoOf(desk.services)
        .db.collection('operations')
        .countDocuments({ actor: person('Alex').id, state: 'offered' }),
    ).toBe(0);
  });

  test('somebody who removed the bot since is told the same', async () => {
    await desk.as('Alex').say('hi');
    desk.connector.disturb(({ path, method }) =>
      method === 'POST' && path.includes(person('Alex').id) ? 403 : undefined,
    );
    const sent = await inGroup('Alex').say('<at>Dial-in Desk</at> reset my pin', botMention);
    desk.connector.disturb();
    expect(titleOf(sent.at(-1)!.card)).toBe('Add me first');
    expect(sent.at(-1)!.conversation).toBe(inGroup('Alex').conversation);
  });
});

describe('installation', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  const added = { type: 'installationUpdate', action: 'add' };
  const joined = { type: 'conversationUpdate', membersAdded: [{ id: '28:desk' }] };

  test.each([
    ['Alice', 'reset my pin', ['reset-pin', 'show-conference-info', 'help']],
    ['Adele', 'send conference info to', ['help', 'show-conference-info', 'who-am-i']],
    ['Megan', 'reset conference id for', ['help', 'reset-pin', 'who-am-i']],
    ['Johanna', 'type "audit"', ['reset-pin', 'show-conference-info', 'help']],
  ])('welcomes %s once, for the role, with three buttons that work', async (name, words, verbs) => {
    const somebody = desk.as(name);
    const sent = await somebody.sentDuring(async () =>
      Promise.all([somebody.deliver(added), somebody.deliver(joined)]),
    );
    expect(sent).toHaveLength(1);
    expect(readCard(sent[0]!.card)).toContain(somebody.person.name);
    expect(readCard(sent[0]!.card)).toContain(words);
    const buttons = sent[0]!.card.actions as { verb: string; title: string; data: Record<string, string> }[];
    expect(buttons.map(({ verb }) => verb)).toEqual(verbs);
    for (const one of buttons) expect(await somebody.press(one)).toHaveLength(1);
  });

  test('welcomes again after the bot was removed and added', async () => {
    const nestor = desk.as('Nestor');
    expect(await nestor.sentDuring(() => nestor.deliver(added))).toHaveLength(1);
    await nestor.deliver({ type: 'installationUpdate', action: 'remove' });
    expect(await desk.services.chats.find(nestor.person.tenant, nestor.person.id)).toBeUndefined();
    expect(await nestor.sentDuring(() => nestor.deliver(added))).toHaveLength(1);
  });

  test.each(['add-upgrade', 'remove-upgrade', 'update', undefined])(
    'remembers the chat and says nothing at an update of the app: %j',
    async (action) => {
      const alex = desk.as('Alex');
      await desk.services.chats.remove(alex.person.tenant, alex.person.id);
      expect(await alex.sentDuring(() => alex.deliver({ type: 'installationUpdate', action }))).toEqual([]);
      expect(await desk.services.chats.find(alex.person.tenant, alex.person.id)).toMatchObject({
        conversation: alex.conversation,
      });
      const team = desk.as('Alex', { conversationType: 'channel' });
      const before = desk.connector.calls.length;
      await team.deliver({ type: 'installationUpdate', action });
      expect(desk.connector.calls.slice(before)).toEqual([]);
    },
  );

  test('tells a guest at once that the desk is not for guests', async () => {
    const diego = desk.as('Diego');
    const [sent] = await diego.sentDuring(() => diego.deliver(added));
    expect(titleOf(sent!.card)).toBe('Not available to your account');
  });

  test('says one line in a team, and no cards to everybody', async () => {
    const megan = desk.as('Megan', { conversationType: 'channel' });
    const before = desk.connector.calls.length;
    await megan.deliver(added);
    await megan.deliver({ type: 'conversationUpdate', membersAdded: [{ id: '28:desk' }, { id: '29:somebody' }] });
    const calls = desk.connector.calls.slice(before);
    expect(calls).toHaveLength(1);
    expect(calls[0]!.body.text).toContain('Dial-in Desk is here');
    expect(calls[0]!.body.attachments ?? []).toEqual([]);
  });
});
