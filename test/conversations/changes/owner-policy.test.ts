import { mongoOf } from '../../helpers/database';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { Secret } from '../../../services/base/secret';
import { cardIn, isNote } from '../../helpers/conversation';
import { type DeskWithNotices, openDeskWithNotices } from '../../helpers/notices';
import { button, buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { shownNoted } from '../../helpers/shown';

const both = ['Reset PIN', 'Reset and stop the old one now'] as const;
const waitingTitle = 'A new PIN is waiting for you';

describe('where only owners see their PINs', () => {
  let open: DeskWithNotices;
  const desk = () => open.desk;
  beforeAll(async () => {
    open = await openDeskWithNotices();
    await desk().services.settings.save(sampleTenant, { whoSeesPin: 'owner', automaticMails: true });
    for (const name of ['Megan', 'Nestor', 'Alice', 'Alex']) await desk().as(name).say('hello');
  });
  afterAll(() => desk().close());
  beforeEach(() => open.settled());

  async function offer(name = 'alice', by = 'Megan') {
    await open.settled();
    return desk().as(by).ask(`reset pin for ${name}`);
  }
  async function reset(which: (typeof both)[number] = 'Reset PIN', name = 'alice', by = 'Megan') {
    return desk()
      .as(by)
      .click(await offer(name, by), which);
  }
  const fits = (pin: string, name = 'Alice') => desk().services.conferencing.verifyPin(person(name), new Secret(pin));
  /** A PIN that works, known to the test. */
  const known = async (name = 'Alice') => {
    await open.settled();
    const somebody = desk().as(name);
    return textById(await somebody.click(await somebody.ask('reset my pin'), 'Reset PIN'), 'pin')!;
  };
  const trail = async (action: string) =>
    (await desk().services.audit.latest(sampleTenant, 20)).filter((record) => record.action === action);

  test('an administrator is offered two ways, sees no PIN, and is told that it is delivered', async () => {
    const card = await offer();
    expect(buttonsOf(card).map(({ title }) => title)).toEqual([...both, 'Cancel']);
    const drawn = desk().drawn.length;
    const done = await desk().as('Megan').click(card, 'Reset PIN');
    expect(readCard(done)).toContain('delivered to their chat with me');
    expect(readCard(done)).toContain('The old PIN works until they have a new one.');
    expect(textById(done, 'pin')).toBeUndefined();
    expect(desk().drawn).toHaveLength(drawn);
    expect(await desk().as('Megan').note(card, 'Reset PIN')).toContain('already done at');
    expect(titleOf(await desk().as('Megan').click(card, 'Reset and stop the old one now'))).toBe('Already answered');
  });

  test('a newer offer takes the place of both buttons of the older one, also when both were asked for at once', async () => {
    const [older] = await desk().as('Megan').say('reset pin for alice');
    const cards = (
      await desk()
        .as('Megan')
        .sentDuring(() => Promise.all(Array.from({ length: 4 }, () => desk().as('Megan').say('reset pin for alice'))))
    ).map(({ card }) => card);
    const answers = [];
    for (const card of [older!.card, ...cards])
      for (const title of both) answers.push(titleOf(await desk().as('Megan').click(card, title)));
    expect(
      answers.filter((title) => title === 'A new PIN is offered' || title === 'The old PIN is stopped'),
    ).toHaveLength(1);
    expect(answers.slice(0, 2)).toEqual(['Replaced', 'Replaced']);
  });

  test('the owner draws it by a click, is shown it once, and only then the old one stops', async () => {
    const old = await known();
    await reset();
    const waiting = await open.card('Alice', waitingTitle);
    expect(readCard(waiting)).toContain('Megan Bowen (megan.bowen@contoso.example) reset your PIN');
    expect(await fits(old)).toBe(true);
    const shown = await desk().as('Alice').click(waiting, 'Show my new PIN');
    const pin = textById(shown, 'pin')!;
    expect(pin).toMatch(/^\d{12}$/);
    expect([await fits(old), await fits(pin)]).toEqual([false, true]);
    expect(await desk().as('Alice').note(waiting, 'Show my new PIN')).toMatch(
      /already done at .*\. The new PIN is on this card\. If you do not see it, type the reset once more\./,
    );
    expect(titleOf(await desk().as('Alice').click(waiting, "This wasn't me"))).toBe('Already answered');
    expect(textById(await desk().as('Alice').click(shown, "I've noted it"), 'pinMask')).toBe('*****');
    await open.settled();
    expect(
      textById(
        open
          .cardsOf('Alice')
          .filter((card) => titleOf(card) === 'PIN reset')
          .at(-1)!,
        'pinMask',
      ),
    ).toBe('*****');
    await shownNoted(desk().services);
    const records = await trail('pick-up-pin');
    expect(records.map(({ outcome }) => outcome).sort()).toEqual(['done', 'refused', 'shown']);
    const [record, refused] = ['done', 'refused'].map((outcome) => records.find((one) => one.outcome === outcome));
    expect(refused).toMatchObject({ outcome: 'refused', reason: 'operation-used' });
    expect(record).toMatchObject({
      outcome: 'done',
      actor: { id: person('Alice').id },
      target: { id: person('Alice').id },
    });
    expect(record!.version).toBeGreaterThan(1);
  });

  test('of two clicks at once, on two replicas, one shows a PIN', async () => {
    await reset();
    const waiting = await open.card('Alice', waitingTitle);
    const other = await desk().addReplica();
    const action = button(waiting, 'Show my new PIN');
    const answers = await Promise.all(
      [desk().as('Alice'), desk().as('Alice', { replica: other })].flatMap((alice) => [
        alice.invoke(action),
        alice.invoke(action),
      ]),
    );
    const cards = answers.filter((answer) => !isNote(answer)).map(cardIn);
    expect(cards.map((card) => textById(card, 'pin') !== undefined)).toEqual([true]);
  });

  test('nobody else can pick it up, and nobody in another chat', async () => {
    await reset();
    const action = button(await open.card('Alice', waitingTitle), 'Show my new PIN');
    for (const somebody of [
      desk().as('Megan'),
      desk().as('Alex'),
      desk().as('Alice', { conversation: 'personal:elsewhere' }),
    ]) {
      expect(titleOf(cardIn(await somebody.invoke(action)))).toBe('No longer valid');
    }
    expect(textById(cardIn(await desk().as('Alice').invoke(action)), 'pin')).toBeDefined();
  });

  test('it waits across a restart', async () => {
    await reset();
    const waiting = await open.card('Alice', waitingTitle);
    await desk().restart();
    expect(textById(await desk().as('Alice').click(waiting, 'Show my new PIN'), 'pin')).toBeDefined();
  });

  test('"stop now" makes the old one useless at once, with a version in the trail', async () => {
    const old = await known();
    const done = await reset('Reset and stop the old one now');
    expect(titleOf(done)).toBe('The old PIN is stopped');
    expect(await fits(old)).toBe(false);
    expect(await fits(desk().drawn.at(-1)!)).toBe(true);
    expect(JSON.stringify(done)).not.toContain(desk().drawn.at(-1)!);
    expect((await trail('reset-pin'))[0]!.version).toBeGreaterThan(1);
    const waiting = await open.card('Alice', waitingTitle);
    expect(readCard(waiting)).toContain('Your old PIN no longer works.');
    expect(await fits(textById(await desk().as('Alice').click(waiting, 'Show my new PIN'), 'pin')!)).toBe(true);
  });

  test('what is not picked up within 24 hours lapses: the card says so, the old PIN works, the administrator is told once', async () => {
    const old = await known();
    await reset();
    const waiting = await open.card('Alice', waitingTitle);
    const lifetime = (await open.offers().findOne({ kind: 'pick-up-pin', state: 'offered' }))!;
    expect(lifetime.expiresAt.getTime() - lifetime.createdAt.getTime()).toBe(24 * 3_600_000);
    await desk().addReplica();
    await open.expire('pick-up-pin', 'Alice');
    expect(readCard(await open.card('Alice', 'No new PIN is waiting here'))).toContain('not picked up in time');
    const told = await open.card('Megan', 'A new PIN did not reach its owner');
    expect(readCard(told)).toContain('Alice Smith (alice.smith@contoso.example)');
    expect(open.cardsOf('Megan').filter((card) => titleOf(card) === titleOf(told))).toHaveLength(1);
    expect(titleOf(await desk().as('Alice').click(waiting, 'Show my new PIN'))).toBe('Too late');
    expect(await fits(old)).toBe(true);
    expect(await trail('pick-up-pin')).toContainEqual(expect.objectContaining({ outcome: 'lapsed' }));
  });

  test('"reset my pin" ends the waiting', async () => {
    await reset();
    const waiting = await open.card('Alice', waitingTitle);
    const pin = await known();
    expect(readCard(await open.card('Alice', 'No new PIN is waiting here'))).toContain(
      'Something newer has replaced this',
    );
    expect(textById(await desk().as('Alice').click(waiting, 'Show my new PIN'), 'pin')).toBeUndefined();
    expect(await fits(pin)).toBe(true);
  });

  test('a second reset takes the place of the first', async () => {
    await reset();
    const first = await open.card('Alice', waitingTitle);
    await reset('Reset PIN', 'alice', 'Nestor');
    await open.settled();
    const second = await open.card('Alice', waitingTitle);
    expect(readCard(second)).toContain('Nestor Wilke');
    expect(textById(await desk().as('Alice').click(first, 'Show my new PIN'), 'pin')).toBeUndefined();
    expect(textById(await desk().as('Alice').click(second, 'Show my new PIN'), 'pin')).toBeDefined();
  });

  test('somebody without a chat gets an email, and the cards say so', async () => {
    const card = await offer('zoe');
    expect(readCard(card)).toContain('They have no chat with me yet');
    const done = await desk().as('Megan').click(card, 'Reset PIN');
    expect(readCard(done)).toContain('no card can reach them');
    expect(readCard(done)).toContain('An email that says so is on its way to zoe');
    const mail = await mongoOf(desk().services)
      .db.collection('outbox')
      .findOne({ person: person('Zoë').id });
    expect(mail).toMatchObject({ kind: 'pin-waiting' });
    expect(mail).not.toHaveProperty('pin');
    expect(readCard(await reset('Reset and stop the old one now', 'patti'))).toContain(
      'Nothing tells them: do that another way.',
    );
  });

  test('somebody who has removed the bot cannot be reached: the administrator is told at once', async () => {
    desk().connector.disturb(({ path, method }) =>
      method === 'POST' && path.includes(person('Alex').id) ? 403 : undefined,
    );
    expect(readCard(await reset('Reset PIN', 'alex'))).toContain('delivered to their chat');
    const told = await open.card('Megan', 'A new PIN did not reach its owner');
    expect(readCard(told)).toContain('Alex Wilber');
    expect(readCard(told)).toContain('not installed');
    desk().connector.disturb();
    expect(readCard(await offer('alex'))).toContain('They have no chat with me yet');
    await desk().as('Alex').say('hello');
  });

  test('a Connector that is down for a while delays the card, and does not lose it', async () => {
    let failures = 2;
    desk().connector.disturb(({ path, method }) =>
      method === 'POST' && path.includes(person('Alex').id) && failures-- > 0 ? 503 : undefined,
    );
    await reset('Reset PIN', 'alex');
    for (let time = 0; time < 2; time += 1) {
      await open.settled();
      await open.notices().updateMany({ state: 'queued' }, { $set: { dueAt: new Date(0) } });
    }
    expect(titleOf(await open.card('Alex', waitingTitle))).toBe(waitingTitle);
    desk().connector.disturb();
  });

  test('an offer from before the policy changed is not carried out', async () => {
    await desk().services.settings.save(sampleTenant, { whoSeesPin: 'operator' });
    const card = await offer();
    await desk().services.settings.save(sampleTenant, { whoSeesPin: 'owner' });
    const answer = await desk().as('Megan').click(card, 'Reset PIN');
    expect(titleOf(answer)).toBe('Changed meanwhile');
    expect(textById(answer, 'pin')).toBeUndefined();
  });

  test('a PIN that waits is withdrawn by "this wasn\'t me", which blocks others', async () => {
    const old = await known();
    await reset();
    const waiting = await open.card('Alice', waitingTitle);
    expect(readCard(await desk().as('Alice').click(waiting, "This wasn't me"))).toContain(
      'The new PIN that waited here is withdrawn.',
    );
    expect(await fits(old)).toBe(true);
    expect(titleOf(await desk().as('Alice').click(waiting, 'Show my new PIN'))).toBe('Already answered');
    expect(titleOf(await offer())).toBe('Locked');
  });
});
