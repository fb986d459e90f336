import { type Shown, textOf } from '../terminal/output';
import { parseQuery } from '../terminal/query';
import { exitCodes } from '../terminal/refusal';
import { type CommonOptions, failed } from '../session/session';
import type { Shell } from './command';

/** Runs a command that takes no role: prints what `work` found and ends with its exit code, or with what went wrong. */
export async function runWithoutRole(
  { streams, end }: Shell,
  options: CommonOptions,
  work: () => Promise<{ shown: Shown; code?: number }>,
): Promise<void> {
  try {
    const query = options.query === undefined ? undefined : await parseQuery(options.query);
    const { shown, code = exitCodes.done } = await work();
    await streams.out(textOf(shown, options.output ?? (streams.terminal ? 'table' : 'json'), query));
    end(code);
  } catch (error) {
    end(failed(streams, options, error));
  }
}
