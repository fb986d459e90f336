import { cards } from '../../cards';
import type { Role } from '../../services/people/person';
import { roleWords } from '../../words/cards';
import { defineCommand } from '../turn/command';
import { shownPerson } from '../../words/people';
import { nameOrThisPerson } from '../../words/titles';

/** Somebody who gives up the own role cannot take it back. */
const ownWarning = (before: Role, after: Role): string =>
  before === 'admin'
    ? `This is your own role. You stop being an administrator at once, and only another administrator can make you one ` +
      'again.'
    : `This is your own role: you become ${after} at once.`;

export const makeRole = defineCommand({
  name: 'make-role',
  title: 'make',
  help: 'Give somebody a role: user, helpdesk, admin or auditor.',
  utterances: [
    'make {person} an {role}',
    'make {person} a {role}',
    'make {person} {role}',
    'change role of {person} to {role}',
    'role of {person} is {role}',
  ],
  right: 'make-role',
  scopes: ['personal'],
  minutes: 5,
  async offer({ target, own, slots, services }) {
    const role = await services.roles.beforeChange(target, slots.role);
    const paragraphs = [
      `Now: ${roleWords[target.role]}.`,
      `Then: ${roleWords[role]}.`,
      'Takes effect immediately.',
      ...(own ? [ownWarning(target.role, role)] : []),
    ];
    return {
      input: { role },
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: target.name,
          upn: target.upn,
          title: own ? 'Change your own role?' : `Change ${nameOrThisPerson(target)}'s role?`,
          paragraphs,
          button: 'Change role',
        }),
    };
  },
  async run({ click, services }) {
    const { person, before, role } = await services.roles.changeRole(click);
    const paragraphs = [shownPerson(person), `Before: ${roleWords[before]}.`, `Now: ${roleWords[role]}.`];
    return cards.notice({
      title: 'Role changed',
      paragraphs,
      buttons: [{ title: 'Show', verb: 'show-person', data: { person: person.id } }],
    });
  },
});
