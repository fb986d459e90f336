import { cards } from '../../cards';
import { mailStatusButton, mailWords } from '../../words/cards';
import { type PersonChange, personFields, shownText } from '../../services/changes/person';
import { defineCommand } from '../turn/command';
import { personLabels, shownPerson } from '../../words/people';

const lines = (changes: readonly PersonChange[]): string[] =>
  changes.map(
    (change) =>
      `${personLabels[change.field]}: ${shownText(change, change.before)} → ${shownText(change, change.after)}`,
  );

export const changePerson = defineCommand({
  name: 'change-person',
  title: 'change person',
  help: 'Save what was edited of a person.',
  utterances: [],
  inputs: personFields,
  right: 'change-person',
  scopes: ['personal'],
  listed: false,
  minutes: 5,
  async offer({ target, own, inputs, services }) {
    const { changes, mail } = await services.conferencing.comparePerson(target, inputs, { own });
    const paragraphs = [...lines(changes), ...(mail ? [mailWords(mail, { what: 'number', own, done: false })] : [])];
    return {
      input: { settings: Object.fromEntries(changes.map(({ field, before, after }) => [field, { before, after }])) },
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: target.name,
          upn: target.upn,
          title: 'Save these changes?',
          paragraphs,
          button: 'Save',
        }),
    };
  },
  async run({ click, services }) {
    const { person, changes, mail, own } = await services.conferencing.changePerson(click);
    const paragraphs = [
      shownPerson(person),
      ...lines(changes),
      ...(mail ? [mailWords(mail, { what: 'number', own, done: true })] : []),
    ];
    const buttons = [
      { title: 'Show', verb: 'show-person', data: { person: person.id } },
      ...(mail ? mailStatusButton(mail, person.id) : []),
    ];
    return cards.notice({ title: 'Saved', paragraphs, buttons });
  },
});
