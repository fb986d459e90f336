import { cards } from '../../cards';
import { diallingOf } from '../../services/conferencing/dialling';
import { mayAct } from '../../services/people/rights';
import { defineCommand } from '../turn/command';
import { lockWords } from '../../words/people';

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
    const { lockedUntil } = await services.personView.standing(target);
    const data = { person: target.id };
    const resets = [
      { title: own ? 'Reset my PIN' : 'Reset PIN', verb: 'reset-pin', data },
      { title: own ? 'Reset my conference ID' : 'Reset conference ID', verb: 'reset-conference-id', data },
    ] as const;
    const sending = { title: own ? 'Email it to me' : 'Email info', verb: 'send-conference-info', data } as const;
    // While the owner has locked it, others are refused.
    const buttons = [...(lockedUntil && !own ? [] : resets), sending];
    return cards.conferenceInfo({
      ...{ name: target.name, upn: target.upn, own },
      ...diallingOf(info),
      locked: lockedUntil ? lockWords(target, { own, until: day(lockedUntil) }) : '',
      pinReset: info.pinResetAt
        ? `Last reset ${day(info.pinResetAt)}. A PIN is shown only when it is reset.`
        : 'Not reset here yet. A PIN is shown only when it is reset.',
      buttons: [
        ...buttons.filter(({ verb }) => mayAct(actor.role, verb, { others: !own, settings })),
        { title: 'All numbers', verb: 'all-numbers', data: {} },
      ],
    });
  },
});
