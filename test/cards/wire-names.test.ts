import { backendWords } from '../../words/teams';
import { elementsOf, readCard, textById } from '../helpers/read-card';
import { cardNames, examplesOf } from './every-card';

const idOf = (id: string) =>
  cardNames.filter((name) => examplesOf(name).some(({ card }) => textById(card, id) !== undefined));
const elementIn = (card: Parameters<typeof elementsOf>[0], id: string) =>
  elementsOf(card).find((element) => element.id === id);

describe('names that tests, screen readers and other tools rely on', () => {
  test('the PIN is a TextBlock of exactly its digits, on the PIN card only', () => {
    expect(idOf('pin')).toEqual(['pinShownOnce']);
    for (const { card, data } of examplesOf('pinShownOnce')) {
      expect(elementIn(card, 'pin')).toMatchObject({ type: 'TextBlock', text: data.pin });
    }
  });

  test('the PIN is in no other part of its card', () => {
    for (const { card, data } of examplesOf('pinShownOnce')) {
      expect(JSON.stringify(card).split(data.pin)).toHaveLength(2);
    }
  });

  test('its mask is a RichTextBlock of five asterisks, on every card that speaks of a PIN which is not shown', () => {
    expect(idOf('pinMask')).toEqual(['pinMasked', 'conferenceInfo', 'person', 'enabled']);
    for (const { card } of [...examplesOf('pinMasked'), ...examplesOf('conferenceInfo'), ...examplesOf('enabled')]) {
      expect(elementIn(card, 'pinMask')).toMatchObject({
        type: 'RichTextBlock',
        inlines: [{ type: 'TextRun', text: '*****' }],
      });
    }
  });

  test('a conference ID is a TextBlock of exactly its digits', () => {
    expect(idOf('conferenceId')).toEqual(['pinShownOnce', 'conferenceIdReset', 'conferenceInfo', 'person', 'enabled']);
    for (const { card, data } of [
      ...examplesOf('pinShownOnce'),
      ...examplesOf('conferenceIdReset'),
      ...examplesOf('conferenceInfo'),
      ...examplesOf('enabled'),
    ]) {
      // With Teams nobody has an ID of their own.
      if (data.conferenceId === '') continue;
      expect(elementIn(card, 'conferenceId')).toMatchObject({ type: 'TextBlock', text: data.conferenceId });
    }
  });

  test('the buttons of an offer are confirm and cancel, those of a PIN are done and, where a mail goes out, its status', () => {
    const verbs = (name: (typeof cardNames)[number]) => [
      ...new Set(
        examplesOf(name).map(({ card }) =>
          card.actions?.flatMap((action) => (action as { verb?: string }).verb ?? []).join(),
        ),
      ),
    ];
    for (const name of ['confirm', 'confirmPinReset', 'confirmConferenceIdReset', 'confirmSendInfo'] as const)
      expect(verbs(name)).toEqual(['confirm,cancel']);
    expect(verbs('pinShownOnce')).toEqual(['done', 'done,mail-status']);
  });
});

test('help and the first card say, once, which backend it is', () => {
  const sentences: string[] = Object.values(backendWords);
  const saying = cardNames.filter((name) =>
    examplesOf(name).every(
      ({ card }) =>
        readCard(card)
          .split('\n')
          .filter((line) => sentences.includes(line)).length === 1,
    ),
  );
  expect(saying).toEqual(['help', 'welcome']);
});

test('every card that asks has one button that stands out, and it is the first', () => {
  for (const name of cardNames.filter((one) => one.startsWith('confirm')))
    for (const { card } of examplesOf(name)) {
      const styles = card.actions!.map((action) => (action as { style?: string }).style === 'positive');
      expect([name, styles]).toEqual([name, styles.map((_, index) => index === 0)]);
    }
});

test('an offer says whose PIN stops working', () => {
  for (const { card, data } of examplesOf('confirmPinReset')) {
    expect(readCard(card)).toContain(data.own ? 'Your current PIN stops working.' : 'The current PIN stops working.');
  }
});
