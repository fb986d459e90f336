import { cards } from '../../cards';
import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';
import { shownPeople, shownPerson } from '../../words/people';

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
    const { person, reached } = await services.approvals.ask(click, 'ask-second-admin', inputs.reason);
    const paragraphs = [
      shownPerson(person),
      `It goes to: ${shownPeople(reached)}.`,
      'Nothing was changed yet. You are told here what they decide, or in 7 days that nobody did.',
    ];
    return cards.notice({ title: 'Asked for approval', paragraphs, buttons: [] });
  },
});
