import { mongoOf } from '../../helpers/database';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { Secret } from '../../../services/base/secret';
import type { Card } from '../../../cards/card';
import { cardIn } from '../../helpers/conversation';
import { type DeskWithNotices, openDeskWithNotices } from '../../helpers/notices';
import { button, buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

const undecided = 'Do you approve?';

describe('helpdesk, asked to reset somebody', () => {
  let open: DeskWithNotices;
  const desk = () => open.desk;
  beforeEach(async () => {
    open = await openDeskWithNotices();
    for (const name of ['Megan', 'Nestor', 'Alice', 'Adele']) await desk().as(name).say('hello');
  });
  afterEach(() => desk().close());

  const ask = (name: string, text: string) => open.ask(name, text);
  const press = (name: string, card: Card, title: string) => open.press(name, card, title);
  const titles = (card: Card) => buttonsOf(card).map(({ title }) => title);
  /** Adele asks for a new PIN for Alice, and the request reaches the administrators. */
  async function request(inputs: Record<string, string> = {}) {
    const form = await press('Adele', await ask('Adele', 'reset pin for alice'), 'Ask an admin');
    const { verb, data } = button(form, 'Send request');
    return cardIn(
      await desk()
        .as('Adele')
        .invoke({ verb, data: { ...data, ...inputs } }),
    );
  }
  const trail = async (action: string) =>
    (await desk().services.audit.latest(sampleTenant, 30)).filter((record) => record.action === action);
  const protect = (name: string) => desk().services.directory.save({ ...person(name), protected: true });

  test('is told who can, has the buttons for it, and the words for the caller', async () => {
    const card = await ask('Adele', 'reset pin for alice');
    expect(readCard(card)).toBe(
      [
        'Not permitted',
        'Alice Smith (alice.smith@contoso.example): only an administrator, or the owner, resets the PIN.',
        'Ask an administrator: Megan Bowen (megan.bowen@contoso.example), Nestor Wilke (nestor.wilke@contoso.example).',
        'Words for the caller: "Open the chat with Dial-in Desk in Teams, type: reset my pin, and press Reset PIN. Only ' +
          'you see the new PIN, once."',
      ].join('\n'),
    );
    expect(titles(card)).toEqual(['Ask an admin', 'Nudge them']);
    const ofId = await ask('Adele', 'reset conference id for alice');
    expect(readCard(ofId)).toContain('only an administrator, or the owner, resets the conference ID.');
    expect(titles(ofId)).toEqual(['Ask an admin']);
    expect((await trail('reset-pin'))[0]).toMatchObject({ outcome: 'refused', reason: 'not-for-others' });
  });

  test('chooses among people of one name, as for what it may do', async () => {
    const card = await ask('Adele', 'reset pin for alx wilber');
    expect(titleOf(card)).toBe('Nobody found');
    const [, first] = /\n(Alex Wilber)/.exec(readCard(card))!;
    expect(first).toBe('Alex Wilber');
  });

  test('a user who names somebody else learns nothing of them, and who the administrators are', async () => {
    const answers = await Promise.all(
      ['reset pin for alex', 'reset pin for nobody at all'].map((text) => desk().as('Alice').say(text)),
    );
    const cards = answers.map(([sent]) => readCard(sent!.card));
    expect(cards[0]).toBe(cards[1]);
    expect(cards[0]).toContain(
      'You cannot do this for other people. An administrator can.\nAsk an administrator: Megan Bowen',
    );
    expect(titles(answers[0]![0]!.card)).toEqual(['Reset my PIN', 'Who are the admins?']);
  });

  test('asks with reason and ticket; one administrator approves, and only the owner sees the PIN', async () => {
    const old = textById(
      await desk()
        .as('Alice')
        .click(await ask('Alice', 'reset my pin'), 'Reset PIN'),
      'pin',
    )!;
    const sent = await request({ reason: 'On the phone, cannot find the chat', ticket: 'INC-4711' });
    expect(readCard(sent)).toContain(
      'Request sent\nAlice Smith (alice.smith@contoso.example)\nIt went to: Megan Bowen',
    );
    expect(readCard(sent)).toContain("You'll hear here within 7 days.");
    expect((await trail('ask-pin-reset'))[0]).toMatchObject({
      ...{ outcome: 'done', actor: { id: person('Adele').id }, target: { id: person('Alice').id } },
    });
    expect(await open.requests().findOne()).toMatchObject({ ticket: 'INC-4711', via: 'ask-pin-reset' });
    const decision = await open.card('Megan', undecided);
    expect(readCard(decision)).toMatch(
      /Reset Alice Smith's PIN\?\nAlice Smith \(alice\.smith@contoso\.example\)\nAsked by Adele Vance \(.*\) on .*\nTicket: INC-4711\nReason, as it was written: On the phone, cannot find the chat\n/,
    );
    const approved = await desk().as('Megan').click(decision, 'Approve');
    // The tenant lets administrators see PINs, but not this one.
    expect(textById(approved, 'pin')).toBeUndefined();
    expect(readCard(approved)).toContain(
      'Adele Vance (adele.vance@contoso.example) asked for this and is told in Teams.',
    );
    const told = await open.card('Adele', 'Your request was approved');
    expect(readCard(told)).toContain("Reset Alice Smith's PIN\nMegan Bowen");
    expect(readCard(told)).toContain('The new PIN is delivered to Alice Smith alone. Nobody else sees it.');
    const waiting = await open.card('Alice', 'A new PIN is waiting for you');
    const pin = textById(await desk().as('Alice').click(waiting, 'Show my new PIN'), 'pin')!;
    expect(await desk().services.conferencing.verifyPin(person('Alice'), new Secret(pin))).toBe(true);
    expect(await desk().services.conferencing.verifyPin(person('Alice'), new Secret(old))).toBe(false);
    expect((await trail('reset-pin'))[0]).toMatchObject({
      ...{ outcome: 'done', actor: { id: person('Megan').id }, asker: { id: person('Adele').id } },
    });
    expect(JSON.stringify(await desk().services.audit.latest(sampleTenant, 50))).not.toMatch(/INC-4711|find the chat/);
    expect(desk().logged.join('\n')).not.toMatch(/INC-4711|find the chat/);
  });

  test('hears why when one declines, and what the owner can still do', async () => {
    await request();
    const { verb, data } = button(await open.card('Nestor', undecided), 'Decline');
    await desk()
      .as('Nestor')
      .invoke({ verb, data: { ...data, reason: 'Call back first' } });
    const told = await open.card('Adele', 'Your request was declined');
    expect(readCard(told)).toContain(
      'Reason, as it was written: Call back first\nAlice Smith can still reset the PIN without you',
    );
    expect(titles(told)).toEqual(['Ask again', 'Who are the admins?']);
  });

  test('asks nothing that two administrators, or another one, would have to do', async () => {
    await protect('Alice');
    const guarded = await ask('Adele', 'reset pin for alice');
    expect(readCard(guarded)).toContain('This person is protected: a change takes two administrators');
    expect(titles(guarded)).toEqual(['Nudge them', 'Who are the admins?']);
    const [refused] = await desk()
      .as('Adele')
      .press({ title: '', verb: 'ask-pin-reset', data: { person: person('Alice').id } });
    expect(titleOf(refused!.card)).toBe('Protected');
    const admin = await ask('Adele', 'reset pin for nestor');
    expect(readCard(admin)).toContain('This is an administrator: only another one can do something here.');
    expect(titles(admin)).toEqual(['Nudge them', 'Who are the admins?']);
    const [other] = await desk()
      .as('Adele')
      .press({ title: '', verb: 'ask-pin-reset', data: { person: person('Nestor').id } });
    expect(readCard(other!.card)).toContain('Helpdesk cannot change anything of an administrator, or ask for it.');
    expect(await open.requests().countDocuments({})).toBe(0);
  });

  test.each([
    ['the person was protected since', () => protect('Alice'), 'Protected'],
    [
      'the person was made an administrator since',
      () => desk().services.directory.save({ ...person('Alice'), role: 'admin' }),
      'Not approved',
    ],
    [
      'whoever asked is no longer helpdesk',
      () => desk().services.directory.save({ ...person('Adele'), role: 'user' }),
      'Not approved',
    ],
  ])('is not approved by one administrator when %s', async (_, change, title) => {
    await request();
    const decision = await open.card('Megan', undecided);
    await change();
    expect(titleOf(await desk().as('Megan').click(decision, 'Approve'))).toBe(title);
    expect(await open.requests().findOne()).toMatchObject({ state: 'open' });
    expect(await trail('reset-pin')).toEqual([expect.objectContaining({ outcome: 'refused' }), expect.anything()]);
  });

  test('does not get around a lock: neither the question nor an approval', async () => {
    await request();
    const decision = await open.card('Megan', undecided);
    await mongoOf(desk().services)
      .db.collection('conferencing')
      .updateOne({ person: person('Alice').id }, { $set: { blockedUntil: new Date(Date.now() + 3_600_000) } });
    expect(titleOf(await desk().as('Megan').click(decision, 'Approve'))).toBe('Locked');
    await open.requests().deleteMany({});
    const refused = await ask('Adele', 'reset pin for alice');
    expect(readCard(refused)).toMatch(/Locked until .*: this person reported a reset\./);
    expect(titles(refused)).toEqual(['Nudge them', 'Who are the admins?']);
  });

  test('nudges the owner once in 24 hours, with the button on a card in the owner’s chat', async () => {
    const refusal = await ask('Adele', 'reset pin for alice');
    const offer = await press('Adele', refusal, 'Nudge them');
    const again = await desk().as('Adele').click(offer, 'Nudge');
    expect(titleOf(again)).toBe('Suggestion sent');
    const card = await open.card('Alice', 'Helpdesk suggests: reset your PIN');
    expect(readCard(card)).toContain('Adele Vance (adele.vance@contoso.example) suggested it on');
    const own = await press('Alice', card, 'Reset my PIN');
    expect(textById(await desk().as('Alice').click(own, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
    expect((await trail('nudge'))[0]).toMatchObject({
      ...{ outcome: 'done', actor: { id: person('Adele').id, role: 'helpdesk' }, target: { id: person('Alice').id } },
    });
    expect(titleOf(await ask('Megan', 'nudge alice'))).toBe('Suggested already');
    expect(readCard(await ask('Adele', 'reset pin for alice'))).toContain('It was suggested to them already.');
    expect(await open.notices().countDocuments({ kind: 'nudge' })).toBe(1);
    expect(titleOf(await ask('Alice', 'nudge alex'))).toBe('Not permitted');
  });

  test('nudges by email where the owner has no chat with the bot', async () => {
    const offer = await ask('Adele', 'nudge isaiah lang');
    expect(readCard(offer)).toContain(
      'They have no chat with me, so they get an email at isaiah.lang@contoso.example.',
    );
    const sent = await desk().as('Adele').click(offer, 'Nudge');
    expect(readCard(sent)).toContain('It is being emailed');
    const mails = mongoOf(desk().services).db.collection('outbox');
    expect(await mails.findOne({ kind: 'nudge' })).toMatchObject({
      ...{ person: person('Isaiah Lang').id, to: 'isaiah.lang@contoso.example', by: { name: 'Adele Vance' } },
    });
    await desk().services.directory.save({ ...person('Isaiah Lang'), mail: undefined });
    await mongoOf(desk().services).db.collection('limits').deleteMany({});
    expect(titleOf(await ask('Adele', 'nudge isaiah lang'))).toBe('Not reachable');
  });
});
