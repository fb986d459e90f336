import { cards } from '../../cards';
import { defineCommand } from '../turn/command';
import { shownPerson } from '../../words/people';
import { nameOrThisPerson } from '../../words/titles';

export const unprotect = defineCommand({
  name: 'unprotect',
  title: 'unprotect',
  help: 'Remove the protection of somebody. That takes two as well.',
  utterances: ['unprotect {person}'],
  right: 'unprotect',
  scopes: ['personal'],
  minutes: 5,
  async offer({ target, services }) {
    services.protection.assertDifferent(target, 'unprotect');
    const paragraphs = ['One administrator can then change this person again.'];
    return {
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: target.name,
          upn: target.upn,
          title: `Remove ${nameOrThisPerson(target)}'s protection?`,
          paragraphs,
          button: 'Remove protection',
        }),
    };
  },
  async run({ click, services }) {
    const { person } = await services.protection.set(click, 'unprotect');
    return cards.notice({
      title: 'Not protected any more',
      paragraphs: [shownPerson(person), 'One administrator can change this person again.'],
      buttons: [{ title: 'Show', verb: 'show-person', data: { person: person.id } }],
    });
  },
});
