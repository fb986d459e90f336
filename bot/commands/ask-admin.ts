import { cards } from '../../cards';
import { questionWords } from '../../words/requests';
import { askedCard, reachedWords } from '../show/asked-card';
import { defineCommand } from '../turn/command';

export const askAdmin = defineCommand({
  name: 'ask-admin',
  title: 'ask an admin',
  help: 'Ask the administrators for a new conference ID.',
  utterances: [
    'ask admin',
    'ask an admin for a new conference id',
    'ask for a new conference id',
    'request a new conference id',
    'ask for a new conference id for {person}',
    'ask an admin to reset the conference id of {person}',
    'ask an admin to reset conference id of {person}',
  ],
  right: 'ask-admin',
  needs: 'reset-conference-id',
  scopes: ['personal'],
  minutes: 60,
  async offer({ actor, target, own, services }) {
    const reached = await services.approvals.beforeAsking({ actor, target }, 'ask-admin');
    return {
      draw: ({ offer, until }) =>
        cards.askAdmin({
          ...{ offer, until, asksTicket: !own, title: own ? 'Ask for a new conference ID?' : 'Ask an administrator' },
          lead: own ? '' : questionWords('reset-conference-id', {}, target),
          paragraphs: [
            ...(own ? [] : [target.upn]),
            ...reachedWords(reached, { done: false }),
            'With a new conference ID, all meetings that were sent with the old one must be sent again.',
          ],
        }),
    };
  },
  async run({ click, inputs, services }) {
    return askedCard(await services.approvals.ask(click, 'ask-admin', inputs));
  },
});
