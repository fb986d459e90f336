import { cards } from '../../cards';
import { diallingOf } from '../../services/conferencing/dialling';
import { mayAct } from '../../services/people/rights';
import { defineCommand } from '../turn/command';

export const showConferenceInfo = defineCommand({
  name: 'show-conference-info',
  title: 'show conference info',
  help: 'See the numbers to dial and the conference ID.',
  utterances: [
    'show my conference info',
    'show conference info for me',
    'conference info',
    'my conference info',
    'my conference id',
    'what is my conference id',
    'what is my pin',
    'show my pin',
    'show conference info for {person}',
    'show conference info of {person}',
    "show {person}'s conference info",
    'conference info for {person}',
  ],
  right: 'show-conference-info',
  scopes: ['personal'],
  async run({ actor, target, own, services, day }) {
    const info = await services.conferencing.info(target, { own });
    const settings = await services.settings.of(target.tenant);
    const data = { person: target.id };
    const buttons = [
      { title: own ? 'Reset my PIN' : 'Reset PIN', verb: 'reset-pin', data },
      { title: own ? 'Reset my conference ID' : 'Reset conference ID', verb: 'reset-conference-id', data },
      { title: own ? 'Email it to me' : 'Send by email', verb: 'send-conference-info', data },
    ] as const;
    return cards.conferenceInfo({
      ...{ name: target.name, upn: target.upn, own },
      ...diallingOf(info),
      pinReset: info.pinResetAt
        ? `Last reset on ${day(info.pinResetAt)}. A PIN is shown only when it is reset.`
        : 'Not reset here yet. A PIN is shown only when it is reset.',
      buttons: buttons.filter(({ verb }) => mayAct(actor.role, verb, { others: !own, settings })),
    });
  },
});
