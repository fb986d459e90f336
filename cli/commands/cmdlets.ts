import type { Command } from 'commander';
import { cmdlets } from './cmdlets-table';
import { textOf } from '../terminal/output';
import { type CommonOptions, leaf, type Shell } from './command';
import { runWithoutRole } from '../session/without-role';

/** `cmdlets`, and `help cmdlets`: Teams PowerShell compared with this command line. */
export function addCmdlets(program: Command, { streams, end }: Shell): void {
  const help = 'what each cmdlet and parameter of Teams PowerShell is here';
  const rows = cmdlets.map((one) => ({ ...one }));
  leaf(program, 'cmdlets', { help, examples: ['cmdlets', `cmdlets --query "[?contains(powershell, 'Mail')]"`] })
    .addHelpText('after', `\n${textOf(rows, 'table')}`)
    .action(async (options: CommonOptions) =>
      end(await runWithoutRole(streams, options, async () => ({ shown: rows }))),
    );
}
