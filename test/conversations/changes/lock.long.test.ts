import { sampleTenant } from '../../../services/try-out/sample-people';
import type { Card } from '../../../cards/card';
import { type DeskWithNotices, openDeskWithNotices } from '../../helpers/notices';
import { buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

const notMe = "This wasn't me";

describe('the lock of somebody who reported a reset', () => {
  let open: DeskWithNotices;
  const desk = () => open.desk;
  beforeEach(async () => {
    open = await openDeskWithNotices();
    for (const name of ['Megan', 'Nestor', 'Alice', 'Adele']) await desk().as(name).say('hello');
    await desk()
      .as('Megan')
      .click(await ask('Megan', 'reset pin for alice'), 'Reset PIN');
    answer = await desk()
      .as('Alice')
      .click(await open.card('Alice', 'Your PIN was reset'), notMe);
  });
  let answer: Card;
  afterEach(() => desk().close());

  const ask = (name: string, text: string) => open.ask(name, text);
  const press = (name: string, card: Card, title: string) => open.press(name, card, title);
  const titles = (card: Card) => buttonsOf(card).map(({ title }) => title);
  const lifted = async () =>
    (await desk().services.audit.latest(sampleTenant, 20)).filter(
      ({ action, outcome }) => action === 'lift-lock' && outcome === 'done',
    );

  test('is lifted by the owner, whose cards then promise what is not refused', async () => {
    expect(titleOf(answer)).toBe('Your account is locked for 24 hours');
    expect(titles(answer)).toEqual(['Reset my PIN', 'My conference info', 'Lift the lock']);
    for (const words of ['my conference info', 'who am i', 'show'])
      expect(readCard(await ask('Alice', words))).toMatch(/Locked by you until \d+ \w+ \d{4}/);
    const offer = await press('Alice', answer, 'Lift the lock');
    expect(titleOf(offer)).toBe('Lift your lock?');
    expect(titleOf(await desk().as('Alice').click(offer, 'Lift the lock'))).toBe('No longer locked');
    expect(await lifted()).toMatchObject([
      { actor: { id: person('Alice').id }, target: { id: person('Alice').id }, change: { before: 'locked' } },
    ]);
    const megan = await ask('Megan', 'reset pin for alice');
    expect(textById(await desk().as('Megan').click(megan, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
    expect(titleOf(await ask('Alice', 'lift my lock'))).toBe('Not locked');
  });

  test('is lifted by another administrator, the owner is told, and can lock it again', async () => {
    const told = await open.card('Nestor', 'A reset was reported');
    expect(titles(told)).toEqual(['Lift the lock', 'Audit']);
    expect(readCard(told)).toMatch(/Locked until \d+ \w+ \d{4}, \d\d:\d\d: nobody else can reset/);
    const refused = await ask('Nestor', 'reset pin for alice');
    expect(readCard(refused)).toMatch(/^Locked\nLocked by Alice Smith until \d+ \w+ \d{4}, \d\d:\d\d\n/);
    const offer = await press('Nestor', refused, 'Lift the lock');
    expect(readCard(await desk().as('Nestor').click(offer, 'Lift the lock'))).toContain(
      'The person is told that you lifted the lock.',
    );
    expect(await lifted()).toMatchObject([{ actor: { id: person('Nestor').id }, target: { id: person('Alice').id } }]);
    const heard = await open.card('Alice', 'Your account is no longer locked');
    expect(readCard(heard)).toContain('Nestor Wilke (nestor.wilke@contoso.example) lifted the lock on');
    expect(titleOf(await desk().as('Alice').click(heard, notMe))).toBe('Your account is locked for 24 hours');
    // Now Nestor is one of those who were reported.
    for (const name of ['Nestor', 'Megan'])
      expect(titles(await ask(name, 'reset pin for alice'))).not.toContain('Lift the lock');
    expect(readCard(await open.card('Nestor', 'A reset was reported'))).toContain(
      'It is about lifting the lock by you on',
    );
  });

  test('is not lifted by the one who was reported, by helpdesk, or by a user', async () => {
    const told = await open.card('Megan', 'A reset was reported');
    expect(titles(told)).toEqual(['Audit']);
    expect(readCard(told)).toContain('You cannot lift the lock: the owner can, or another administrator.');
    expect(titles(await ask('Megan', 'reset pin for alice'))).toEqual(['Who are the admins?']);
    expect(titles(await ask('Megan', 'show alice'))).not.toContain('Lift the lock');
    expect(titles(await ask('Nestor', 'show alice'))).toContain('Lift the lock');
    const refused = await ask('Megan', 'lift the lock of alice');
    expect(titleOf(refused)).toBe('Not by you');
    expect(readCard(refused)).toContain('Ask an administrator: Nestor Wilke (nestor.wilke@contoso.example).');
    for (const name of ['Adele', 'Alice'])
      expect(titleOf(await ask(name, name === 'Alice' ? 'lift the lock of alex' : 'unlock alice'))).toBe(
        'Not permitted',
      );
    expect(await lifted()).toEqual([]);
  });

  test('an offer to lift it is refused to whom the owner reports meanwhile', async () => {
    const nestor = await ask('Nestor', 'unlock alice');
    await desk()
      .as('Alice')
      .click(await ask('Alice', 'lift my lock'), 'Lift the lock');
    await desk()
      .as('Nestor')
      .click(await ask('Nestor', 'reset pin for alice'), 'Reset PIN');
    await desk()
      .as('Alice')
      .click(await open.card('Alice', 'Your PIN was reset'), notMe);
    expect(titleOf(await desk().as('Nestor').click(nestor, 'Lift the lock'))).toBe('Not by you');
  });

  test('of a protected person takes two administrators, and none of them the one who was reported', async () => {
    await desk().services.directory.save({ ...person('Alice'), protected: true });
    await desk().services.directory.save({ ...person('Adele'), role: 'admin' });
    const offer = await ask('Nestor', 'lift the lock of alice');
    expect(titleOf(offer)).toBe('This takes two administrators');
    expect(readCard(offer)).toContain('It goes to: Adele Vance (adele.vance@contoso.example).');
    await desk().as('Nestor').click(offer, 'Ask for approval');
    await open.settled();
    expect(open.cardsOf('Megan').map(titleOf)).not.toContain('Do you approve?');
    const decision = await open.card('Adele', 'Do you approve?');
    expect(readCard(decision)).toContain("Lift Alice Smith's lock?");
    expect(titleOf(await desk().as('Adele').click(decision, 'Approve'))).toBe('No longer locked');
    expect(await lifted()).toMatchObject([{ actor: { id: person('Adele').id }, asker: { id: person('Nestor').id } }]);
  });

  test('typed words show the open notice, or that it is locked', async () => {
    const card = await ask('Alice', "this wasn't me");
    expect(readCard(card)).toMatch(/Your account is locked until \d+/);
    expect(titles(card)).toEqual(['Reset my PIN', 'Lift the lock', 'Who are the admins?']);
  });
});

describe('protecting somebody, and changing the own role', () => {
  let open: DeskWithNotices;
  const desk = () => open.desk;
  beforeEach(async () => {
    open = await openDeskWithNotices();
    for (const name of ['Megan', 'Nestor']) await desk().as(name).say('hello');
  });
  afterEach(() => desk().close());

  test('warns before where only two administrators exist, and not where there are more', async () => {
    const offer = readCard(await desk().as('Megan').ask('protect alice'));
    expect(offer).toContain(
      'Only you and Nestor Wilke (nestor.wilke@contoso.example) could then change anything of this person: each change takes both of you.',
    );
    expect(offer).toContain('Removing protection also takes two.');
    expect(readCard(await desk().as('Megan').ask('protect nestor'))).toContain(
      'There is no third administrator, so nobody could approve a change to this one.',
    );
    await desk().services.directory.save({ ...person('Adele'), role: 'admin' });
    expect(readCard(await desk().as('Megan').ask('protect alice'))).not.toContain('Only you and');
  });

  test('the advice for who has no second administrator is not refused as well', async () => {
    const save = (name: string, set: object) => desk().services.directory.save({ ...person(name), ...set });
    await save('Nestor', { protected: true });
    const none = readCard(await desk().as('Megan').ask('reset conference id for nestor'));
    expect(none).toContain('Make a third one: type "make", the name, and "admin". Nestor Wilke');
    const third = await desk().as('Megan').ask('make adele admin');
    await desk().as('Megan').click(third, 'Ask for approval');
    await desk()
      .as('Nestor')
      .click(await open.card('Nestor', 'Do you approve?'), 'Approve');
    await desk().as('Adele').say('hello');
    await open.settled();
    expect(titleOf(await desk().as('Megan').ask('reset conference id for nestor'))).toBe(
      'This takes two administrators',
    );

    await save('Nestor', { role: 'user', protected: true });
    await save('Adele', { role: 'user' });
    const alone = readCard(await desk().as('Megan').ask('reset conference id for nestor'));
    expect(alone).toContain('You are the only administrator. Make somebody one');
    const offer = await desk().as('Megan').ask('make adele admin');
    expect(titleOf(await desk().as('Megan').click(offer, 'Change role'))).toBe('Role changed');
    expect(titleOf(await desk().as('Megan').ask('reset conference id for nestor'))).toBe(
      'This takes two administrators',
    );
  });

  test('changing the own role warns on the offer', async () => {
    const offer = await desk().as('Megan').ask('make megan helpdesk');
    expect(readCard(offer)).toContain('Change your own role?');
    expect(readCard(offer)).toContain('You stop being an administrator at once, and only another administrator');
    expect(readCard(await desk().as('Megan').ask('make alice helpdesk'))).not.toContain('own role');
  });
});
