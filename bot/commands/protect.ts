import { cards } from '../../cards';
import type { Person } from '../../services/people/person';
import { defineCommand } from '../turn/command';
import { shownPerson } from '../../words/people';
import { nameOrThisPerson } from '../../words/titles';

/** What it means where there is hardly anybody who could approve. */
function warning(approvers: readonly Person[], { target, own }: { target: Person; own: boolean }): string[] {
  const [only] = approvers;
  if (approvers.length > 1) return [];
  if (only)
    return [
      `Only you and ${shownPerson(only)} could then change anything of ${own ? 'yours' : 'this person'}: each change takes ` +
        'both of you. While one is away, nothing can be changed.',
    ];
  return [
    target.role === 'admin' && !own
      ? 'There is no third administrator, so nobody could approve a change to this one. Make a third one first.'
      : 'There is no other administrator, so nobody could approve: nothing could be changed, and the protection not ' +
        'removed, before there is one.',
  ];
}

export const protect = defineCommand({
  name: 'protect',
  title: 'protect',
  help: 'Let changes to somebody take two administrators.',
  utterances: ['protect {person}'],
  right: 'protect',
  scopes: ['personal'],
  minutes: 5,
  async offer({ actor, target, own, services }) {
    services.protection.assertDifferent(target, 'protect');
    const approvers = await services.protection.approvers({ actor, target });
    const paragraphs = [
      'Changes to this person then take two administrators, and nobody but the person sees a new PIN. Removing ' +
        'protection also takes two.',
      ...warning(approvers, { target, own }),
    ];
    return {
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: target.name,
          upn: target.upn,
          title: own ? 'Protect yourself?' : `Protect ${nameOrThisPerson(target)}?`,
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
      buttons: [{ title: 'Show', verb: 'show-person', data: { person: person.id } }],
    });
  },
});
