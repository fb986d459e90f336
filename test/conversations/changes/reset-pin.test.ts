import { mongoOf } from '../../helpers/database';
import { cardIn, type OpenDesk, openDesk } from '../../helpers/conversation';
import { Secret } from '../../../services/base/secret';
import { button, buttonsOf, readCard, textById, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

describe('reset pin', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  test('asks first, then shows the PIN once', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    expect(titleOf(offer)).toBe('Reset your PIN?');
    expect(Object.keys(button(offer, 'Reset PIN').data)).toEqual(['opId']);
    expect(button(offer, 'Reset PIN').verb).toBe('confirm');
    expect(button(offer, 'Cancel').verb).toBe('cancel');

    const shown = await alice.click(offer, 'Reset PIN');
    expect(textById(shown, 'pin')).toMatch(/^\d{12}$/);
    expect(readCard(shown)).not.toContain('mailed');

    // It leaves the card alone, on which somebody may be reading the PIN.
    expect(await alice.note(offer, 'Reset PIN')).toMatch(/already done at \d\d:\d\d\. The new PIN is on this card\./);
  });

  test('the PIN on the card is the one that works, and the old one stops', async () => {
    const alice = desk.as('Alice');
    const { verifyPin } = desk.services.conferencing;
    const first = textById(await alice.click(await alice.ask('reset my pin'), 'Reset PIN'), 'pin')!;
    expect(await verifyPin(alice.person, new Secret(first))).toBe(true);
    const second = textById(await alice.click(await alice.ask('reset my pin'), 'Reset PIN'), 'pin')!;
    expect(await verifyPin(alice.person, new Secret(first))).toBe(false);
    expect(await verifyPin(alice.person, new Secret(second))).toBe(true);
  });

  test('Done masks the PIN', async () => {
    const alice = desk.as('Alice');
    const shown = await alice.click(await alice.ask('reset my pin'), 'Reset PIN');
    const masked = await alice.click(shown, "I've noted it");
    expect(textById(masked, 'pinMask')).toBe('*****');
    expect(textById(masked, 'pin')).toBeUndefined();
    expect(buttonsOf(masked).map(({ verb }) => verb)).toEqual(['show-conference-info']);
  });

  test('an admin resets it for somebody, sees it once, and an email is queued', async () => {
    const megan = desk.as('Megan');
    const offer = await megan.ask('reset pin for alice');
    expect(readCard(offer)).toContain("Reset Alice Smith's PIN?\nalice.smith@contoso.example");
    const shown = await megan.click(offer, 'Reset PIN');
    expect(textById(shown, 'pin')).toMatch(/^\d{12}$/);
    expect(readCard(shown)).toContain('The new PIN is being emailed to alice.smith@contoso.example.');
    const mails = await mongoOf(desk.services)
      .db.collection('outbox')
      .find({ person: person('Alice').id })
      .toArray();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ kind: 'pin-reset', state: 'queued', by: { name: 'Megan Bowen' } });
  });

  test('another person gets nothing from the button and does not spend the offer', async () => {
    const alice = desk.as('Alice');
    const offer = await alice.ask('reset my pin');
    const stranger = cardIn(await desk.as('Alex').invoke(button(offer, 'Reset PIN')));
    expect(textById(stranger, 'pin')).toBeUndefined();
    expect(titleOf(stranger)).toBe('No longer valid');
    expect(textById(await alice.click(offer, 'Reset PIN'), 'pin')).toMatch(/^\d{12}$/);
  });
});
