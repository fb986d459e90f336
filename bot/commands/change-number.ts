import { cards } from '../../cards';
import { mailStatusButton, mailWords } from '../../words/cards';
import { shownNumber } from '../../services/base/phone-number';
import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';
import { shownPerson } from '../../words/people';

export const changeNumber = defineCommand({
  name: 'change-number',
  title: 'change number',
  help: 'Give somebody another default number to dial.',
  utterances: [
    'change my number to {number}',
    'change number of {person} to {number}',
    'change number for {person} to {number}',
    "change {person}'s number to {number}",
    'change the number of {person} to {number}',
    'change the number for {person} to {number}',
    'set number of {person} to {number}',
    'change my number',
    'change number of {person}',
    'change number for {person}',
  ],
  right: 'change-number',
  scopes: ['personal'],
  minutes: 5,
  async offer({ target, own, slots, services }) {
    const number = await services.conferencing.numberOnBridge(target.tenant, slots.number);
    const before = await services.conferencing.info(target, { own });
    if (before.tollNumber === number) throw new Problem('settings-same', {});
    const mail = mailWords(await services.conferencing.mailOutcome('number-changed', target, { own }), {
      what: 'number',
      own,
      done: false,
    });
    const paragraphs = [
      `Now: ${shownNumber(before.tollNumber)}`,
      `Then: ${shownNumber(number)}`,
      'The conference ID and the PIN stay as they are. Invitations that were sent keep the old number, which goes ' +
        'on working.',
      mail,
    ];
    return {
      input: { number },
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: target.name,
          upn: target.upn,
          title: 'Change the number to dial?',
          paragraphs,
          button: 'Change',
        }),
    };
  },
  async run({ click, services }) {
    const { person, info, mail, own } = await services.conferencing.changeNumber(click);
    const paragraphs = [
      shownPerson(person),
      `The number to dial is now ${shownNumber(info.tollNumber)}.`,
      mailWords(mail, { what: 'number', own, done: true }),
    ];
    return cards.notice({ title: 'Number changed', paragraphs, buttons: mailStatusButton(mail, person.id) });
  },
});
