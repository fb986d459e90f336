import { mongoOf } from '../helpers/database';
import { sampleTenant } from '../../services/try-out/sample-people';
import { Secret } from '../../services/base/secret';
import { openCommandLine } from '../helpers/command-line';
import { cardIn, noteIn } from '../helpers/conversation';
import { startMailServer } from '../helpers/mail-server';
import { type DeskWithNotices, openDeskWithNotices } from '../helpers/notices';
import { button, buttonsOf, readCard, textById, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';
import { until } from '../helpers/until';

const notMe = "This wasn't me";
const title = 'Your conference ID was reset';
const objection = 'A reset was reported';

describe('a conference ID that somebody else reset', () => {
  let open: DeskWithNotices;
  const desk = () => open.desk;
  beforeAll(async () => {
    open = await openDeskWithNotices({}, { bulkInterval: 100 });
    for (const name of ['Megan', 'Nestor', 'Alice']) await desk().as(name).say('hello');
  });
  afterAll(() => desk().close());
  beforeEach(async () => {
    await mongoOf(desk().services)
      .db.collection('conferencing')
      .updateMany({}, { $unset: { blockedUntil: true } });
    await desk().services.settings.save(sampleTenant, { automaticMails: true });
    await open.settled();
  });

  /** The answer that somebody gets, if no notice comes in between. */
  async function ask(name: string, text: string) {
    await open.settled();
    return desk().as(name).ask(text);
  }
  async function reset(by: string, text: string): Promise<string> {
    const number = textById(
      await desk()
        .as(by)
        .click(await ask(by, text), 'Reset conference ID'),
      'conferenceId',
    )!;
    await open.settled();
    return number;
  }
  const recordOf = async (name: string) =>
    (await mongoOf(desk().services)
      .db.collection('conferencing')
      .findOne({ person: person(name).id }))!;
  const told = (name = 'Alice') =>
    open.notices().countDocuments({ kind: 'conference-id-reset-by-other', person: person(name).id });
  const trail = async (action: string) =>
    (await desk().services.audit.latest(sampleTenant, 20)).filter((record) => record.action === action);

  test('is told to its owner once in the 1:1 chat, also where no email goes: who and when, without the number', async () => {
    await desk().services.settings.save(sampleTenant, { automaticMails: false });
    const before = await told();
    const old = (await recordOf('Alice')).conferenceId as string;
    const number = await reset('Megan', 'reset conference id for alice');
    const card = await open.card('Alice', title);
    expect(readCard(card)).toMatch(
      /Megan Bowen \(megan\.bowen@contoso\.example\) reset your conference ID on \d+ \w+ \d{4}, \d\d:\d\d\. The old one no longer works/,
    );
    for (const one of [old, number]) expect(readCard(card)).not.toContain(one);
    expect(buttonsOf(card).map((one) => one.title)).toEqual([notMe, 'My conference info']);
    expect(await told()).toBe(before + 1);
    expect(open.cardsOf('Alice').filter((one) => titleOf(one) === title)).toHaveLength(before + 1);
    expect(textById(await ask('Alice', 'show my conference info'), 'conferenceId')).toBe(number);
  });

  test('that one reset oneself, or asked for, is told to nobody, and without a chat nothing is sent', async () => {
    const before = await open.notices().countDocuments({ kind: 'conference-id-reset-by-other' });
    await reset('Megan', 'reset my conference id');
    await reset('Megan', 'reset conference id for zoe');
    const asked = await asking();
    expect(titleOf(await desk().as('Megan').click(asked, 'Approve'))).toBe('The new conference ID');
    await open.card('Alice', 'Your request was approved');
    expect(await open.notices().countDocuments({ kind: 'conference-id-reset-by-other' })).toBe(before);
  });

  test('by the command line or in bulk is told as well', async () => {
    const before = await told();
    const server = await startMailServer();
    const line = await openCommandLine({ beside: { services: desk().services, server } });
    expect(
      await line.here(['user', 'set', person('Alice').upn, '--reset-conference-id', '--no-send-email']),
    ).toMatchObject({ code: 0 });
    await line.close();
    await server.close();
    await open.settled();
    expect(await told()).toBe(before + 1);

    await desk().services.settings.save(sampleTenant, { bulkApproval: false });
    await desk().as('Megan').say('bulk reset conference ids\nalice');
    const checked = () => open.cardsOf('Megan').find((one) => titleOf(one) === 'Reset 1 conference ID?');
    await until('the card of the job', () => checked() !== undefined);
    await desk().as('Megan').click(checked()!, buttonsOf(checked()!)[0]!.title);
    await until('the row to be done', async () => (await told()) === before + 2);
    expect(
      titleOf(
        await desk()
          .as('Alice')
          .click(await open.card('Alice', title), notMe),
      ),
    ).toBe('Your account is locked for 24 hours');
  });

  test('that was not expected blocks others for 24 hours and tells every administrator, and the PIN keeps working', async () => {
    const pin = textById(
      await desk()
        .as('Alice')
        .click(await ask('Alice', 'reset my pin'), 'Reset PIN'),
      'pin',
    )!;
    const number = await reset('Megan', 'reset conference id for alice');
    const { pin: verifier } = await recordOf('Alice');
    const card = await open.card('Alice', title);
    const answer = await desk().as('Alice').click(card, notMe);
    expect(readCard(answer)).toMatch(
      /Your conference ID and your PIN stay as they are now\..*\nNobody else can reset your PIN or your conference ID before .* You can lift that yourself\.\n.*\nTold in Teams: Nestor Wilke \(nestor\.wilke@contoso\.example\)\./,
    );
    expect(await recordOf('Alice')).toMatchObject({ conferenceId: number, pin: verifier });
    expect(await desk().services.conferencing.verifyPin(person('Alice'), new Secret(pin))).toBe(true);
    for (const name of ['Megan', 'Nestor']) {
      const words = readCard(await open.card(name, objection));
      expect(words).toContain(
        `Alice Smith (alice.smith@contoso.example) says: "This wasn't me". It is about the reset of the conference ID by ${name === 'Megan' ? 'you' : 'Megan Bowen'}`,
      );
      expect(words).toContain('The conference ID and the PIN stay as they are now.');
    }
    for (const text of ['reset pin for alice', 'reset conference id for alice'])
      expect(titleOf(await ask('Nestor', text))).toBe('Locked');
    const left =
      ((await recordOf('Alice')).blockedUntil as Date).getTime() - (await mongoOf(desk().services).now()).getTime();
    expect(left).toBeGreaterThan(23.9 * 3_600_000);
    expect(left).toBeLessThanOrEqual(24 * 3_600_000);
    const [record] = await trail('not-me');
    expect(record).toMatchObject({
      outcome: 'done',
      actor: { id: person('Alice').id },
      target: { id: person('Alice').id },
    });
    // Only records of changes to a PIN have the version of a PIN.
    expect(record!.version).toBeUndefined();
    expect(readCard(await ask('Alice', 'status'))).toContain("that this wasn't you");
  });

  test('is still reset for an owner who asks for it after the objection, as the answer says', async () => {
    const number = await reset('Megan', 'reset conference id for alice');
    const answer = await desk()
      .as('Alice')
      .click(await open.card('Alice', title), notMe);
    // Its button leads to what is not refused while the lock holds.
    await open.settled();
    const [form] = await desk().as('Alice').press(button(answer, 'Ask for a new conference ID'));
    await desk().as('Alice').invoke(button(form!.card, 'Send request'));
    await desk()
      .as('Nestor')
      .click(await open.card('Nestor', 'Do you approve?'), 'Approve');
    expect((await recordOf('Alice')).conferenceId).not.toBe(number);
  });

  test('an offer that was open before the objection is not carried out', async () => {
    await reset('Megan', 'reset conference id for alice');
    const [pinOffer, idOffer] = [
      await ask('Nestor', 'reset pin for alice'),
      await ask('Nestor', 'reset conference id for alice'),
    ];
    await desk()
      .as('Alice')
      .click(await open.card('Alice', title), notMe);
    expect(titleOf(await desk().as('Nestor').click(pinOffer, 'Reset PIN'))).toBe('Locked');
    expect(titleOf(await desk().as('Nestor').click(idOffer, 'Reset conference ID'))).toBe('Locked');
  });

  test('is objected to once: double click, two replicas, a restart in between; the card says so from then on', async () => {
    await reset('Megan', 'reset conference id for alice');
    const action = button(await open.card('Alice', title), notMe);
    const before = await open.notices().countDocuments({ kind: 'objection' });
    const answers = await open.pressEverywhere('Alice', action);
    expect(answers.map(titleOf).filter((one) => one === 'Your account is locked for 24 hours')).toHaveLength(1);
    await open.settled();
    expect(await open.notices().countDocuments({ kind: 'objection' })).toBe(before + 2);
    expect(noteIn(await desk().as('Alice').invoke(action))).toContain('already done at');
    expect(titleOf(cardIn(await desk().as('Megan').invoke(action)))).toBe('No longer valid');

    await open
      .offers()
      .updateMany({ kind: 'not-me', state: 'done', tidyAt: { $exists: true } }, { $set: { tidyAt: new Date(0) } });
    const card = await open.card('Alice', 'Your account is locked for 24 hours');
    expect(readCard(card)).toContain("that this wasn't you");
    expect(buttonsOf(card).map((one) => one.title)).toEqual([
      'Ask for a new conference ID',
      'My conference info',
      'Lift the lock',
    ]);
  });

  test('leaves a card that is too old to object with: what happened, and nothing to object with', async () => {
    await reset('Megan', 'reset conference id for alice');
    await open.expire('not-me', 'Alice');
    const card = await open.card('Alice', title);
    expect(readCard(card)).toContain('Megan Bowen (megan.bowen@contoso.example) reset your conference ID');
    expect(readCard(card)).not.toContain(notMe);
    expect(buttonsOf(card).map((one) => one.title)).toEqual(['My conference info']);
  });

  /** Alice asks for a new one; the card on which an administrator decides. */
  async function asking(decider = 'Megan') {
    const refusal = await ask('Alice', 'reset my conference id');
    const [form] = await desk().as('Alice').press(button(refusal, 'Ask an admin'));
    await desk().as('Alice').invoke(button(form!.card, 'Send request'));
    return open.card(decider, 'Do you approve?');
  }
});
