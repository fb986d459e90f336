import { cards } from '../../cards';
import { questionWords } from '../../words/requests';
import { askedCard, reachedWords } from '../show/asked-card';
import { defineCommand } from '../turn/command';

/** For helpdesk, who reset nobody's PIN. One administrator decides, and only the owner sees the new PIN. */
export const askPinReset = defineCommand({
  name: 'ask-pin-reset',
  title: 'ask for a pin reset',
  help: "Ask the administrators to reset somebody's PIN.",
  utterances: [
    'ask for a new pin for {person}',
    'ask an admin to reset pin of {person}',
    'ask an admin to reset the pin of {person}',
    "ask an admin to reset {person}'s pin",
  ],
  right: 'ask-pin-reset',
  scopes: ['personal'],
  listed: false,
  minutes: 60,
  async offer({ actor, target, services }) {
    const reached = await services.approvals.beforeAsking({ actor, target }, 'ask-pin-reset');
    return {
      draw: ({ offer, until }) =>
        cards.askAdmin({
          ...{ offer, until, asksTicket: true, title: 'Ask an administrator' },
          lead: questionWords('reset-pin', {}, target),
          paragraphs: [
            target.upn,
            ...reachedWords(reached, { done: false }),
            'If one approves, the new PIN is delivered to its owner alone. Neither you nor the administrator sees it.',
          ],
        }),
    };
  },
  async run({ click, inputs, services }) {
    return askedCard(await services.approvals.ask(click, 'ask-pin-reset', inputs));
  },
});
