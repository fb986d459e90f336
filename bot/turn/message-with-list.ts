import type { Command } from './command';
import type { Message } from './request';
import { understand, type Understood } from './understanding';

/** What a message means, together with what came with it. */
export interface Said {
  understood?: Understood;
  /**
   * A list of people, from the further lines of the message or from a file.
   * @throws Problem when the file cannot be read
   */
  inputs?(): Promise<Record<string, string>>;
}

/** What a message means together with a list in its further lines, or with a file. */
export function understandWithList(commands: readonly Command[], message: Message): Said {
  const understood = understand(commands, message.text);
  const [first = '', ...rest] = message.text.split(/\r?\n/);
  const people = rest.join('\n').trim();
  const said = understood ?? (people === '' ? undefined : understand(commands, first));
  // A file without words can only be for one command.
  const words =
    said ?? (message.file && { command: commands.find(({ takesList }) => takesList !== undefined), slots: {} });
  const taking = commands.find(({ name }) => name === words?.command?.takesList);
  if (!words || !taking || (people === '' && !message.file)) return { understood };
  return {
    understood: { command: taking, slots: words.slots },
    inputs: async (): Promise<Record<string, string>> => (message.file ? { file: await message.file() } : { people }),
  };
}
