import { cards } from '../../cards';
import { roleWords } from '../../words/cards';
import { mayAct, type Right, rights } from '../../services/people/rights';
import { defineCommand } from '../turn/command';

export const whoAmI = defineCommand({
  name: 'who-am-i',
  title: 'who am i',
  help: 'See who you are to the desk, and what you may do.',
  utterances: ['whoami', 'what may i do', 'my role'],
  right: 'talk',
  scopes: ['personal'],
  run({ actor, commands }) {
    const may = commands
      .filter(({ right, listed }) => right !== 'talk' && listed !== false)
      .flatMap(({ right, title }) => {
        const [own, others] = [
          mayAct(actor.role, right, { others: false }),
          mayAct(actor.role, right, { others: true }),
        ];
        if (!own && !others) return [];
        const { others: needed }: Right = rights[right];
        if (others) return [`${title}, for everybody`];
        return [needed === 'nobody' ? `${title}, for your organization` : `${title}, for yourself`];
      });
    return cards.whoAmI({
      name: actor.name,
      upn: actor.upn,
      role: roleWords[actor.role],
      mail: actor.mail ?? 'You have no mailbox.',
      may,
    });
  },
});
