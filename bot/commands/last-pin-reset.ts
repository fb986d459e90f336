import { cards } from '../../cards';
import { mayAct } from '../../services/people/rights';
import { namesIn } from '../../words/trail';
import { shownPerson } from '../../words/people';
import { personKey } from '../../services/people/person';
import { defineCommand } from '../turn/command';

export const lastPinReset = defineCommand({
  name: 'last-pin-reset',
  title: 'last pin reset',
  help: 'See when a PIN was last reset, and who did it: who reset my pin, who reset the pin of alex.',
  utterances: [
    'when was my pin last reset',
    'when was my pin reset',
    'when did i last reset my pin',
    'who reset my pin',
    'who last reset my pin',
    'who changed my pin',
    'last pin reset of {person}',
    'who reset the pin of {person}',
    'who reset pin of {person}',
    "who reset {person}'s pin",
    "who changed {person}'s pin",
    "when was {person}'s pin last reset",
    "when was {person}'s pin reset",
    'when was the pin of {person} last reset',
    'when was the pin of {person} reset',
  ],
  right: 'show-conference-info',
  scopes: ['personal'],
  async run({ actor, target, own, services, day }) {
    const { pinResetAt } = await services.conferencing.info(target, { own });
    const { pinReset } = await services.personView.view(target);
    const names = pinReset && (await namesIn([pinReset], services));
    const named = (id: string): string => {
      const person = names?.people.get(personKey(target.tenant, id));
      return id === actor.id ? 'you' : person ? shownPerson(person) : 'somebody who has left';
    };
    const when = pinResetAt
      ? `${own ? 'Your PIN was' : 'Their PIN was'} last reset on ${day(pinResetAt)}`
      : `${own ? 'Your PIN' : 'Their PIN'} was not reset here yet`;
    const by = pinReset ? `, by ${named(pinReset.actor.id)}` : '';
    const asked = pinReset?.asker ? `, asked for by ${named(pinReset.asker.id)}` : '';
    const data = { person: target.id };
    return cards.notice({
      title: 'Last PIN reset',
      paragraphs: [
        ...(own ? [] : [shownPerson(target)]),
        `${when}${by}${asked}.`,
        ...(own && pinReset && pinReset.actor.id !== actor.id
          ? ['Not expected? Type "this wasn\'t me", or reset your PIN now: the old one stops working.']
          : []),
      ],
      buttons: [
        ...(mayAct(actor.role, 'reset-pin', { others: !own })
          ? [{ title: own ? 'Reset my PIN' : 'Reset PIN', verb: 'reset-pin', data }]
          : []),
        ...(own ? [] : [{ title: 'Show', verb: 'show-person', data }]),
        ...(mayAct(actor.role, 'audit', { others: !own }) ? [{ title: 'Audit', verb: 'audit', data }] : []),
      ],
    });
  },
});
