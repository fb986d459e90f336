import type { Command } from 'commander';
import { nearestCmdlet, rowsFor } from './cmdlet-lookup';
import { type Cmdlet, cmdlets } from './cmdlets-table';
import { textOf } from '../terminal/output';
import { usageError } from '../terminal/refusal';
import { cmdletRow } from '../terminal/results/installation';
import { listOf } from '../terminal/results/kinds';
import { type CommonOptions, leaf, type Shell } from './command';
import { runWithoutRole } from '../session/without-role';

const help = [
  'what each cmdlet and parameter of Teams PowerShell is here',
  '',
  'With a name: that cmdlet with its parameters, a parameter such as PinLength, or the rows that have the word.',
].join('\n');
const result = listOf(cmdletRow);

/** `cmdlets`, and `help cmdlets`: Teams PowerShell compared with this command line. */
export function addCmdlets(program: Command, { streams, end }: Shell): void {
  leaf(program, 'cmdlets [name]', {
    help,
    examples: [
      'cmdlets',
      'cmdlets Get-CsOnlineDialInConferencingUser',
      `cmdlets --query "[?contains(powershell, 'Email')]"`,
    ],
    result,
  })
    .addHelpText('after', () => `\n${textOf(cmdlets.map(inTable), 'table')}`)
    .action(async (name: string | undefined, options: CommonOptions) =>
      end(
        await runWithoutRole(streams, options, async () => {
          const rows = name === undefined ? cmdlets : found(name);
          return {
            shown: rows.map(({ powershell, desk, note }) => ({ powershell, desk: desk || null, note: note || null })),
            how: { as: result, table: rows.map(inTable) },
          };
        }),
      ),
    );
}

const inTable = ({ powershell, desk, note }: Cmdlet) => ({ powershell, desk, note });

/** @throws Refusal when nothing of it stands in the table */
function found(name: string): readonly Cmdlet[] {
  const rows = rowsFor(name);
  if (rows.length > 0) return rows;
  const near = nearestCmdlet(name);
  throw usageError(
    'Teams PowerShell has nothing of that name for Audio Conferencing',
    near ? `Did you mean ${near}?` : '"cmdlets" prints the whole table.',
  );
}
