import type { Command } from 'commander';
import { tollNumbersOf, tollFreeNumbersOf } from '../../services/settings/bridge-numbers';
import { runSession } from '../session/session';
import { listOf } from '../terminal/results/kinds';
import { numberRow } from '../terminal/results/settings';
import { type CommonOptions, leaf, type Shell } from './command';

const result = listOf(numberRow);

/** `number list` */
export function addNumber(program: Command, { streams, end }: Shell): void {
  const number = program.command('number').description('the numbers of the bridge');
  leaf(number, 'list', {
    help: 'the numbers that a person can have, toll and toll-free',
    examples: ['number list', 'number list --output json'],
    result,
  }).action(async (options: CommonOptions) =>
    end(
      await runSession(
        streams,
        options,
        { action: 'show-person', others: true },
        async ({ services, tenant, show, looked }) => {
          const settings = await services.settings.of(tenant);
          const toll = tollNumbersOf(settings).map((one) => ({
            number: one,
            kind: 'toll',
            default: one === settings.tollNumber,
          }));
          const tollFree = tollFreeNumbersOf(settings).map((one) => ({
            number: one,
            kind: 'toll-free',
            default: one === settings.tollFreeNumber,
          }));
          await looked('list-numbers');
          show([...toll, ...tollFree], { as: result });
        },
      ),
    ),
  );
}
