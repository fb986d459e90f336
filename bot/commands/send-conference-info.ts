import { cards } from '../../cards';
import { defineCommand } from '../command';

export const sendConferenceInfo = defineCommand({
  name: 'send-conference-info',
  title: 'send conference info',
  help: 'Have the conference ID and the numbers mailed, never the PIN.',
  utterances: [
    'send my conference info',
    'send conference info to me',
    'send me my conference info',
    'mail me my conference info',
    'send conference info to {person}',
    'send conference info for {person}',
    'mail conference info to {person}',
  ],
  right: 'send-conference-info',
  scopes: ['personal'],
  minutes: 5,
  async offer({ target, own, services }) {
    await services.conferencing.info(target, { own });
    const address = services.conferencing.addressOf(target, { own });
    return (facts) => cards.confirmSendInfo({ ...facts, ...target, own, address });
  },
  async run({ click, services }) {
    const { person, address } = await services.conferencing.sendInfo(click);
    return cards.infoQueued({ name: person.name, upn: person.upn, own: person.id === click.actor, address });
  },
});
