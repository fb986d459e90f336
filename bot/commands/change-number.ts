import { cards } from '../../cards';
import { mailStatusButton, mailWords } from '../../words/cards';
import { shownNumber } from '../../services/base/phone-number';
import { shownDefault } from '../../services/changes/person';
import type { ConferenceInfo } from '../../services/conferencing/records';
import { defineCommand } from '../turn/command';
import { shownPerson } from '../../words/people';

const numberWords = ({ tollNumber, follows }: ConferenceInfo): string =>
  follows.includes('tollNumber') ? shownDefault(tollNumber) : shownNumber(tollNumber);

export const changeNumber = defineCommand({
  name: 'change-number',
  title: 'change number',
  help: 'Give somebody another number to dial, or the default again.',
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
    const { before, after, mail } = await services.conferencing.compareNumber(target, number, { own });
    const paragraphs = [
      `Now: ${numberWords(before)}`,
      `Then: ${numberWords(after)}`,
      'The conference ID and the PIN stay as they are. Invitations that were sent keep the old number, which goes ' +
        'on working.',
      ...(mail ? [mailWords(mail, { what: 'number', own, done: false })] : []),
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
      `The number to dial is now ${numberWords(info)}.`,
      ...(mail ? [mailWords(mail, { what: 'number', own, done: true })] : []),
    ];
    const buttons = mail ? mailStatusButton(mail, person.id) : [];
    return cards.notice({ title: 'Number changed', paragraphs, buttons });
  },
});
