import type { Contact } from '../../services/base/problem';
import { Problem } from '../../services/base/problem';
import type { Person } from '../../services/people/person';
import { mayAct } from '../../services/people/rights';
import type { AskingCommand, Command } from './command';
import { isAsking } from './command';

/** A longer text is a sentence and no name. Characters. */
const longestName = 100;
/** A slip of the fingers is looked for in texts of up to so many words: "do not reset my pin" is nobody's name. */
const mostWords = 3;

/** Somebody whom a text without a command names, or the people whose names look like it. */
export interface NamedAlone {
  command: AskingCommand;
  /** Whether the text names somebody. Otherwise it may have been meant for one of `nearest`. */
  fits: boolean;
  nearest: readonly Contact[];
}

/**
 * What a text that means no command means as a name alone: "alice smith", an address, a mention. For whoever may not
 * look at others it means nothing, and nobody is looked up: the answer may not tell who is here.
 */
export async function namedAlone(
  text: string,
  about: { actor: Person; commands: readonly Command[]; find(text: string): Promise<Person> },
): Promise<NamedAlone | undefined> {
  const { actor, commands, find } = about;
  const command = commands.filter(isAsking).find(({ takesName }) => takesName);
  if (!command || !mayAct(actor.role, command.right, { others: true })) return undefined;
  if (text === '' || text.length > longestName) return undefined;
  try {
    await find(text);
    return { command, fits: true, nearest: [] };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (!error.is('person-unknown')) return { command, fits: true, nearest: [] };
    const { nearest } = error.details;
    return { command, fits: false, nearest: text.split(' ').length > mostWords ? [] : nearest };
  }
}
