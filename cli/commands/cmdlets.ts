import type { Command } from 'commander';
import { cmdlets } from '../cmdlets';
import { textOf } from '../output';
import { parseQuery } from '../query';
import { exitCodes } from '../refusal';
import { failed } from '../session';
import { type CommonOptions, leaf, type Shell } from './command';

/** `cmdlets`, and `help cmdlets`: Teams PowerShell beside this. */
export function addCmdlets(program: Command, { streams, end }: Shell): void {
  const help = 'what each cmdlet and parameter of Teams PowerShell is here';
  const rows = cmdlets.map((one) => ({ ...one }));
  leaf(program, 'cmdlets', { help, examples: ['cmdlets', `cmdlets --query "[?contains(powershell, 'Mail')]"`] })
    .addHelpText('after', `\n${textOf(rows, 'table')}`)
    .action(async (options: CommonOptions) => {
      try {
        const query = options.query === undefined ? undefined : await parseQuery(options.query);
        await streams.out(textOf(rows, options.output ?? (streams.terminal ? 'table' : 'json'), query));
        end(exitCodes.done);
      } catch (error) {
        end(failed(streams, options, error));
      }
    });
}
