import { cards } from '../../cards';
import { defineCommand } from '../turn/command';
import { shownPerson } from '../../words/people';

export const protect = defineCommand({
  name: 'protect',
  title: 'protect',
  help: 'Let changes to somebody take two administrators.',
  utterances: ['protect {person}'],
  right: 'protect',
  scopes: ['personal'],
  minutes: 5,
  async offer({ target, services }) {
    services.protection.assertDifferent(target, 'protect');
    const paragraphs = [
      'Changes to this person then take two administrators, and nobody but the person sees a new PIN. So does ' +
        'giving the protection up.',
    ];
    return {
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: target.name,
          upn: target.upn,
          title: 'Protect this person?',
          paragraphs,
          button: 'Protect',
        }),
    };
  },
  async run({ click, services }) {
    const { person } = await services.protection.set(click, 'protect');
    return cards.notice({
      title: 'Protected',
      paragraphs: [shownPerson(person), 'Changes to this person now take two administrators.'],
      buttons: [],
    });
  },
});
