import { mongoOf } from '../helpers/database';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { button, readCard, titleOf } from '../helpers/read-card';
import { freshServices } from '../helpers/services';
import { sampleTenant } from '../../services/try-out/sample-people';
import { randomUUID } from 'node:crypto';

describe('somebody who sends too much', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk({}, { floods: true })));
  afterAll(() => desk.close());
  const rows = (name: string) => mongoOf(desk.services).db.collection(name).countDocuments();

  test('is answered 20 times, told once, whichever replica hears it, and then hears nothing', async () => {
    const replica = await desk.addReplica();
    const both = [desk.as('Alice'), desk.as('Alice', { replica })];
    const titles: string[] = [];
    for (let count = 0; count < 30; count += 1)
      for (const { card } of await both[count % 2]!.say('who am i')) titles.push(titleOf(card));
    expect(titles).toHaveLength(21);
    expect(titles.slice(0, 20)).not.toContain('Too many messages');
    expect(titles[20]).toBe('Too many messages');
    // A button does nothing either, and says so beside its card.
    const [pressed] = await both[0]!
      .sentDuring(async () => {
        const answer = await both[0]!.invoke({ verb: 'help', data: {} });
        expect(answer).toMatchObject({ status: 200, body: { type: 'application/vnd.microsoft.activity.message' } });
        expect(JSON.stringify(answer.body)).toContain('Nothing was done');
      })
      .then((sent) => sent);
    expect(pressed).toBeUndefined();
    // Nobody else notices.
    expect(readCard(await desk.as('Zoë').ask('help'))).not.toContain('Too many');
  });

  test('is heard again when it is over, and an offer from before is still there', async () => {
    const alex = desk.as('Alex');
    const offer = await alex.ask('reset my pin');
    let told: string | undefined;
    for (let count = 0; count < 25; count += 1)
      for (const { card } of await alex.say('help')) if (titleOf(card) === 'Too many messages') told = readCard(card);
    expect(told).toContain('You have sent more than 20 messages in 10 seconds.');
    expect(told).toContain('I answer again in 10 seconds.');
    await new Promise((done) => setTimeout(done, 10_100));
    expect(titleOf(await alex.click(offer, 'Reset PIN'))).toContain('PIN');
    expect(button(offer, 'Reset PIN')).toBeDefined();
  });

  test('strangers leave a bounded number of rows', async () => {
    const stranger = () => desk.asPerson({ ...desk.as('Alice').person, id: randomUUID() });
    const counted = async () => ({
      audit: await rows('audit'),
      conversations: await rows('conversations'),
      limits: await rows('limits'),
    });
    expect((await stranger().say('reset my pin')).map(({ card }) => titleOf(card))).toHaveLength(1);
    // Somebody may have the app before the directory has them: welcomed once, and remembered for a while.
    const early = stranger();
    const install = { type: 'installationUpdate', action: 'add' };
    const join = { type: 'conversationUpdate', membersAdded: [{ id: '28:desk' }] };
    expect(await early.sentDuring(async () => (await early.deliver(install), await early.deliver(join)))).toHaveLength(
      1,
    );
    const chats = mongoOf(desk.services).db.collection('conversations');
    expect(await chats.findOne({ person: early.person.id })).toMatchObject({ strangerUntil: expect.any(Date) as Date });
    const day = new Date().toISOString().slice(0, 10);
    await mongoOf(desk.services)
      .db.collection<{ _id: string }>('limits')
      .updateOne({ _id: `${sampleTenant}|strangers|chats|${day}` }, { $set: { count: 1_000 } });
    for (let count = 0; count < 120; count += 1) await stranger().say('reset my pin');
    const before = await counted();
    for (let count = 0; count < 30; count += 1) {
      await stranger().say('reset my pin');
      await stranger().invoke({ verb: 'confirm', data: { opId: 'A'.repeat(22) } });
      await stranger().deliver({ type: 'installationUpdate', action: 'add' });
    }
    const after = await counted();
    expect(after.audit).toBe(before.audit);
    expect(after.conversations).toBe(before.conversations);
    // Made-up ids share 1,000 counts.
    expect(after.limits).toBeLessThanOrEqual(before.limits + 90);
  });
});

describe('the count', () => {
  let services: Awaited<ReturnType<typeof freshServices>>['services'];
  let dispose: () => Promise<void>;
  beforeAll(async () => ({ services, dispose } = await freshServices()));
  afterAll(() => dispose());
  const limits = () => mongoOf(services).db.collection<{ _id: string; stamps: Date[]; silentUntil?: Date }>('limits');

  /** Dates everything back, as if time had passed. */
  async function pass(id: string, seconds: number): Promise<void> {
    const key = `${sampleTenant}|messages|${id}`;
    const found = (await limits().findOne({ _id: key }))!;
    const back = (date: Date) => new Date(date.getTime() - seconds * 1_000);
    await limits().updateOne(
      { _id: key },
      {
        $set: {
          stamps: found.stamps.map(back),
          ...(found.silentUntil && { silentUntil: back(found.silentUntil) }),
        },
      },
    );
  }

  test('allows 200 in five minutes, and keeps no more than it needs', async () => {
    const speaker = { tenant: sampleTenant, id: 'slow', known: true };
    const take = () => services.floods.take(speaker);
    for (let group = 0; group < 10; group += 1) {
      for (let count = 0; count < 20; count += 1) expect(await take()).toBe('free');
      await pass('slow', 11);
    }
    const verdict = await take();
    expect(verdict).toMatchObject({ rule: { most: 200, seconds: 300 } });
    if (typeof verdict === 'string') throw new Error('It was not told');
    // The first ones were 110 s ago.
    expect(verdict.until.getTime() - verdict.at.getTime()).toBeGreaterThan(180_000);
    expect(verdict.until.getTime() - verdict.at.getTime()).toBeLessThan(200_000);
    expect(await take()).toBe('silent');
    expect((await limits().findOne({ _id: `${sampleTenant}|messages|slow` }))!.stamps).toHaveLength(201);
  });

  test('is exact when many come at once', async () => {
    const speaker = { tenant: sampleTenant, id: 'at-once', known: true };
    const verdicts = await Promise.all(Array.from({ length: 40 }, () => services.floods.take(speaker)));
    expect(verdicts.filter((one) => one === 'free')).toHaveLength(20);
    expect(verdicts.filter((one) => typeof one === 'object')).toHaveLength(1);
    expect(verdicts.filter((one) => one === 'silent')).toHaveLength(19);
  });

  test('costs nothing once somebody is silenced', async () => {
    const speaker = { tenant: sampleTenant, id: 'at-once', known: true };
    const before = await limits().findOne({ _id: `${sampleTenant}|messages|at-once` });
    for (let count = 0; count < 50; count += 1) expect(await services.floods.take(speaker)).toBe('silent');
    expect(await limits().findOne({ _id: `${sampleTenant}|messages|at-once` })).toEqual(before);
  });
});
