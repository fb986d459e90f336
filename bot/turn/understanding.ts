import { distance } from 'fastest-levenshtein';
import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import type { NamedAlone } from './bare-name';
import { type Command, isChanging, phrasesOf } from './command';
import { formsOf } from './forms';
import { hasSlots, knownLength, longestLooked, matcherOf, type Slots, tidyText } from './utterance';
import { inQuotes } from '../../words/in-quotes';
import { capital } from '../../words/capital';
import { choicesOf } from '../../words/people';

export interface Understood {
  command: Command;
  slots: Slots;
}

/**
 * The command that a whole text means. A phrase without slots goes before one with slots. Among those with slots, the
 * one that knows more of the words wins: "show conference info for alice" does not mean a person called "conference
 * info for alice", and "audit since yesterday" does not mean one called "since".
 * @returns undefined when it means none
 */
export function understand(commands: readonly Command[], text: string): Understood | undefined {
  const match = matcherOf(text);
  let best: (Understood & { said: number }) | undefined;
  for (const command of commands) {
    for (const phrase of phrasesOf(command)) {
      const slots = match(phrase);
      if (!slots) continue;
      const said = hasSlots(phrase) ? knownLength(phrase, slots) : Infinity;
      if (!best || best.said < said) best = { command, slots, said };
    }
  }
  return best && { command: best.command, slots: best.slots };
}

/**
 * The commands whose words look like a text that means no command: at most two, and only if it looks like a typing
 * error.
 */
function suggest(commands: readonly Command[], text: string): Command[] {
  const said = tidyText(text.slice(0, longestLooked)).toLowerCase().slice(0, 60);
  // A list after the words may have lost its line breaks on the way.
  const begins = ({ takesList, title }: Command) => takesList !== undefined && said.startsWith(title.split(' ')[0]!);
  const near = (command: Command): number =>
    begins(command)
      ? 0
      : Math.min(
          ...phrasesOf(command)
            .filter((phrase) => !hasSlots(phrase))
            .map((phrase) => distance(phrase, said)),
        );
  return commands
    .map((command) => ({ command, far: near(command) }))
    .filter(({ far }) => far <= Math.min(3, Math.floor(said.length / 4)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 2)
    .map(({ command }) => command);
}

/** The command whose title begins a text that goes on with unknown words: "report failed". */
function begunBy(commands: readonly Command[], text: string): Command | undefined {
  const said = tidyText(text.slice(0, longestLooked)).toLowerCase();
  return commands
    .filter(
      ({ title, listed, utterances }) => listed !== false && utterances.length > 0 && said.startsWith(`${title} `),
    )
    .sort((a, b) => b.title.length - a.title.length)[0];
}

/**
 * The answer to a text that means no command.
 * @param named the people whose names look like it, if it may have been the name of one
 */
export function notUnderstood(commands: readonly Command[], said: string, named?: NamedAlone): Card {
  const begun = begunBy(commands, said);
  const near = begun && !isChanging(begun) ? [begun] : suggest(commands, said);
  if (named && near.length === 0 && !begun && named.nearest.length > 0)
    return cards.choosePerson({
      title: 'I did not understand that',
      text: 'If you meant somebody, choose who it is. Type "help" to see what you can do.',
      verb: named.command.name,
      people: choicesOf(named.nearest),
    });
  const buttons: Button[] = near.map(({ title, name }) => ({
    title: capital(title),
    verb: name,
    data: {},
  }));
  return cards.notice({
    title: 'I did not understand that',
    paragraphs: [
      begun
        ? `Say it like this: ${inQuotes(formsOf(begun))}.`
        : near.length > 0
          ? 'Did you mean one of these?'
          : 'Type "help" to see what you can do.',
    ],
    buttons: [...buttons.filter(({ verb }) => verb !== 'help'), { title: 'Help', verb: 'help', data: {} }],
  });
}
