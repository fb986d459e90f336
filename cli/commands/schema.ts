import type { Command } from 'commander';
import { z } from 'zod';
import { exitCodes, usageError } from '../terminal/refusal';
import { failed } from '../session/session';
import { commandAt } from './command-path';
import { plainLeaf, resultOf, type Shell } from './command';

const help = [
  'the JSON Schema of what a command prints with --output json',
  '',
  'Every field is always there; what there is not is null or an empty list. Times are ISO 8601 in UTC, numbers E.164.',
].join('\n');

/** `schema` */
export function addSchema(program: Command, { streams, end }: Shell): void {
  plainLeaf(program, 'schema <command...>', { help, examples: ['schema user list', 'schema tenant get'] }).action(
    async (words: string[], options: { verbose?: boolean }) => {
      try {
        const result = resultOf(commandAt(program, words));
        if (!result) throw usageError(`"${words.join(' ')}" prints in a format of its own, and not as fields`);
        await streams.out(`${JSON.stringify({ title: words.join(' '), ...z.toJSONSchema(result) }, null, 2)}\n`);
        end(exitCodes.done);
      } catch (error) {
        end(failed(streams, options, error));
      }
    },
  );
}
