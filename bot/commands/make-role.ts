import { cards } from '../../cards';
import { roleWords } from '../../words/cards';
import { defineCommand } from '../turn/command';
import { shownPerson } from '../../words/people';

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
  async offer({ target, slots, services }) {
    const role = await services.roles.beforeChange(target, slots.role);
    const paragraphs = [
      `Now: ${roleWords[target.role]}.`,
      `Then: ${roleWords[role]}.`,
      'It holds from the next click on.',
    ];
    return {
      input: { role },
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: target.name,
          upn: target.upn,
          title: 'Change the role of this person?',
          paragraphs,
          button: 'Change role',
        }),
    };
  },
  async run({ click, services }) {
    const { person, before, role } = await services.roles.changeRole(click);
    const paragraphs = [shownPerson(person), `Before: ${roleWords[before]}.`, `Now: ${roleWords[role]}.`];
    return cards.notice({ title: 'Role changed', paragraphs, buttons: [] });
  },
});
