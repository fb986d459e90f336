import { cards } from '../../cards';
import { mailWords } from '../../cards/words';
import { diallingOf } from '../../services/numbers';
import { defineCommand } from '../command';

export const resetPin = defineCommand({
  name: 'reset-pin',
  title: 'reset pin',
  help: 'Get a new conferencing PIN.',
  utterances: [
    'reset my pin',
    'reset my conferencing pin',
    'reset my conference pin',
    'reset my audio conferencing pin',
    'reset pin for me',
    'new pin',
    'i forgot my pin',
    'forgot my pin',
    'forgot pin',
    'reset pin for {person}',
    'reset pin of {person}',
    'reset the pin for {person}',
    'reset the pin of {person}',
    "reset {person}'s pin",
  ],
  right: 'reset-pin',
  scopes: ['personal'],
  minutes: 5,
  async offer({ target, own, services }) {
    const mail = await services.conferencing.mailFate(target, 'reset-pin', { own });
    return (facts) => cards.confirmPinReset({ ...facts, ...target, own, mail: mailWords(mail, { what: 'PIN', own, done: false }) });
  },
  async run({ click, services }) {
    const { person, pin, info, mail, own } = await services.conferencing.resetPin(click);
    return cards.pinShownOnce({
      ...{ name: person.name, upn: person.upn, own },
      ...diallingOf(info),
      operation: click.operation,
      mail: mailWords(mail, { what: 'PIN', own, done: true }),
      pin: pin.reveal(),
    });
  },
  ended: ({ target, own, time }) => cards.pinMasked({ name: target.name, upn: target.upn, own, time, person: target.id }),
});
