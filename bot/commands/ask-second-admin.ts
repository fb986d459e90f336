import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';
import { askedCard } from '../show/asked-card';

/** What a change becomes if it takes a second administrator. People ask for it with the words of that change. */
export const askSecondAdmin = defineCommand({
  name: 'ask-second-admin',
  title: 'ask a second admin',
  help: 'Have a change to a protected person approved.',
  utterances: [],
  right: 'ask-second-admin',
  scopes: ['personal'],
  listed: false,
  minutes: 5,
  offer() {
    throw new Problem('button-only', {});
  },
  async run({ click, inputs, services }) {
    return askedCard(await services.approvals.ask(click, 'ask-second-admin', inputs));
  },
});
