import { mongoOf } from '../helpers/database';
import { createRestoreMark } from '../../services/base/restore-mark';
import { sampleTenant } from '../../services/try-out/sample-people';
import { Secret } from '../../services/base/secret';
import { cardIn } from '../helpers/conversation';
import { type DeskWithNotices, openDeskWithNotices } from '../helpers/notices';
import { button, buttonsOf, readCard, textById, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';

const notMe = "This wasn't me";
const title = 'Your PIN was reset';

describe('a PIN that somebody else reset', () => {
  let open: DeskWithNotices;
  /** Ends the sending of a notice right after Teams took it, as a crash would. */
  let crash = false;
  const desk = () => open.desk;
  beforeAll(async () => {
    open = await openDeskWithNotices({
      faultPoints(point) {
        if (point !== 'noticed' || !crash) return;
        crash = false;
        throw new Error('gone');
      },
    });
    for (const name of ['Megan', 'Nestor', 'Alice', 'Alex']) await desk().as(name).say('hello');
  });
  afterAll(() => desk().close());
  const unlocked = () =>
    mongoOf(desk().services)
      .db.collection('conferencing')
      .updateMany({}, { $unset: { blockedUntil: true, accused: true } });
  beforeEach(async () => {
    await unlocked();
    await open.settled();
  });

  async function reset(by: string, text: string): Promise<string> {
    const pin = textById(
      await desk()
        .as(by)
        .click(await ask(by, text), 'Reset PIN'),
      'pin',
    )!;
    await open.settled();
    return pin;
  }
  /** The answer that somebody gets, if no notice comes in between. */
  async function ask(name: string, text: string) {
    await open.settled();
    return desk().as(name).ask(text);
  }
  const fits = (pin: string, name = 'Alice') => desk().services.conferencing.verifyPin(person(name), new Secret(pin));
  const trail = async (action: string) =>
    (await desk().services.audit.latest(sampleTenant, 20)).filter((record) => record.action === action);

  test('is told to its owner in the 1:1 chat: who and when, without the PIN', async () => {
    const pin = await reset('Megan', 'reset pin for alice');
    const card = await open.card('Alice', title);
    expect(readCard(card)).toMatch(
      /Megan Bowen \(megan\.bowen@contoso\.example\) reset your PIN on \d+ \w+ \d{4}, \d\d:\d\d and was shown the new one/,
    );
    expect(JSON.stringify(card)).not.toContain(pin);
    expect(buttonsOf(card).map((one) => one.title)).toEqual([notMe, 'Reset my PIN', 'My conference info']);
  });

  test('that one reset oneself is told to nobody, and without a chat nothing is sent', async () => {
    const before = await open.notices().countDocuments({});
    await reset('Alice', 'reset my pin');
    await reset('Megan', 'reset pin for zoe');
    expect(await open.notices().countDocuments({})).toBe(before);
  });

  test('that was not expected stops at once, others are blocked for 24 hours, and every administrator is told', async () => {
    const pin = await reset('Megan', 'reset pin for alice');
    const card = await open.card('Alice', title);
    const answer = await desk().as('Alice').click(card, notMe);
    expect(readCard(answer)).toMatch(
      /That PIN no longer works\.\nNobody else can reset your PIN or your conference ID before .*\nYou said on .*\nTold in Teams: Nestor Wilke \(nestor\.wilke@contoso\.example\)\./,
    );
    expect(await fits(pin)).toBe(false);
    for (const name of ['Megan', 'Nestor']) {
      const told = readCard(await open.card(name, 'A reset was reported'));
      expect(told).toContain('Alice Smith reported a reset');
      expect(told).toContain(
        `Alice Smith (alice.smith@contoso.example) says: "This wasn't me". It is about the reset of the PIN by ${name === 'Megan' ? 'you' : 'Megan Bowen'}`,
      );
      expect(told).toContain('That PIN was stopped.');
    }
    for (const text of ['reset pin for alice', 'reset conference id for alice']) {
      const refused = await ask('Nestor', text);
      expect(titleOf(refused)).toBe('Locked');
    }
    const own = await reset('Alice', 'reset my pin');
    expect(await fits(own)).toBe(true);
    const [record] = await trail('not-me');
    expect(record).toMatchObject({
      outcome: 'done',
      actor: { id: person('Alice').id },
      target: { id: person('Alice').id },
    });
    expect(record!.version).toBeGreaterThan(1);
    expect(record!.operation).toMatch(/^[\w-]{22}$/);
    expect(record!.operation).not.toBe(button(card, notMe).data.opId);
  });

  test('an offer that was open before the objection is not carried out', async () => {
    await reset('Megan', 'reset pin for alice');
    const [pinOffer, idOffer] = [
      await ask('Nestor', 'reset pin for alice'),
      await ask('Nestor', 'reset conference id for alice'),
    ];
    await desk()
      .as('Alice')
      .click(await open.card('Alice', title), notMe);
    expect(titleOf(await desk().as('Nestor').click(pinOffer, 'Reset PIN'))).toBe('Locked');
    expect(titleOf(await desk().as('Nestor').click(idOffer, 'Reset conference ID'))).toBe('Locked');
    // Disabling and enabling the account does not get around the block.
    const megan = desk().as('Megan');
    await megan.click(await ask('Megan', 'disable alice'), 'Disable');
    expect(titleOf(await ask('Megan', 'enable alice'))).toBe('Locked');
    await mongoOf(desk().services)
      .db.collection('conferencing')
      .updateMany({}, { $unset: { blockedUntil: true, accused: true } });
    expect(titleOf(await megan.click(await ask('Megan', 'enable alice'), 'Enable'))).toMatch(/enabled/i);
  });

  test('the block ends by itself after 24 hours', async () => {
    await reset('Megan', 'reset pin for alice');
    await desk()
      .as('Alice')
      .click(await open.card('Alice', title), notMe);
    const { blockedUntil } = (await mongoOf(desk().services)
      .db.collection('conferencing')
      .findOne({ person: person('Alice').id }))!;
    const now = (await mongoOf(desk().services).now()).getTime();
    expect((blockedUntil as Date).getTime() - now).toBeGreaterThan(23.9 * 3_600_000);
    expect((blockedUntil as Date).getTime() - now).toBeLessThanOrEqual(24 * 3_600_000);
    await mongoOf(desk().services)
      .db.collection('conferencing')
      .updateOne({ person: person('Alice').id }, { $set: { blockedUntil: new Date(now - 1) } });
    expect(titleOf(await ask('Megan', 'reset pin for alice'))).toBe("Reset Alice Smith's PIN?");
  });

  test('an old card concerns its own PIN only: a newer one of the owner stays', async () => {
    await reset('Megan', 'reset pin for alice');
    const card = await open.card('Alice', title);
    const own = await reset('Alice', 'reset my pin');
    expect(readCard(await desk().as('Alice').click(card, notMe))).toContain('No PIN had to be stopped');
    expect(await fits(own)).toBe(true);
    expect(readCard(await open.card('Nestor', 'A reset was reported'))).toContain(
      'No PIN that came out of it is in use.',
    );
    expect(titleOf(await ask('Megan', 'reset pin for alice'))).toBe('Locked');
  });

  test('two cards are two objections, each for its own reset, and a newer reset leaves the older card valid', async () => {
    await reset('Megan', 'reset pin for alice');
    const first = await open.card('Alice', title);
    const pin = await reset('Nestor', 'reset pin for alice');
    const second = await open.card('Alice', title);
    expect(readCard(await desk().as('Alice').click(first, notMe))).toContain('No PIN had to be stopped');
    expect(await fits(pin)).toBe(true);
    expect(readCard(await desk().as('Alice').click(second, notMe))).toContain('That PIN no longer works.');
    expect(await fits(pin)).toBe(false);
  });

  test('is objected to once: double click, two replicas, a restart in between', async () => {
    await reset('Megan', 'reset pin for alice');
    const action = button(await open.card('Alice', title), notMe);
    const before = await open.notices().countDocuments({ kind: 'objection' });
    const answers = await open.pressEverywhere('Alice', action);
    expect(answers.map(titleOf).filter((one) => one === 'Your account is locked for 24 hours')).toHaveLength(1);
    await open.settled();
    expect(await open.notices().countDocuments({ kind: 'objection' })).toBe(before + 2);
    for (const somebody of [desk().as('Megan'), desk().as('Alex')])
      expect(titleOf(cardIn(await somebody.invoke(action)))).toBe('No longer valid');
  });

  test('an objection goes by email to whom no card reaches, and says whom to tell if nothing does', async () => {
    await reset('Megan', 'reset pin for alice');
    const card = await open.card('Alice', title);
    for (const name of ['Megan', 'Nestor']) await desk().services.chats.remove(sampleTenant, person(name).id);
    const answer = readCard(await desk().as('Alice').click(card, notMe));
    expect(answer).toContain('Told by email: Nestor Wilke (nestor.wilke@contoso.example).');
    const mails = () => mongoOf(desk().services).db.collection('outbox');
    // Whoever is reported does not count, and gets no email about it.
    expect(await mails().countDocuments({ kind: 'objection', person: person('Nestor').id })).toBe(1);
    expect(await mails().countDocuments({ kind: 'objection', person: person('Megan').id })).toBe(0);
    await desk().as('Megan').say('hello');
    await desk().services.directory.save({ ...person('Nestor'), mail: undefined });
    await unlocked();
    await reset('Megan', 'reset pin for alice');
    const unheard = readCard(
      await desk()
        .as('Alice')
        .click(await open.card('Alice', title), notMe),
    );
    expect(unheard).toContain('I can reach no other administrator. Tell one yourself: Nestor Wilke');
    await desk().services.directory.save(person('Nestor'));
    for (const name of ['Megan', 'Nestor']) await desk().as(name).say('hello');
  });

  test('the words alone do nothing: they show the notice, whose button does', async () => {
    const objections = () => open.notices().countDocuments({ kind: 'objection' });
    const before = await objections();
    const card = await ask('Alice', "this wasn't me");
    expect(buttonsOf(card).map(({ title }) => title)).toContain(notMe);
    expect(await objections()).toBe(before);
  });

  test('"cancel" and "status" are about what was said, not about notices', async () => {
    await reset('Megan', 'reset pin for alex');
    const card = await open.card('Alex', title);
    expect(titleOf(await ask('Alex', 'cancel'))).toBe('Nothing to cancel');
    expect(titleOf(await ask('Alex', 'status'))).toBe('Nothing yet');
    expect(titleOf(await desk().as('Alex').click(card, notMe))).toBe('Your account is locked for 24 hours');
    expect(readCard(await ask('Alex', 'status'))).toContain("that this wasn't you");
  });

  test('a crash after Teams took a notice sends it again, and both copies are one offer', async () => {
    crash = true;
    const megan = desk().as('Megan');
    await megan.click(await megan.ask('reset pin for alex'), 'Reset PIN');
    const before = open.cardsOf('Alex').length;
    for (const deadline = Date.now() + 3_000; crash && Date.now() < deadline;)
      await new Promise((go) => setTimeout(go, 20));
    await open.notices().updateMany({ state: 'queued' }, { $set: { dueAt: new Date(0) } });
    await open.settled();
    const copies = open
      .cardsOf('Alex')
      .filter((card) => titleOf(card) === title)
      .slice(-2);
    expect(open.cardsOf('Alex').length).toBeGreaterThan(before);
    expect(button(copies[0]!, notMe)).toEqual(button(copies[1]!, notMe));
    expect(titleOf(await desk().as('Alex').click(copies[0]!, notMe))).toBe('Your account is locked for 24 hours');
    expect(await desk().as('Alex').note(copies[1]!, notMe)).toContain('already done at');
  });

  test('after a restore an open offer is over, and owners are told that their PINs have ended', async () => {
    const pin = await reset('Alice', 'reset my pin');
    const offered = await ask('Alice', 'reset my pin');
    const { services } = desk();
    const of = new Date('2026-11-01T12:00:00Z');
    const restore = { state: 'finishing' as const, of, heads: [], lost: [], keepPins: false, last: '' };
    await createRestoreMark(mongoOf(services)).put(restore);
    const ended = await services.afterRestore.finish();
    expect(ended!.offers).toBe(await open.offers().countDocuments({ state: 'restored' }));
    expect(await fits(pin)).toBe(false);
    const told = await open.card('Alice', 'Your PIN no longer works');
    expect(readCard(told)).toMatch(/was restored from a backup of 1 Nov 2026/);
    // Its message is edited, and a chat that still shows the button is told the same.
    expect(open.cardsOf('Alice').map(titleOf)).toContain('Over');
    const pressed = await desk().as('Alice').click(offered, 'Reset PIN');
    expect([titleOf(pressed), readCard(pressed)]).toEqual(['Over', expect.stringContaining('nothing was done now')]);
    const fresh = await open.press('Alice', told, 'Reset my PIN');
    expect(await fits(textById(await desk().as('Alice').click(fresh, 'Reset PIN'), 'pin')!)).toBe(true);
  });

  test('names nobody who was forgotten since', async () => {
    await reset('Nestor', 'reset pin for alex');
    await desk().services.directory.save({ ...person('Nestor'), accountEnabled: false });
    await desk()
      .as('Megan')
      .click(await ask('Megan', 'forget nestor'), 'Forget');
    expect(JSON.stringify(await open.notices().find().toArray())).not.toContain('Nestor');
    expect(await open.notices().countDocuments({ 'facts.by.id': person('Nestor').id })).toBe(0);
    expect(await open.notices().countDocuments({ 'facts.by.name': /^Former person/ })).toBeGreaterThan(0);
    await desk().services.directory.save(person('Nestor'));
    await desk().as('Nestor').say('hello');
  });

  test('a notice that nobody takes for a day is given up', async () => {
    desk().connector.disturb(({ path, method }) =>
      method === 'POST' && path.includes(`personal:${person('Alex').id}/`) ? 503 : undefined,
    );
    const megan = desk().as('Megan');
    await megan.click(await megan.ask('reset pin for alex'), 'Reset PIN');
    await open.settled();
    await open
      .notices()
      .updateMany({ state: 'queued' }, { $set: { dueAt: new Date(0), at: new Date(Date.now() - 24 * 3_600_000) } });
    await open.settled();
    expect(await open.notices().findOne({ state: 'lost', failure: 'undeliverable' })).toMatchObject({
      person: person('Alex').id,
    });
    desk().connector.disturb();
  });
});
