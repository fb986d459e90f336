import { cards } from '../../cards';
import { defineCommand } from '../turn/command';

export const thanks = defineCommand({
  name: 'thanks',
  title: 'thanks',
  help: 'Thank the desk.',
  utterances: ['thank you', 'thx', 'ty', 'cheers', 'thanks a lot', 'thank you very much'],
  right: 'talk',
  scopes: ['personal', 'groupChat', 'team'],
  listed: false,
  run: () =>
    cards.notice({ title: 'You are welcome', paragraphs: ['Type "help" when you need something else.'], buttons: [] }),
});
