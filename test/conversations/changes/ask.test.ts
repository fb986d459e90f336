import { mongoOf } from '../../helpers/database';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { cardIn, isNote } from '../../helpers/conversation';
import { type DeskWithNotices, openDeskWithNotices } from '../../helpers/notices';
import { button, buttonsOf, elementsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

const undecided = 'Do you approve?';
const answered = 'A request was answered';

describe('a user who may not reset the own conference ID', () => {
  let open: DeskWithNotices;
  const desk = () => open.desk;
  beforeEach(async () => {
    open = await openDeskWithNotices();
    for (const name of ['Megan', 'Nestor', 'Alice', 'Alex']) await desk().as(name).say('hello');
  });
  afterEach(() => desk().close());

  /** The card that asks for a reason, by way of the refusal. */
  async function asking(name = 'Alice') {
    await open.settled();
    const refusal = await desk().as(name).ask('reset my conference id');
    const [sent] = await desk().as(name).press(button(refusal, 'Ask an admin'));
    return sent!.card;
  }
  /** Sends the request as Teams does: the values of the inputs together with the data of the button. */
  async function send(card: Parameters<typeof button>[0], reason?: unknown, name = 'Alice') {
    const { verb, data } = button(card, 'Send request');
    return desk()
      .as(name)
      .invoke({ verb, data: { ...data, ...(reason === undefined ? {} : { reason }) } });
  }
  const withReason = ({ verb, data }: ReturnType<typeof button>, reason: string) => ({
    verb,
    data: { ...data, reason },
  });
  const idOf = async (name: string) =>
    (await mongoOf(desk().services)
      .db.collection('conferencing')
      .findOne({ person: person(name).id }))!.conferenceId as string;
  const trail = async (action: string) =>
    (await desk().services.audit.latest(sampleTenant, 30)).filter((record) => record.action === action);

  test('is told why, and can ask the administrators, with a reason or without', async () => {
    const refusal = await desk().as('Alice').ask('reset my conference id');
    expect(titleOf(refusal)).toBe('Not permitted');
    const card = await asking();
    expect(elementsOf(card).find(({ type }) => type === 'Input.Text')).toMatchObject({
      id: 'reason',
      maxLength: 200,
      label: expect.stringContaining('optional') as string,
    });
    expect(readCard(card)).toContain('It goes to: Megan Bowen (megan.bowen@contoso.example), Nestor Wilke');
    expect(await open.requests().countDocuments({})).toBe(0);
    expect(titleOf(cardIn(await send(card)))).toBe('Request sent');
    for (const name of ['Megan', 'Nestor']) {
      const request = await open.card(name, undecided);
      expect(readCard(request)).toMatch(
        /Do you approve\?\nReset Alice Smith's conference ID\?\nAsked by Alice Smith \(alice\.smith@contoso\.example\) on .*\nNo reason was given\.\n.*\nThe first answer decides\. Open until \d+ /,
      );
      expect(buttonsOf(request).map(({ title }) => title)).toEqual(['Approve', 'Decline']);
    }
    expect((await trail('ask-admin'))[0]).toMatchObject({ outcome: 'done', actor: { id: person('Alice').id } });
  });

  test('gets the new conference ID when one approves, and the other administrator sees who it was', async () => {
    const before = await idOf('Alice');
    await send(await asking(), 'My boss has it');
    const request = await open.card('Megan', undecided);
    expect(readCard(request)).toContain('Reason, as it was written: My boss has it');
    const done = await desk().as('Megan').click(request, 'Approve');
    expect(textById(done, 'conferenceId')).toBe(await idOf('Alice'));
    expect(readCard(done)).toContain('Alice Smith (alice.smith@contoso.example) asked for this and is told in Teams.');
    expect(await idOf('Alice')).not.toBe(before);
    const seen = await open.card('Nestor', answered);
    expect(readCard(seen)).toMatch(
      /Megan Bowen \(megan\.bowen@contoso\.example\) approved it on \d+ \w+ \d{4}, \d\d:\d\d\./,
    );
    expect(buttonsOf(seen)).toEqual([]);
    const told = await open.card('Alice', 'Your request was approved');
    expect(readCard(told)).toContain('Megan Bowen');
    const [info] = await desk().as('Alice').press(button(told, 'Show conference info'));
    expect(textById(info!.card, 'conferenceId')).toBe(await idOf('Alice'));
    expect((await trail('reset-conference-id'))[0]).toMatchObject({
      outcome: 'done',
      actor: { id: person('Megan').id, role: 'admin' },
      target: { id: person('Alice').id },
    });
    expect(titleOf(await desk().as('Megan').click(request, 'Decline'))).toBe('Already answered');
  });

  test('is told when one declines, and nothing is changed', async () => {
    const before = await idOf('Alice');
    await send(await asking());
    const [megan, nestor] = [await open.card('Megan', undecided), await open.card('Nestor', undecided)];
    const answer = cardIn(
      await desk()
        .as('Nestor')
        .invoke(withReason(button(nestor, 'Decline'), 'Keep it until the audit is over')),
    );
    expect(titleOf(answer)).toBe('Declined');
    expect(readCard(answer)).toContain(
      'Alice Smith (alice.smith@contoso.example) asked for this and is told in Teams.',
    );
    const late = await desk().as('Megan').click(megan, 'Approve');
    expect(titleOf(late)).toBe(answered);
    expect(readCard(late)).toContain('Nestor Wilke (nestor.wilke@contoso.example) declined it on');
    const told = await open.card('Alice', 'Your request was declined');
    expect(readCard(told)).toContain('Nestor Wilke');
    expect(readCard(told)).toContain(
      'Reason, as it was written: Keep it until the audit is over\nYou can ask again, with a reason that says what it is for.',
    );
    expect(titleOf((await desk().as('Alice').press(button(told, 'Ask again')))[0]!.card)).toBe(
      'Ask for a new conference ID?',
    );
    expect(readCard(await open.card('Megan', answered))).toContain('Nestor Wilke');
    expect(await idOf('Alice')).toBe(before);
    expect(JSON.stringify(await desk().services.audit.latest(sampleTenant, 50))).not.toContain('audit is over');
    expect((await trail('decline-request'))[0]).toMatchObject({
      outcome: 'done',
      actor: { id: person('Nestor').id },
      target: { id: person('Alice').id },
    });
  });

  test('gets one decision, also when two administrators decide at the same moment on two replicas', async () => {
    await send(await asking());
    const [megan, nestor] = [await open.card('Megan', undecided), await open.card('Nestor', undecided)];
    const other = await desk().addReplica();
    const answers = await Promise.all([
      desk().as('Megan').invoke(button(megan, 'Approve')),
      desk().as('Megan', { replica: other }).invoke(button(megan, 'Decline')),
      desk().as('Nestor', { replica: other }).invoke(button(nestor, 'Approve')),
      desk().as('Nestor').invoke(button(nestor, 'Decline')),
    ]);
    const decided = answers
      .map((answer) => titleOf(cardIn(answer)))
      .filter((title) => title === 'Declined' || title === 'New conference ID' || title.includes('conference ID'));
    expect(decided).toHaveLength(1);
    await open.settled();
    expect(open.cardsOf('Alice').filter((card) => /^Your request was/.test(titleOf(card)))).toHaveLength(1);
    expect(await open.requests().countDocuments({ state: { $in: ['approved', 'declined'] } })).toBe(1);
  });

  test('who asks again is told that it was asked, and sends it once with a double click', async () => {
    const card = await asking();
    const answers = await Promise.all([send(card), send(card), send(card)]);
    expect(answers.filter((answer) => !isNote(answer)).map((answer) => titleOf(cardIn(answer)))).toEqual([
      'Request sent',
    ]);
    expect(titleOf(await asking())).toBe('Already asked');
    expect(await open.requests().countDocuments({})).toBe(1);
    await desk()
      .as('Megan')
      .click(await open.card('Megan', undecided), 'Decline');
    expect(titleOf(await asking())).toBe('Ask for a new conference ID?');
  });

  test('hears after 7 days that nobody decided, and may ask again', async () => {
    await send(await asking());
    const request = await open.card('Megan', undecided);
    const { askedAt, expiresAt } = (await open.requests().findOne())!;
    expect(expiresAt.getTime() - askedAt.getTime()).toBe(7 * 24 * 3_600_000);
    await desk().addReplica();
    await open.expire('decline-request', 'Megan');
    expect(readCard(await open.card('Alice', 'Nobody has answered your request'))).toContain(
      'Nobody decided it in 7 days',
    );
    expect(open.cardsOf('Alice').filter((card) => titleOf(card) === 'Nobody has answered your request')).toHaveLength(
      1,
    );
    expect(buttonsOf(await open.card('Nestor', answered))).toEqual([]);
    expect(titleOf(await desk().as('Megan').click(request, 'Approve'))).toBe(answered);
    expect((await trail('reset-conference-id'))[1]).toMatchObject({ outcome: 'lapsed' });
    expect(titleOf(await asking())).toBe('Ask for a new conference ID?');
  });

  test('reaches administrators by email when none has a chat with the bot, now or any more', async () => {
    const mails = () =>
      mongoOf(desk().services)
        .db.collection<{ person: string; state: string }>('outbox')
        .find({ kind: 'request' })
        .toArray();
    await desk().services.chats.remove(sampleTenant, person('Nestor').id);
    const card = await asking();
    await desk().services.chats.remove(sampleTenant, person('Megan').id);
    const sent = cardIn(await send(card));
    expect(titleOf(sent)).toBe('Request sent');
    expect(readCard(sent)).toContain(
      'No administrator has a chat with me, so it is being emailed to: Megan Bowen (megan.bowen@contoso.example), Nestor Wilke',
    );
    expect((await mails()).map(({ person: id }) => id).sort()).toEqual(
      [person('Megan').id, person('Nestor').id].sort(),
    );
    // The first hello shows what waits, with its buttons.
    await desk().as('Nestor').say('hello');
    const request = await open.card('Nestor', undecided);
    expect(readCard(request)).toContain("Reset Alice Smith's conference ID?");
    await desk().as('Nestor').click(request, 'Decline');
    await open.card('Alice', 'Your request was declined');

    // A card that reaches nobody is followed by an email, and the request stays open.
    await desk().services.chats.remove(sampleTenant, person('Nestor').id);
    await desk().as('Megan').say('hello');
    desk().connector.disturb(({ path, method }) =>
      method === 'POST' && path.includes(`personal:${person('Megan').id}/`) ? 403 : undefined,
    );
    await send(await asking());
    await open.settled();
    expect(await mails()).toHaveLength(4);
    expect(await open.requests().findOne({ state: 'open' })).toMatchObject({ mailed: true });
    desk().connector.disturb();
  });

  test('is told whom to ask when nothing reaches an administrator', async () => {
    for (const name of ['Megan', 'Nestor']) {
      await desk().services.directory.save({ ...person(name), mail: undefined });
      await desk().services.chats.remove(sampleTenant, person(name).id);
    }
    const card = await asking();
    expect(titleOf(card)).toBe('Ask an administrator yourself');
    expect(readCard(card)).toContain('Megan Bowen (megan.bowen@contoso.example), Nestor Wilke');
    expect(await open.requests().countDocuments({})).toBe(0);
  });

  test('writes a reason that is shown as it is, cut to 200 characters, and neither logged nor in the trail', async () => {
    const hostile = `**bold** [x](https://evil.example) \u202Egro\u202C\n# <b>b</b> {{DATE(2017-02-14T06:08:39Z)}} ${'w'.repeat(300)}`;
    await send(await asking(), hostile);
    const request = await open.card('Megan', undecided);
    const line = elementsOf(request).find((element) => JSON.stringify(element).includes('evil.example'))!;
    expect(line.type).toBe('RichTextBlock');
    expect(readCard(request)).toContain(
      'Reason, as it was written: **bold** [x](https://evil.example) gro # <b>b</b> { {DATE',
    );
    expect(readCard(request)).not.toContain('\u202E');
    expect((await open.requests().findOne())!.reason).toHaveLength(200);
    await desk().as('Megan').click(request, 'Approve');
    await open.settled();
    expect(desk().logged.join('\n')).not.toContain('evil.example');
    expect(JSON.stringify(await desk().services.audit.latest(sampleTenant, 50))).not.toContain('evil.example');
  });

  test.each([[{ $ne: '' }], [['x']], ['x'.repeat(1_001)], [true]])(
    'is refused with 400 when the reason is %j',
    async (reason) => {
      expect((await send(await asking(), reason)).status).toBe(400);
      expect(await open.requests().countDocuments({})).toBe(0);
    },
  );

  test('an administrator who was demoted since, or reads it in another chat, cannot decide', async () => {
    await send(await asking());
    const request = await open.card('Nestor', undecided);
    expect(titleOf(cardIn(await desk().as('Megan').invoke(button(request, 'Approve'))))).toBe('No longer valid');
    await desk().services.directory.save({ ...person('Nestor'), role: 'user' });
    for (const title of ['Approve', 'Decline'])
      expect(titleOf(await desk().as('Nestor').click(request, title))).toBe('Not permitted');
    expect(await open.requests().findOne()).toMatchObject({ state: 'open' });
  });

  test('the words of an administrator leave the request open, and the other way round', async () => {
    await send(await asking());
    const request = await open.card('Megan', undecided);
    const offer = await desk().as('Megan').ask('reset conference id for alice');
    expect(await open.offers().countDocuments({ state: 'offered', notice: { $exists: true } })).toBe(4);
    await desk().restart();
    expect(textById(await desk().as('Megan').click(request, 'Approve'), 'conferenceId')).toBeDefined();
    expect(textById(await desk().as('Megan').click(offer, 'Reset conference ID'), 'conferenceId')).toBeDefined();
  });

  test('who objected to a reset can still ask for a new conference ID', async () => {
    const until = new Date(Date.now() + 3_600_000);
    await mongoOf(desk().services)
      .db.collection('conferencing')
      .updateOne({ person: person('Alice').id }, { $set: { blockedUntil: until } });
    await send(await asking());
    expect(
      textById(
        await desk()
          .as('Megan')
          .click(await open.card('Megan', undecided), 'Approve'),
        'conferenceId',
      ),
    ).toBe(await idOf('Alice'));
  });

  test('needs to ask nobody where people may do it themselves, and an administrator never does', async () => {
    expect(titleOf(await desk().as('Megan').ask('ask an admin'))).toBe('No need to ask');
    await desk().services.settings.save(sampleTenant, { selfServiceConferenceId: true });
    const alice = desk().as('Alice');
    expect(titleOf(await alice.ask('ask an admin'))).toBe('No need to ask');
    expect(readCard(await alice.ask('help commands'))).toContain('reset conference id');
    expect(buttonsOf(await alice.ask('help')).map(({ title }) => title)).toContain('Reset my conference ID');
    expect(buttonsOf(await alice.ask('conference info')).map(({ title }) => title)).toContain('Reset my conference ID');
    const offer = await alice.ask('reset my conference id');
    expect(textById(await alice.click(offer, 'Reset conference ID'), 'conferenceId')).toBe(await idOf('Alice'));
    expect(titleOf(await alice.ask('reset conference id for alex'))).toBe('Not permitted');
    const late = await alice.ask('reset my conference id');
    await desk().services.settings.save(sampleTenant, { selfServiceConferenceId: false });
    expect(titleOf(await alice.click(late, 'Reset conference ID'))).toBe('Not permitted');
  });
});
