import { cards } from '../../cards';
import { shownPerson } from '../../words/people';
import { wordsForCaller } from '../../words/requests';
import { defineCommand } from '../turn/command';

/** A suggestion changes nothing: whoever gets it resets the PIN, or does not. */
export const nudge = defineCommand({
  name: 'nudge',
  title: 'nudge',
  help: 'Suggest to somebody to reset the PIN.',
  utterances: ['nudge {person}', 'suggest a reset to {person}', 'suggest {person} to reset the pin'],
  right: 'nudge',
  scopes: ['personal'],
  listed: false,
  minutes: 60,
  async offer({ actor, target, services }) {
    const way = await services.nudges.beforeNudging({ actor, target });
    const paragraphs = [
      way === 'chat'
        ? 'They get a card in their chat with me: "Helpdesk suggests: reset your PIN", with the button for it.'
        : `They have no chat with me, so they get an email at ${target.mail ?? ''}.`,
      'Nothing is changed, and only they see the new PIN. It can be suggested once in 24 hours.',
    ];
    return {
      draw: (facts) =>
        cards.confirm({
          ...facts,
          ...{ name: target.name, upn: target.upn, paragraphs },
          ...{ title: 'Nudge this person?', button: 'Nudge' },
        }),
    };
  },
  async run({ click, services }) {
    const { person, way } = await services.nudges.nudge(click);
    return cards.notice({
      title: 'Suggestion sent',
      paragraphs: [
        shownPerson(person),
        way === 'chat'
          ? 'It is in their chat with me, with the button that resets the PIN.'
          : 'It is being emailed, since they have no chat with me.',
        wordsForCaller('reset-pin'),
      ],
      buttons: way === 'mail' ? [{ title: 'Email status', verb: 'mail-status', data: { person: person.id } }] : [],
    });
  },
});
