import { cards } from '../../cards';
import type { Card } from '../../cards/card';
import type { FloodRule } from '../../services/offers/floods';
import { counted } from '../../words/counted';

interface Flood {
  rule: FloodRule;
  until: Date;
  at: Date;
}

/** What somebody is told who sends more than anybody means to, once. */
export const floodCard = ({ rule, until, at }: Flood): Card =>
  cards.notice({
    title: 'Too many messages',
    paragraphs: [
      `You have sent more than ${rule.most} messages in ${span(rule.seconds)}.`,
      `I answer again in ${span((until.getTime() - at.getTime()) / 1_000)}. Messages and buttons do nothing until then.`,
    ],
    buttons: [],
  });

/** The line beside a card whose button was pressed meanwhile. */
export const floodNote = 'That was too much at once. Nothing was done. Press it again in a while.';

function span(seconds: number): string {
  return seconds < 60 ? counted(Math.ceil(seconds), 'second') : counted(Math.ceil(seconds / 60), 'minute');
}
