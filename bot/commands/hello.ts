import { cards } from '../../cards';
import { defineCommand } from '../turn/command';

export const hello = defineCommand({
  name: 'hello',
  title: 'hello',
  help: 'Greet the desk.',
  utterances: ['hi', 'hey', 'hi there', 'hello there', 'good morning', 'good afternoon', 'good evening'],
  right: 'talk',
  scopes: ['personal', 'groupChat', 'team'],
  listed: false,
  run: () =>
    cards.notice({
      title: 'Hello',
      paragraphs: ['Type "reset my pin" for a new conferencing PIN, or "help" for everything else.'],
      buttons: [
        { title: 'Help', verb: 'help', data: {} },
        { title: 'My conference info', verb: 'show-conference-info', data: {} },
      ],
    }),
});
