import { distance } from 'fastest-levenshtein';
import { cards } from '../cards';
import type { Button, Card } from '../cards/card';
import { type Command, phrasesOf } from './command';
import { hasSlots, matchPhrase, type Slots, tidyText } from './utterance';

export interface Understood {
  command: Command;
  slots: Slots;
}

/**
 * The command that a whole text means. A phrase that says everything goes before one that leaves something open.
 * @returns undefined when it means none
 */
export function understand(commands: readonly Command[], text: string): Understood | undefined {
  for (const open of [false, true]) {
    for (const command of commands) {
      for (const phrase of phrasesOf(command)) {
        const slots = hasSlots(phrase) === open ? matchPhrase(phrase, text) : undefined;
        if (slots) return { command, slots };
      }
    }
  }
  return undefined;
}

/** The commands whose words look like a text that means none: at most two, and only for a slip of the fingers. */
function suggest(commands: readonly Command[], text: string): Command[] {
  const said = tidyText(text).toLowerCase().slice(0, 60);
  const near = (command: Command): number =>
    Math.min(...phrasesOf(command).filter((phrase) => !hasSlots(phrase)).map((phrase) => distance(phrase, said)));
  return commands
    .map((command) => ({ command, far: near(command) }))
    .filter(({ far }) => far <= Math.min(3, Math.floor(said.length / 4)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 2)
    .map(({ command }) => command);
}

/** The answer to a text that means no command. */
export function notUnderstood(commands: readonly Command[], said: string): Card {
  const near = suggest(commands, said);
  const buttons: Button[] = near.map(({ title, name }) => ({ title: title.replace(/^./, (first) => first.toUpperCase()), verb: name, data: {} }));
  return cards.notice({
    title: 'I did not understand that',
    paragraphs: ['Nothing was changed.', near.length > 0 ? 'Did you mean one of these?' : 'Type "help" to see what you can do.'],
    buttons: [...buttons.filter(({ verb }) => verb !== 'help'), { title: 'Help', verb: 'help', data: {} }],
  });
}
