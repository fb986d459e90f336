import { cards } from '../../cards';
import { mostInFile, mostPasted } from '../../services/bulk/list';
import { bulkActions, isBulkAble } from '../../services/bulk/job';
import { actionWords } from '../../words/bulk';
import { bulkActionOf } from '../turn/bulk-action';
import { defineCommand } from '../turn/command';
import { capital } from '../../words/capital';

export const bulkForm = defineCommand({
  name: 'bulk-form',
  title: 'bulk reset',
  help: 'Do the same for many people: reset, enable, disable, change numbers. With a list or a CSV file.',
  utterances: ['bulk', 'bulk {bulk}'],
  right: 'bulk',
  scopes: ['personal'],
  takesList: 'bulk',
  run: ({ slots, services }) =>
    cards.bulkForm({
      most: mostPasted,
      paragraphs: [
        'First I check the list and say what would be done and what not. Nothing is changed before you confirm that.',
        `In place of the list you can send me a CSV or text file with up to ${mostInFile.toLocaleString('en')} ` +
          `people here in the chat, with the words "bulk ${slots.bulk ?? 'reset pins'}".`,
      ],
      choices: bulkActions
        .filter((action) => isBulkAble(action, services.backend))
        .map((value) => ({
          value,
          title: capital(actionWords[value].whole),
        })),
      action: bulkActionOf(slots.bulk),
    }),
});
