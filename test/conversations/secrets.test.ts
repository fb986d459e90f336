import { type Db } from 'mongodb';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { button, textById } from '../helpers/read-card';
import { person } from '../helpers/services';

/** Every document of a database, as text. */
async function dump(db: Db): Promise<string> {
  const collections = await db.listCollections().toArray();
  const all = await Promise.all(collections.map(async ({ name }) => [name, await db.collection(name).find().toArray()]));
  return JSON.stringify(all);
}

/** PINs of twelve digits that no other number can hit by chance, a new one for each draw. */
function canaries() {
  const drawn: string[] = [];
  return {
    drawn,
    drawPin: (length: number) => {
      const digits = `${73_104_926_815_0 + drawn.length * 7_919}`.padStart(length, '0').slice(-length);
      drawn.push(digits);
      return digits;
    },
  };
}

describe('a PIN', () => {
  let desk: OpenDesk;
  const { drawn, drawPin } = canaries();
  const bodies: string[] = [];
  beforeAll(async () => {
    desk = await openDesk({ logLevel: 'debug', drawPin });
    await desk.services.settings.save(person('Alice').tenant, { pinLength: 12 });
  });
  afterAll(() => desk.close());

  test('stands in exactly one answer, and in no outbound call, log line or document', async () => {
    const console_ = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => jest.spyOn(console, name));
    const [alice, megan] = [desk.as('Alice'), desk.as('Megan')];
    const shown: string[] = [];
    for (const [somebody, text] of [[alice, 'reset my pin'], [megan, 'reset pin for alice'], [megan, 'reset my pin']] as const) {
      const offer = await somebody.ask(text);
      const operations = [button(offer, 'Reset PIN').data.opId!];
      const answers = [await somebody.invoke(button(offer, 'Reset PIN'))];
      for (const verb of ['confirm', 'done', 'cancel', 'confirm']) answers.push(await somebody.invoke({ verb, data: { opId: operations[0] } }));
      answers.push(await desk.as('Alex').invoke(button(offer, 'Reset PIN')));
      bodies.push(...answers.map(({ body }) => JSON.stringify(body)));
      shown.push(drawn.at(-1)!);
      for (const word of ['conference info', 'status', 'what is my pin', 'help', 'who am i']) await somebody.say(word);
    }

    for (const pin of shown) {
      const holding = bodies.filter((body) => body.includes(pin));
      expect(holding).toHaveLength(1);
      // In one element of it, and in no fallback, summary or speech.
      expect(holding[0]!.split(pin)).toHaveLength(2);
      expect(holding[0]).toContain(`"text":"${pin}"`);
    }
    const everywhereElse = [JSON.stringify(desk.connector.calls), desk.logged.join('\n'), await dump(desk.services.mongo.db), JSON.stringify(console_.map(({ mock }) => mock.calls))];
    for (const place of everywhereElse) {
      expect(place.length).toBeGreaterThan(10);
      for (const pin of drawn) expect(place).not.toContain(pin);
    }
    for (const spy of console_) spy.mockRestore();
  });

  test('is found by the search above when it is there: the search bites', async () => {
    await desk.services.mongo.db.collection('seeds').insertOne({ leaked: drawn[0] });
    expect(await dump(desk.services.mongo.db)).toContain(drawn[0]);
    await desk.services.mongo.db.collection('seeds').deleteOne({ leaked: drawn[0] });
  });

  test('and the operation behind it is in no log line and not in the trail', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    const { opId } = button(offer, 'Reset PIN').data;
    await alice.click(offer, 'Reset PIN');
    await alice.click(offer, 'Reset PIN');
    expect(desk.logged.join('\n')).not.toContain(opId);
    expect(JSON.stringify(await desk.services.mongo.db.collection('audit').find().toArray())).not.toContain(opId);
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
    const desk = await openDesk({ logLevel: 'debug' });
    await desk.as('Megan').say('reset pin for zanzibar-canary');
    await desk.as('Alice').say('canary tells me to do something');
    await desk.as('Megan').ask('show conference info for alice');
    expect(desk.logged.length).toBeGreaterThan(1);
    for (const word of ['canary', 'Alice', 'alice', 'Megan', 'contoso', person('Alice').id, person('Megan').id]) expect(desk.logged.join('')).not.toContain(word);
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
    await alice.click(offer, 'Reset PIN');
    await alice.click(await alice.ask('send my conference info'), 'Cancel');
    await megan.say('show conference info for alice');
    await megan.say('reset pin for rainier');
    await desk.as('Diego').say('reset my pin');
    const trail = (await desk.services.audit.latest(alice.person.tenant, 50)).reverse();
    expect(trail.map(({ action, outcome, reason, actor, target }) => [actor.id.slice(-2), action, outcome, reason, target?.id.slice(-2)])).toEqual([
      ['30', 'reset-pin', 'refused', 'not-for-others', undefined],
      ['30', 'reset-conference-id', 'refused', 'not-your-role', undefined],
      ['30', 'find-conference-id', 'refused', 'not-your-role', undefined],
      ['20', 'click', 'refused', 'operation-unknown', undefined],
      ['30', 'reset-pin', 'done', undefined, '30'],
      ['30', 'reset-pin', 'refused', 'operation-used', undefined],
      ['30', 'send-conference-info', 'cancelled', undefined, undefined],
      ['21', 'show-conference-info', 'done', undefined, '30'],
      ['21', 'reset-pin', 'refused', 'resource', '28'],
      ['27', 'reset-pin', 'refused', 'actor-guest', undefined],
    ]);
    await desk.close();
  });
});
