import { cards } from '../../cards';
import { mailStatusButton } from '../../words/cards';
import { defineCommand } from '../turn/command';

export const sendConferenceInfo = defineCommand({
  name: 'send-conference-info',
  title: 'send conference info',
  help: 'Have the conference ID and the numbers emailed, never the PIN.',
  utterances: [
    'send my conference info',
    'send my conference info to {address}',
    'send me the conference info',
    'send the conference info to {person}',
    'send the conference info to {person} at {address}',
    "send {person}'s conference info",
    'send {person} the conference info',
    'send conference info to me',
    'send me my conference info',
    'mail me my conference info',
    'mail it to me',
    'mail info to {person}',
    'send conference info to {person} at {address}',
    'send conference info for {person} to {address}',
    'mail conference info to {person} at {address}',
    'send conference info to {person}',
    'send conference info for {person}',
    'mail conference info to {person}',
  ],
  right: 'send-conference-info',
  scopes: ['personal'],
  minutes: 5,
  async offer({ actor, target, own, slots, services }) {
    await services.conferencing.info(target, { own });
    const address = await services.conferencing.addressFor(actor, target, slots.address);
    return {
      input: slots.address ? { address } : undefined,
      draw: (facts) => cards.confirmSendInfo({ ...facts, ...target, own, address }),
    };
  },
  async run({ click, services }) {
    const { person, address } = await services.conferencing.sendInfo(click);
    const buttons = mailStatusButton({ kind: 'queued' }, person.id);
    return cards.infoQueued({ name: person.name, upn: person.upn, own: person.id === click.actor, address, buttons });
  },
});
