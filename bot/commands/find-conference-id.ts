import { cards } from '../../cards';
import { Problem } from '../../services/base/problem';
import { mayAct } from '../../services/people/rights';
import { defineCommand } from '../turn/command';

export const findConferenceId = defineCommand({
  name: 'find-conference-id',
  title: 'find conference id',
  help: 'See whose conference ID a number is, or since when nobody’s.',
  utterances: ['find conference id {number}', 'whose conference id is {number}', 'who has conference id {number}'],
  right: 'find-conference-id',
  scopes: ['personal'],
  async run({ actor, slots, services, day }) {
    if (!slots.number) throw new Problem('conference-id-missing', {});
    const { number, person, retiredAt } = await services.conferencing.findConferenceId(actor.tenant, slots.number);
    const { name = '', upn = '' } = person ?? {};
    if (retiredAt) {
      const text = `Retired since ${day(retiredAt)}. Callers cannot use it any more. It belonged to:`;
      return cards.conferenceIdOwner({ number, text, name, upn, buttons: [] });
    }
    const show = { title: 'Show conference info', verb: 'show-conference-info', data: { person: person?.id ?? '' } };
    const buttons =
      person && mayAct(actor.role, 'show-conference-info', { others: person.id !== actor.id }) ? [show] : [];
    return cards.conferenceIdOwner({ number, text: 'In use. It belongs to:', name, upn, buttons });
  },
});
