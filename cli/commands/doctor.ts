import type { Command } from 'commander';
import { checkAll } from '../checks';
import { textOf } from '../output';
import { parseQuery } from '../query';
import { exitCodes } from '../refusal';
import { type CommonOptions, failed } from '../session';
import { leaf, type Shell } from './command';

const help = ['looks at everything that an installation needs, and changes nothing', '', 'It takes no role, so that it helps when nothing works. Exit code 1: something does not work.'].join('\n');

/** `doctor` */
export function addDoctor(program: Command, { streams, end }: Shell): void {
  leaf(program, 'doctor', { help, examples: ['doctor', `doctor --query "[?state!='ok']"`] }).action(async (options: CommonOptions) => {
    try {
      const query = options.query === undefined ? undefined : await parseQuery(options.query);
      const findings = await checkAll();
      await streams.out(textOf(findings.map((one) => ({ ...one })), options.output ?? (streams.terminal ? 'table' : 'json'), query));
      end(findings.some(({ state }) => state === 'fault') ? exitCodes.failed : exitCodes.done);
    } catch (error) {
      end(failed(streams, options, error));
    }
  });
}
