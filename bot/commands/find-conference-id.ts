import { cards } from '../../cards';
import { Problem } from '../../services/base/problem';
import { mayAct } from '../../services/people/rights';
import { defineCommand } from '../turn/command';

export const findConferenceId = defineCommand({
  name: 'find-conference-id',
  title: 'find conference id',
  help: 'See whose conference ID a number is, or was: find 7946598.',
  utterances: [
    'find conference id {number}',
    'whose conference id is {number}',
    'who has conference id {number}',
    'find {conferenceId}',
    'look up {conferenceId}',
    'who has {conferenceId}',
    'whose id is {conferenceId}',
  ],
  right: 'find-conference-id',
  needs: 'find-conference-id',
  scopes: ['personal'],
  async run({ actor, slots, services, day }) {
    const asked = slots.number ?? slots.conferenceId;
    if (!asked) throw new Problem('conference-id-missing', {});
    const { number, person, retiredAt } = await services.conferencing.findConferenceId(actor.tenant, asked);
    const { name = '', upn = '' } = person ?? {};
    const buttons = (['show-person', 'send-conference-info'] as const)
      .filter((verb) => person && mayAct(actor.role, verb, { others: person.id !== actor.id }))
      // A retired ID is nothing to send to anybody.
      .filter((verb) => verb === 'show-person' || !retiredAt)
      .map((verb) => ({ title: titles[verb], verb, data: { person: person?.id ?? '' } }));
    const text = retiredAt
      ? `Retired since ${day(retiredAt)}. Callers cannot use it any more. It belonged to:`
      : 'In use. It belongs to:';
    return cards.conferenceIdOwner({ number, text, name, upn, buttons });
  },
});

const titles = { 'show-person': 'Show', 'send-conference-info': 'Email info' };
