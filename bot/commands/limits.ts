import { cards } from '../../cards';
import { counted } from '../../words/counted';
import { mayAct } from '../../services/people/rights';
import { defineCommand } from '../turn/command';

export const limits = defineCommand({
  name: 'limits',
  title: 'limits',
  help: 'See how often PINs can be reset, and how often you have reset yours.',
  utterances: [
    'limit',
    'my limit',
    'my limits',
    'daily limit',
    'what is my limit',
    'what are the limits',
    'how many resets may i do',
    'how many resets can i do',
    'how many pin resets can i make',
    'how often can i reset my pin',
    'how often may i reset my pin',
  ],
  right: 'talk',
  scopes: ['personal'],
  async run({ actor, services }) {
    const settings = await services.settings.of(actor.tenant);
    const { limitOwn, limitPerActor, limitPerTarget, limitPerTenant } = settings;
    const used = await services.limits.ownPins(actor);
    const isAdmin = mayAct(actor.role, 'reset-pin', { others: true, settings });
    const atMost = (most: number, words: (count: string) => string): string[] =>
      most > 0 ? [words(counted(most, 'PIN'))] : [];
    return cards.notice({
      title: 'Limits',
      paragraphs: [
        limitOwn > 0
          ? `You can reset your own PIN ${counted(limitOwn, 'time')} in 24 hours. In the last 24 hours: ${used}.`
          : 'You can reset your own PIN as often as you like.',
        ...(isAdmin
          ? [
              ...atMost(limitPerActor, (count) => `You can reset ${count} of others in an hour.`),
              ...atMost(limitPerTarget, (count) => `Others can reset ${count} of one person in 24 hours.`),
              ...atMost(limitPerTenant, (count) => `All administrators together can reset ${count} in an hour.`),
            ]
          : []),
      ],
      buttons: [
        { title: 'Reset my PIN', verb: 'reset-pin', data: {} },
        ...(isAdmin ? [{ title: 'Settings', verb: 'settings', data: {} }] : []),
      ],
    });
  },
});
