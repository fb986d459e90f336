import { cards } from '../../cards';
import { defineCommand } from '../turn/command';
import { shownPeople } from '../../words/people';

export const askAdmin = defineCommand({
  name: 'ask-admin',
  title: 'ask an admin',
  help: 'Ask the administrators for a new conference ID.',
  utterances: [
    'ask admin',
    'ask an admin for a new conference id',
    'ask for a new conference id',
    'request a new conference id',
  ],
  right: 'ask-admin',
  scopes: ['personal'],
  minutes: 60,
  async offer({ actor, services }) {
    const reached = await services.approvals.beforeAsking(actor);
    const paragraphs = [
      `It goes to: ${shownPeople(reached)}.`,
      'With a new conference ID, all meetings that were sent with the old one must be sent again. You are told here ' +
        'what they decide.',
    ];
    return {
      draw: ({ offer, until }) =>
        cards.confirmChoices({
          ...{
            name: '',
            upn: '',
            offer,
            until,
            title: 'Ask for a new conference ID?',
            paragraphs,
            asksReason: true,
          },
          choices: [{ title: 'Send', offer }],
        }),
    };
  },
  async run({ click, inputs, services }) {
    const { reached } = await services.approvals.ask(click, 'ask-admin', inputs.reason);
    const paragraphs = [
      `It goes to: ${shownPeople(reached)}.`,
      'You are told here what they decide, or in 7 days that nobody did.',
    ];
    return cards.notice({ title: 'Asked', paragraphs, buttons: [] });
  },
});
