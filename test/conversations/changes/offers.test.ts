import { until } from '../../helpers/until';
import { mongoOf } from '../../helpers/database';
import { randomUUID } from 'node:crypto';
import { cardIn, isNote, noteIn, type OpenDesk, openDesk } from '../../helpers/conversation';
import { Secret } from '../../../services/base/secret';
import { button, buttonsOf, offerOf, textById, titleOf } from '../../helpers/read-card';
import { person, testKey } from '../../helpers/services';
import { createPins } from '../../../services/pins/pins';
import { type ConferencingDocument } from '../../../services/conferencing/records';

describe('an offer', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  const offers = () =>
    mongoOf(desk.services).db.collection<{ _id: string; state: string; expiresAt: Date }>('operations');
  const versionOf = async (name: string) =>
    (await mongoOf(desk.services)
      .db.collection<ConferencingDocument>('conferencing')
      .findOne({ person: person(name).id }))!.pin.version;

  test('comes as a new message and never as the answer to a click', async () => {
    const alice = desk.as('Alice');
    const card = await alice.ask('conference info');
    const answer = await alice.invoke(button(card, 'Reset my PIN'));
    expect(JSON.stringify(answer.body)).not.toContain('opId');
    const [sent] = await alice.press(button(card, 'Reset my PIN'));
    expect(sent).toMatchObject({ conversation: alice.conversation });
    expect(titleOf(sent!.card)).toBe('Reset your PIN?');
  });

  test('changes nothing by itself', async () => {
    const before = await versionOf('Alice');
    await desk.as('Alice').ask('reset my pin');
    expect(await versionOf('Alice')).toBe(before);
  });

  test('that is cancelled changes nothing, and stays cancelled', async () => {
    const alice = desk.as('Alice');
    const before = await versionOf('Alice');
    const offer = await alice.ask('reset my pin');
    expect(titleOf(await alice.click(offer, 'Cancel'))).toBe('Cancelled');
    expect(titleOf(await alice.click(offer, 'Cancel'))).toBe('Cancelled');
    const late = await alice.click(offer, 'Reset PIN');
    expect(titleOf(late)).toBe('Cancelled');
    expect(textById(late, 'pin')).toBeUndefined();
    expect(await versionOf('Alice')).toBe(before);
  });

  test('that was accepted cannot be cancelled', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    await alice.click(offer, 'Reset PIN');
    expect(await alice.note(offer, 'Cancel')).toContain('already done at');
  });

  test('is withdrawn by "cancel", and there is nothing to cancel afterwards', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    expect(titleOf(await alice.ask('cancel'))).toBe('Cancelled');
    expect(titleOf(await alice.ask('never mind'))).toBe('Nothing to cancel');
    expect(titleOf(await alice.click(offer, 'Reset PIN'))).toBe('Cancelled');
  });

  test('is replaced by a newer one for the same person', async () => {
    const alice = desk.as('Alice');
    const [older, newer] = [await alice.ask('reset my pin'), await alice.ask('reset my pin')];
    expect(titleOf(await alice.click(older, 'Reset PIN'))).toBe('Replaced');
    expect(textById(await alice.click(newer, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
  });

  test('for one person leaves the offer for another one open', async () => {
    const megan = desk.as('Megan');
    const [forAlice, forAlex] = [await megan.ask('reset pin for alice'), await megan.ask('reset pin for alex')];
    expect(textById(await megan.click(forAlice, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
    expect(textById(await megan.click(forAlex, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
  });

  test('expires, by the time of the database', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    const opId = offerOf(button(offer, 'Reset PIN'));
    const stored = await offers().findOne({ _id: opId });
    const lifetime = stored!.expiresAt.getTime() - (await mongoOf(desk.services).now()).getTime();
    expect(lifetime).toBeGreaterThan(4 * 60_000);
    expect(lifetime).toBeLessThanOrEqual(5 * 60_000);
    await offers().updateOne({ _id: opId }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    const late = await alice.click(offer, 'Reset PIN');
    expect(titleOf(late)).toBe('Too late');
    expect(textById(late, 'pin')).toBeUndefined();
    const [again] = await alice.press(button(late, 'Start again'));
    expect(titleOf(again!.card)).toBe('Reset your PIN?');
  });

  test('can be accepted only in the chat that it was made in', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    for (const where of [{ conversation: 'personal:elsewhere' }, { conversationType: 'groupChat' as const }]) {
      expect(titleOf(cardIn(await desk.as('Alice', where).invoke(button(offer, 'Reset PIN'))))).toBe('No longer valid');
    }
    expect(textById(await alice.click(offer, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
  });

  test('of which somebody has the id from the database is not theirs to press, unless it is from before there were signatures', async () => {
    const alice = desk.as('Alice');
    const id = offerOf(button(await alice.ask('reset my pin'), 'Reset PIN'));
    const pressed = () => alice.invoke({ verb: 'confirm', data: { opId: id } });
    expect(titleOf(cardIn(await pressed()))).toBe('No longer valid');
    expect(titleOf(cardIn(await alice.invoke({ verb: 'confirm', data: { opId: `${id}${'A'.repeat(22)}` } })))).toBe(
      'No longer valid',
    );
    expect(await offers().findOne({ _id: id })).toMatchObject({ state: 'offered' });
    await offers().updateOne({ _id: id }, { $unset: { signed: true } });
    expect(textById(cardIn(await pressed()), 'pin')).toBeDefined();
  });

  test('answers a stranger alike whether it is unknown, foreign, used or expired', async () => {
    const alice = desk.as('Alice');
    const used = await alice.ask('reset my pin');
    await alice.click(used, 'Reset PIN');
    const open = await alice.ask('reset my pin');
    const unknown = { verb: 'confirm', data: { opId: 'A'.repeat(22) } };
    const answers = await Promise.all(
      [button(used, 'Reset PIN'), button(open, 'Reset PIN'), unknown].map((one) => desk.as('Alex').invoke(one)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test.each([
    ['automatic', { trigger: 'automatic' }],
    ['an unknown one', { trigger: 'whatever' }],
  ])('is not accepted by a click with the trigger: %s', async (_, { trigger }) => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    const answer = await alice.invoke(button(offer, 'Reset PIN'), trigger);
    expect(textById(cardIn(answer), 'pin')).toBeUndefined();
    expect(await offers().findOne({ _id: offerOf(button(offer, 'Reset PIN')) })).toMatchObject({
      state: 'offered',
    });
  });

  test('is not accepted by a click without a trigger, nor by one that claims to come from a group', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    const { verb, data } = button(offer, 'Reset PIN');
    const click = (value: object, more: object = {}) =>
      alice.deliver({
        type: 'invoke',
        name: 'adaptiveCard/action',
        value: { action: { type: 'Action.Execute', verb, data }, ...value },
        ...more,
      });
    const inGroup = (conversationType: string) => ({
      conversation: { id: alice.conversation, conversationType, tenantId: alice.person.tenant, isGroup: true },
    });
    for (const answer of [
      await click({}),
      await click({ trigger: null }),
      await click({ trigger: 'manual' }, inGroup('groupChat')),
      await click({ trigger: 'manual' }, inGroup('channel')),
    ]) {
      expect(JSON.stringify(answer.body)).not.toMatch(/\d{12}/);
      expect(answer.status === 400 || titleOf(cardIn(answer)) !== '').toBe(true);
    }
    expect(await offers().findOne({ _id: offerOf(button(offer, 'Reset PIN')) })).toMatchObject({ state: 'offered' });
    // It is still there for the one who really presses it.
    expect(textById(await alice.click(offer, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
  });

  test.each([
    { opId: { $ne: null } },
    { opId: ['A'.repeat(22)] },
    { opId: 'short' },
    { opId: 7 },
    {},
    { __proto__: { opId: 'A'.repeat(22) } },
  ])('refuses the data %j with 400', async (data) => {
    expect((await desk.as('Alice').invoke({ verb: 'confirm', data })).status).toBe(400);
  });

  test.each([
    { verb: 'drop-database' },
    { verb: { $gt: '' } },
    {},
    { verb: 'reset-pin', data: { person: { $ne: '' } } },
    { verb: 'reset-pin', data: [] },
  ])('refuses the action %j with 400', async (action) => {
    expect((await desk.as('Alice').invoke(action)).status).toBe(400);
  });

  test('survives a restart, and so does its end', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    await desk.restart();
    const pin = textById(await alice.click(offer, 'Reset PIN'), 'pin');
    expect(pin).toMatch(/^\d{12}$/);
    await desk.restart();
    expect(await alice.note(offer, 'Reset PIN')).toMatch(/already done at/);
  });

  test('can be accepted on another replica, once', async () => {
    const other = await desk.addReplica();
    const offer = await desk.as('Alice').ask('reset my pin');
    expect(textById(await desk.as('Alice', { replica: other }).click(offer, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
    expect(await desk.as('Alice').note(offer, 'Reset PIN')).toContain('already done at');
  });

  test('is claimed once by many clicks at the same time on three replicas', async () => {
    const replicas = [undefined, await desk.addReplica(), await desk.addReplica()];
    const offer = await desk.as('Alice').ask('reset my pin');
    const opId = offerOf(button(offer, 'Reset PIN'));
    const before = await versionOf('Alice');
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        desk.as('Alice', { replica: replicas[index % 3] }).invoke(button(offer, 'Reset PIN')),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const cards = answers.filter((answer) => !isNote(answer)).map(cardIn);
    expect(cards.map((card) => textById(card, 'pin') !== undefined)).toEqual([true]);
    for (const note of answers.filter(isNote).map(noteIn)) expect(note).toContain('already done at');
    expect(await versionOf('Alice')).toBe(before + 1);
    expect(await offers().findOne({ _id: opId })).toMatchObject({ state: 'done' });
  });

  test('made many times at once stands once', async () => {
    const alice = desk.as('Alice');
    await Promise.all(
      Array.from({ length: 8 }, () => alice.deliver({ type: 'message', text: 'reset my pin', id: randomUUID() })),
    );
    expect(await offers().countDocuments({ actor: alice.person.id, kind: 'reset-pin', state: 'offered' })).toBe(1);
  });
});

describe('the end of an offer', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk({}, { tidyInterval: 100 })));
  afterAll(() => desk.close());

  const editsOf = (id: string) =>
    desk.connector.calls.filter(({ method, path }) => method === 'PUT' && path.endsWith(`/${id}`));

  /** Waits for the edit of a message. */
  async function editOf(id: string) {
    await until('the edit of the message', () => editsOf(id).length > 0);
    return editsOf(id)[0]!.body.attachments![0]!.content;
  }

  const operationOf = (card: Parameters<typeof button>[0], title: string) => offerOf(button(card, title));
  const messageOf = async (id: string) =>
    (await mongoOf(desk.services)
      .db.collection<{ _id: string; message: { id: string } }>('operations')
      .findOne({ _id: id }))!.message.id;

  test('is shown on its message when the person presses Done, without the PIN', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    const message = await messageOf(operationOf(offer, 'Reset PIN'));
    const shown = await alice.click(offer, 'Reset PIN');
    expect(editsOf(message)).toEqual([]);
    await alice.click(shown, "I've noted it");
    const final = await editOf(message);
    expect(textById(final, 'pinMask')).toBe('*****');
    expect(JSON.stringify(final)).not.toContain(textById(shown, 'pin')!);
    expect(buttonsOf(final).filter(({ verb }) => verb === 'confirm' || verb === 'cancel')).toEqual([]);
  });

  test('is due five minutes after the click, also across a restart', async () => {
    const alice = desk.as('Alex');
    const offer = await alice.ask('reset my pin');
    const opId = operationOf(offer, 'Reset PIN');
    const message = await messageOf(opId);
    await alice.click(offer, 'Reset PIN');
    const offers = mongoOf(desk.services).db.collection<{ _id: string; tidyAt: Date; endedAt: Date }>('operations');
    const stored = (await offers.findOne({ _id: opId }))!;
    expect(stored.tidyAt.getTime() - stored.endedAt.getTime()).toBe(5 * 60_000);
    expect(editsOf(message)).toEqual([]);
    // As if the five minutes had passed while the bot was down.
    await offers.updateOne({ _id: opId }, { $set: { tidyAt: new Date(0) } });
    await desk.restart();
    expect(textById(await editOf(message), 'pinMask')).toBe('*****');
  });

  test.each([
    ['cancelled', 'Cancelled', async () => desk.as('Nestor').ask('cancel')],
    ['replaced', 'Replaced', async () => desk.as('Nestor').ask('reset my pin')],
  ])('is shown on a message whose offer was %s', async (_, title, end) => {
    const nestor = desk.as('Nestor');
    const message = await messageOf(operationOf(await nestor.ask('reset my pin'), 'Reset PIN'));
    await end();
    const final = await editOf(message);
    expect(titleOf(final)).toBe(title);
    expect(buttonsOf(final)).toEqual([]);
  });

  test('is tried again when the Connector is down, and given up when the chat is gone', async () => {
    const nestor = desk.as('Nestor');
    const opId = operationOf(await nestor.ask('reset my pin'), 'Reset PIN');
    const offers = mongoOf(desk.services).db.collection<{ _id: string; tidyAt?: Date }>('operations');
    desk.connector.disturb(({ method }) => (method === 'PUT' ? 503 : undefined));
    await nestor.ask('cancel');
    await editOf(await messageOf(opId));
    expect((await offers.findOne({ _id: opId }))!.tidyAt).toBeInstanceOf(Date);
    desk.connector.disturb(({ method }) => (method === 'PUT' ? 404 : undefined));
    await offers.updateOne({ _id: opId }, { $set: { tidyAt: new Date(0) } });
    await until('it to be given up', async () => !(await offers.findOne({ _id: opId }))!.tidyAt);
    desk.connector.disturb();
  });

  test('Done on an offer that nobody accepted ends nothing', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    const { data } = button(offer, 'Reset PIN');
    expect(titleOf(cardIn(await alice.invoke({ verb: 'done', data })))).toBe('No longer valid');
    expect(textById(await alice.click(offer, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
  });
});

test('a PIN has five digits unless the tenant says otherwise, and a leading zero survives', async () => {
  let digits = '2718281828459';
  const desk = await openDesk({ drawPin: (length) => digits.slice(0, length) });
  digits = '0314159265358';
  try {
    const alice = desk.as('Alice');
    expect(textById(await alice.click(await alice.ask('reset my pin'), 'Reset PIN'), 'pin')).toBe('03141');
    await desk.services.settings.save(alice.person.tenant, { pinLength: 12 });
    expect(textById(await alice.click(await alice.ask('reset my pin'), 'Reset PIN'), 'pin')).toBe('031415926535');
    const stored = await mongoOf(desk.services)
      .db.collection<ConferencingDocument>('conferencing')
      .findOne({ person: alice.person.id });
    expect(JSON.stringify(stored)).not.toContain('031415926535');
    const owner = { tenant: alice.person.tenant, person: alice.person.id, version: stored!.pin.version };
    expect(await createPins({ keys: [testKey] }).fits(new Secret('031415926535'), stored!.pin, owner)).toBe(true);
  } finally {
    await desk.close();
  }
});
