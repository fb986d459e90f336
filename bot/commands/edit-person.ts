import { cards } from '../../cards';
import { shownNumber } from '../../services/base/phone-number';
import { isNumber, personFields, shownText } from '../../services/changes/person';
import { theDefault } from '../../services/settings/bridge-numbers';
import { defineCommand } from '../turn/command';
import { personLabels } from '../../words/people';
import { noBridge } from '../../words/settings';

export const editPerson = defineCommand({
  name: 'edit-person',
  title: 'edit',
  help: 'Change the number and the switches of a person on a card.',
  utterances: ['edit {person}', 'edit me'],
  right: 'change-person',
  scopes: ['personal'],
  async run({ target, own, services }) {
    const { texts, numbers, standard } = await services.conferencing.editable(target, { own });
    return cards.edit({
      ...{ title: 'Edit Audio Conferencing', name: target.name, upn: target.upn },
      note: 'Save shows what would change, and asks.',
      ...{ verb: 'change-person', data: { person: target.id }, back: 'show-person' },
      // With a single number there is nothing to choose but the default.
      fields: personFields
        .filter((field) => field !== 'callersMayStart' || services.backend.can['start-without-pin'])
        .filter((field) => field !== 'tollFreeNumber' || numbers[field].length > 1 || texts[field] !== theDefault)
        .map((field) => ({
          ...{ id: field, label: personLabels[field], value: texts[field], least: 0, most: 0 },
          kind: isNumber(field) ? 'choice' : 'switch',
          hint: field === 'callersMayStart' ? noBridge : '',
          choices: isNumber(field)
            ? [
                { title: shownText({ field, standard: standard[field] }, theDefault), value: theDefault },
                ...numbers[field].map((number) => ({ title: shownNumber(number), value: number })),
                ...gone(texts[field], numbers[field]),
              ]
            : [],
        })),
    });
  },
});

/** An own number that the bridge does not have: it is shown, but the next change has to be to another one. */
const gone = (number: string, numbers: readonly string[]) =>
  number === theDefault || numbers.includes(number)
    ? []
    : [{ title: `${shownNumber(number)} (no longer on the bridge)`, value: number }];
