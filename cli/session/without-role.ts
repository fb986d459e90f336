import type { Shown, Streams } from '../terminal/output';
import { parseQuery } from '../terminal/query';
import { exitCodes } from '../terminal/refusal';
import { type HowShown, strangerWords, textShown } from '../terminal/shape';
import { type CommonOptions, failed } from './session';

/** What a command has found: the result, and the exit code if it is not the one for success. */
export interface Outcome {
  shown: Shown;
  how?: HowShown;
  code?: number;
}

/**
 * Runs a command that takes no role, and prints what `work` found or what went wrong.
 * @returns the exit code
 */
export async function runWithoutRole(
  streams: Streams,
  options: CommonOptions,
  work: () => Promise<Outcome>,
): Promise<number> {
  try {
    const query = options.query === undefined ? undefined : await parseQuery(options.query);
    const { shown, how, code = exitCodes.done } = await work();
    await streams.out(textShown(shown, options.output ?? (streams.terminal ? 'table' : 'json'), { ...how, query }));
    const stranger = strangerWords(query, how?.as);
    if (stranger !== undefined) streams.err(`${stranger}\n`);
    return code;
  } catch (error) {
    return failed(streams, options, error);
  }
}
