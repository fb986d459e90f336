import { cards } from '../../cards';
import { shownNumber } from '../../services/base/phone-number';
import { numbersOf, type NumberField } from '../../services/settings/bridge-numbers';
import { defineCommand } from '../turn/command';

/** Many more would not fit on a card; the command line lists them all. */
const shown = 40;
const titles: Record<NumberField, string> = { tollNumber: 'Numbers to dial', tollFreeNumber: 'Toll-free numbers' };

export const allNumbers = defineCommand({
  name: 'all-numbers',
  title: 'all numbers',
  help: 'See every number that your meetings can be dialled at.',
  utterances: [
    'show all numbers',
    'show the numbers',
    'numbers',
    'dial-in numbers',
    'what are the numbers',
    'which numbers are there',
    'which number do i dial',
    'numbers to dial',
    'other numbers',
    'local numbers',
    'toll-free numbers',
  ],
  right: 'show-conference-info',
  scopes: ['personal'],
  async run({ actor, services }) {
    const settings = await services.conferencing.bridgeNumbers(actor.tenant);
    const groups = (['tollNumber', 'tollFreeNumber'] as const)
      .map((field) => ({ field, all: numbersOf(field, settings) }))
      .filter(({ all }) => all.length > 0);
    const more = groups.some(({ all }) => all.length > shown);
    return cards.numbers({
      groups: groups.map(({ field, all }) => ({
        title: titles[field],
        numbers: all.slice(0, shown).map((number) => ({
          shown: shownNumber(number),
          toDial: number,
          note: number === settings[field] && all.length > 1 ? 'The usual one' : '',
        })),
      })),
      paragraphs:
        groups.length === 0
          ? ['No number to dial has been set for your organization yet.']
          : [
              'Each of them leads to every meeting: dial it, then enter the conference ID of the meeting.',
              ...(more ? ['There are more. An administrator has the whole list.'] : []),
            ],
      buttons: [
        { title: 'My conference info', verb: 'show-conference-info', data: {} },
        { title: 'PIN on the phone', verb: 'help', data: { topic: 'phone' } },
      ],
    });
  },
});
