import type { Command } from 'commander';
import { checkAll } from './doctor-checks';
import { exitCodes } from '../terminal/refusal';
import { findingRow } from '../terminal/results/installation';
import { listOf } from '../terminal/results/kinds';
import { type CommonOptions, leaf, type Shell } from './command';
import { runWithoutRole } from '../session/without-role';

const help = [
  'looks at everything that an installation needs, and changes nothing',
  '',
  'It takes no role, so that it helps when nothing works. Exit code 1: something does not work.',
].join('\n');

const result = listOf(findingRow);

/** `doctor` */
export function addDoctor(program: Command, { streams, end }: Shell): void {
  leaf(program, 'doctor', { help, examples: ['doctor', `doctor --query "[?state!='ok']"`], result }).action(
    async (options: CommonOptions) =>
      end(
        await runWithoutRole(streams, options, async () => {
          const findings = await checkAll();
          return {
            shown: findings.map((one) => ({ ...one })),
            how: { as: result },
            code: findings.some(({ state }) => state === 'fault') ? exitCodes.failed : exitCodes.done,
          };
        }),
      ),
  );
}
