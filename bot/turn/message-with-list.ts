import type { ListSource } from '../../services/bulk/list';
import { Problem } from '../../services/base/problem';
import type { Command } from './command';
import { markPattern, type Message } from './request';
import { understand, type Understood } from './understanding';

/** What a message means, with what else came with it. */
export interface Said {
  understood?: Understood;
  /**
   * The lists of people that came with the words: further lines of the message, mentions, and files.
   * @throws Problem when one of them cannot be read: half a list is none
   */
  lists?(): Promise<ListSource[]>;
}

/** What a message means together with a list in its further lines or its mentions, or with files. */
export function understandWithList(commands: readonly Command[], message: Message): Said {
  const understood = understand(commands, message.text);
  const [first = '', ...rest] = message.text.split('\n');
  const mentions = first.match(markPattern) ?? [];
  const words = first.replace(markPattern, ' ').replace(/[\s,;:]+$/u, '');
  const people = [...(understood ? [] : [mentions.join(';')]), ...rest].join('\n').trim();
  const said = understood ?? (people === '' ? undefined : understand(commands, words));
  // A file without words can be for one command only.
  const meant =
    said ??
    (message.files.length > 0 ? { command: commands.find(({ takesList }) => takesList), slots: {} } : undefined);
  const taking = commands.find(({ name }) => name === meant?.command?.takesList);
  if (!meant || !taking || (people === '' && message.files.length === 0)) return { understood };
  return {
    understood: { command: taking, slots: meant.slots },
    async lists(): Promise<ListSource[]> {
      if (message.unread[0] !== undefined) throw new Problem('upload-not-text', { file: message.unread[0] });
      const typed = people === '' ? [] : [{ text: await withPeople(people, message) }];
      const files: ListSource[] = [];
      for (const read of message.files) files.push(await read());
      return [...typed, ...files];
    },
  };
}

/**
 * A list with the object ids of the people whom it mentions. Where the Connector does not vouch for one, nobody is
 * called what stands there, so that the list says so.
 */
async function withPeople(text: string, message: Message): Promise<string> {
  const ids = new Map<string, string>();
  for (const mark of new Set(text.match(markPattern))) {
    const id = await message.mentioned(mark).catch((error: unknown) => {
      if (error instanceof Problem) return `@${message.shownAs(mark).replace(/[;,|\n\t]/g, ' ')}`;
      throw error;
    });
    ids.set(mark, id);
  }
  return text.replace(markPattern, (mark) => `;${ids.get(mark)!};`);
}
