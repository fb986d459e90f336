import { cards } from '../../cards';
import { mailStatusButton, mailWords } from '../../cards/words';
import { diallingOf } from '../../services/numbers';
import { Problem } from '../../services/problem';
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
    'reset pin for {person}, mail to {address}',
    'reset pin for {person} and mail it to {address}',
    'reset pin for {person}',
    'reset pin of {person}',
    'reset the pin for {person}',
    'reset the pin of {person}',
    "reset {person}'s pin",
  ],
  right: 'reset-pin',
  scopes: ['personal'],
  minutes: 5,
  async offer({ actor, target, own, slots, services }) {
    if (own && slots.address) throw new Problem('address-not-for-own-pin', {});
    await services.limits.assertFree({ tenant: actor.tenant, actor: actor.id, target: target.id, action: 'reset-pin' });
    const address = slots.address && (await services.conferencing.addressFor(actor, target, slots.address));
    const fate = await services.conferencing.mailFate('pin-reset', target, { own, address });
    const mail = mailWords(fate, { what: 'PIN', own, done: false });
    const hidden = !(await services.conferencing.showsPin(target.tenant, { own }));
    return { input: { address }, draw: (facts) => cards.confirmPinReset({ ...facts, ...target, own, hidden, mail }) };
  },
  async run({ click, services }) {
    const { person, pin, info, mail, own } = await services.conferencing.resetPin(click);
    const words = mailWords(mail, { what: 'PIN', own, done: true });
    const buttons = mailStatusButton(mail, person.id);
    if (!pin) {
      const paragraphs = [`${person.name} (${person.upn})`, words, 'The old PIN no longer works. Only its owner may see a PIN here: typing "reset my pin" to me shows them one.'];
      return cards.notice({ title: 'PIN reset', paragraphs, buttons });
    }
    return cards.pinShownOnce({
      ...{ name: person.name, upn: person.upn, own },
      ...diallingOf(info),
      ...{ operation: click.operation, mail: words, pin: pin.reveal(), buttons },
    });
  },
  ended: ({ target, own, time }) => cards.pinMasked({ name: target.name, upn: target.upn, own, time, person: target.id }),
});
