import { mongoOf } from '../helpers/database';
import { assertAbsent, dumpOf } from '../helpers/canary';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { button, textById } from '../helpers/read-card';
import { person } from '../helpers/services';
import { shownNoted } from '../helpers/shown';

describe('a PIN', () => {
  let desk: OpenDesk;
  const bodies: string[] = [];
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());

  test('stands in exactly one answer, and in no outbound call, log line or document', async () => {
    const console_ = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => jest.spyOn(console, name));
    const [alice, megan] = [desk.as('Alice'), desk.as('Megan')];
    const shown: string[] = [];
    for (const [somebody, text] of [
      [alice, 'reset my pin'],
      [megan, 'reset pin for alice'],
      [megan, 'reset my pin'],
    ] as const) {
      const offer = await somebody.ask(text);
      const offers = [button(offer, 'Reset PIN').data.opId!];
      const answers = [await somebody.invoke(button(offer, 'Reset PIN'))];
      for (const verb of ['confirm', 'done', 'cancel', 'confirm'])
        answers.push(await somebody.invoke({ verb, data: { opId: offers[0] } }));
      answers.push(await desk.as('Alex').invoke(button(offer, 'Reset PIN')));
      bodies.push(...answers.map(({ body }) => JSON.stringify(body)));
      shown.push(desk.drawn.at(-1)!);
      for (const word of ['conference info', 'status', 'what is my pin', 'help', 'who am i']) await somebody.say(word);
    }

    for (const pin of shown) {
      const holding = bodies.filter((body) => body.includes(pin));
      expect(holding).toHaveLength(1);
      // It appears once in the card, and in no fallback, summary or speech.
      expect(holding[0]!.split(pin)).toHaveLength(2);
      expect(holding[0]).toContain(`"text":"${pin}"`);
    }
    assertAbsent(desk.drawn, {
      outbound: JSON.stringify(desk.connector.calls),
      log: desk.logged.join('\n'),
      database: await dumpOf(mongoOf(desk.services).db),
      console: JSON.stringify(console_.map(({ mock }) => mock.calls)),
    });
    expect(desk.logged.length).toBeGreaterThan(10);
    for (const spy of console_) spy.mockRestore();
  });

  test('is found by that search where it stands: the search bites', async () => {
    const seeds = mongoOf(desk.services).db.collection('seeds');
    await seeds.insertOne({ leaked: desk.drawn[0] });
    const database = await dumpOf(mongoOf(desk.services).db);
    expect(() => assertAbsent(desk.drawn, { database })).toThrow('A secret stands in database');
    await seeds.deleteOne({ leaked: desk.drawn[0] });
  });

  test('and the operation behind it is in no log line and not in the trail', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    const { opId } = button(offer, 'Reset PIN').data;
    await alice.click(offer, 'Reset PIN');
    await alice.note(offer, 'Reset PIN');
    expect(desk.logged.join('\n')).not.toContain(opId!.slice(0, 22));
    expect(JSON.stringify(await mongoOf(desk.services).db.collection('audit').find().toArray())).not.toContain(
      opId!.slice(0, 22),
    );
    // Nor is what the button carries anywhere in the database: a thief of it could press nothing.
    expect(await dumpOf(mongoOf(desk.services).db)).not.toContain(opId);
  });

  test('comes with no text, summary or speech that names anybody, and with no card that refreshes itself', () => {
    for (const { body } of desk.connector.calls) {
      expect([undefined, '']).toContain(body.text);
      expect(body).not.toHaveProperty('speak');
      expect([undefined, 'Dial-in Desk']).toContain(body.summary);
      expect(JSON.stringify(body)).not.toContain('"refresh"');
    }
  });
});

describe('the log', () => {
  test('holds no text that somebody typed and no name, at its most talkative', async () => {
    const desk = await openDesk();
    await desk.as('Megan').say('reset pin for zanzibar-canary');
    await desk.as('Alice').say('canary tells me to do something');
    await desk.as('Megan').ask('show conference info for alice');
    expect(desk.logged.length).toBeGreaterThan(1);
    for (const word of ['canary', 'Alice', 'alice', 'Megan', 'contoso', person('Alice').id, person('Megan').id])
      expect(desk.logged.join('')).not.toContain(word);
    await desk.close();
  });
});

describe('the trail', () => {
  test('has every action, also the refused ones, with the reason', async () => {
    const desk = await openDesk();
    const [alice, megan] = [desk.as('Alice'), desk.as('Megan')];
    await alice.say('reset pin for megan');
    await alice.say('reset my conference id');
    await alice.say('find conference id 1234567');
    const offer = await alice.ask('reset my pin');
    await desk.as('Alex').invoke(button(offer, 'Reset PIN'));
    expect(textById(await alice.click(offer, 'Reset PIN'), 'pin')).toBeDefined();
    await shownNoted(desk.services);
    await alice.note(offer, 'Reset PIN');
    await alice.click(await alice.ask('send my conference info'), 'Cancel');
    await megan.say('show conference info for alice');
    await megan.say('reset pin for rainier');
    await desk.as('Diego').say('reset my pin');
    const trail = (await desk.services.audit.latest(alice.person.tenant, 50)).reverse();
    expect(
      trail.map(({ action, outcome, reason, actor, target }) => [
        actor.id.slice(-2),
        action,
        outcome,
        reason,
        target?.id.slice(-2),
      ]),
    ).toEqual([
      ['30', 'reset-pin', 'refused', 'not-for-others', undefined],
      ['30', 'reset-conference-id', 'refused', 'not-your-role', undefined],
      ['30', 'find-conference-id', 'refused', 'not-your-role', undefined],
      ['20', 'click', 'refused', 'operation-unknown', undefined],
      ['30', 'reset-pin', 'done', undefined, '30'],
      ['30', 'reset-pin', 'shown', undefined, '30'],
      ['30', 'reset-pin', 'refused', 'operation-used', undefined],
      ['30', 'send-conference-info', 'cancelled', undefined, undefined],
      ['21', 'show-conference-info', 'done', undefined, '30'],
      ['21', 'reset-pin', 'refused', 'resource', '28'],
      ['27', 'reset-pin', 'refused', 'actor-guest', undefined],
    ]);
    await desk.close();
  });
});
