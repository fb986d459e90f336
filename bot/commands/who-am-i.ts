import { cards } from '../../cards';
import type { Button } from '../../cards/card';
import type { Role } from '../../services/people/person';
import { abilitiesOf } from '../../words/abilities';
import { roleWords } from '../../words/cards';
import { lockWords } from '../../words/people';
import { defineCommand } from '../turn/command';

export const whoAmI = defineCommand({
  name: 'who-am-i',
  title: 'who am i',
  help: 'See who you are to the desk, and what you can do here.',
  utterances: ['whoami', 'what may i do', 'what can i do', 'my role', 'what is my role'],
  right: 'talk',
  scopes: ['personal'],
  async run({ actor, services, day }) {
    const { lockedUntil } = await services.personView.standing(actor);
    return cards.whoAmI({
      name: actor.name,
      upn: actor.upn,
      role: roleWords[actor.role],
      locked: lockedUntil ? lockWords(actor, { own: true, until: day(lockedUntil) }) : '',
      mail: actor.mail ?? 'You have no mailbox.',
      may: abilitiesOf(actor.role, await services.settings.of(actor.tenant), services.backend.name),
      primary: [{ title: 'Reset my PIN', verb: 'reset-pin', data: {} }],
      buttons: [
        ...(lockedUntil ? [{ title: 'Lift the lock', verb: 'lift-lock', data: {} }] : []),
        ...fitting[actor.role],
        { title: 'Help', verb: 'help', data: {} },
      ],
    });
  },
});

/** What somebody of each role is likely to do next. */
const fitting: Record<Role, readonly Button[]> = {
  user: [{ title: 'My conference info', verb: 'show-conference-info', data: {} }],
  helpdesk: [{ title: 'My conference info', verb: 'show-conference-info', data: {} }],
  admin: [{ title: 'Settings', verb: 'settings', data: {} }],
  auditor: [{ title: 'Audit', verb: 'audit', data: {} }],
};
