import { cards } from '../../cards';
import { shownNumber } from '../../services/base/phone-number';
import { isNumber, personFields } from '../../services/changes/person';
import { defineCommand } from '../turn/command';
import { personLabels } from '../../words/people';

export const editPerson = defineCommand({
  name: 'edit-person',
  title: 'edit',
  help: 'Change the number and the switches of a person on a card.',
  utterances: ['edit {person}', 'edit me'],
  right: 'change-person',
  scopes: ['personal'],
  async run({ target, own, services }) {
    const { texts, numbers } = await services.conferencing.editable(target, { own });
    return cards.edit({
      ...{ title: 'Edit Audio Conferencing', name: target.name, upn: target.upn },
      note:
        'Save shows what would change, and asks. No phone bridge is attached, so what concerns calls has no ' +
        'effect here yet.',
      ...{ verb: 'change-person', data: { person: target.id }, back: 'show-person' },
      // With a single number there is nothing to choose.
      fields: personFields
        .filter((field) => field !== 'tollFreeNumber' || numbers.tollFreeNumber.length > 1)
        .map((field) => ({
          ...{ id: field, label: personLabels[field], value: texts[field], least: 0, most: 0 },
          kind: isNumber(field) ? 'choice' : 'switch',
          choices: isNumber(field)
            ? numbers[field].map((number) => ({ title: shownNumber(number), value: number }))
            : [],
        })),
    });
  },
});
