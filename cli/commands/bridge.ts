import type { Command } from 'commander';
import type { Settings } from '../../services/settings/settings';
import { makeChanges } from '../session/changes';
import { usageError } from '../terminal/refusal';
import { settingsChanged } from '../terminal/results/changes';
import { type BridgeResult, bridgeResult } from '../terminal/results/settings';
import { runSession } from '../session/session';
import { changingLeaf, type CommonOptions, leaf, type Shell } from './command';
import { settingsSteps } from './settings-step';

interface BridgeOptions extends CommonOptions {
  name?: string;
  defaultServiceNumber?: string;
  serviceNumbers?: string;
  tollFreeNumber?: string;
  tollFreeNumbers?: string;
}

/** The setting for each option. */
const settingOf = {
  name: 'bridge',
  defaultServiceNumber: 'tollNumber',
  serviceNumbers: 'serviceNumbers',
  tollFreeNumber: 'tollFreeNumber',
  tollFreeNumbers: 'tollFreeNumbers',
} as const;
const optionNames = Object.keys(settingOf) as (keyof typeof settingOf)[];

/**
 * `bridge get` and `set`: the settings of the bridge, as `Get-` and `Set-CsOnlineDialInConferencingBridge` name them.
 */
export function addBridge(program: Command, { streams, end }: Shell): void {
  const bridge = program.command('bridge').description('the bridge that people dial');
  leaf(bridge, 'get', {
    help: 'its name and its numbers',
    examples: ['bridge get', 'bridge get --output csv', 'bridge get --query defaultServiceNumber --output text'],
    result: bridgeResult,
  }).action(async (options: CommonOptions) =>
    end(
      await runSession(
        streams,
        options,
        { action: 'show-person', others: true },
        async ({ services, tenant, show, looked }) => {
          const settings = await services.settings.of(tenant);
          await looked('settings');
          show(bridgeOf(settings), { as: bridgeResult });
        },
      ),
    ),
  );

  const help = [
    'its name and its numbers',
    '',
    'People without a number of their own follow the default, and are told of another one by mail. The default that ' +
      'is replaced stays on the bridge, and a number that somebody has as their own cannot leave it.',
  ].join('\n');
  changingLeaf(bridge, 'set', {
    help,
    examples: [
      'bridge set --default-service-number +15550100100 --what-if',
      'bridge set --service-numbers "+15550100200, +493055550100"',
    ],
    result: settingsChanged,
  })
    .option('--name <name>', 'what it is called; conference IDs are unique on it')
    .option('--default-service-number <number>', 'the number that people dial who have no other one')
    .option('--service-numbers <numbers>', 'the other toll numbers, with commas between them')
    .option('--toll-free-number <number>', 'the toll-free number; "" for none')
    .option('--toll-free-numbers <numbers>', 'other toll-free numbers, with commas between them')
    .action(async (options: BridgeOptions) =>
      end(
        await runSession(streams, options, { action: 'change-settings' }, async (session) => {
          const texts = Object.fromEntries(
            optionNames.flatMap((name) => (options[name] === undefined ? [] : [[settingOf[name], options[name]]])),
          );
          if (Object.keys(texts).length === 0)
            throw usageError('bridge set needs something to change, such as --default-service-number');
          return makeChanges(session, await settingsSteps(session, texts));
        }),
      ),
    );
}

const bridgeOf = ({ bridge, tollNumber, serviceNumbers, tollFreeNumber, tollFreeNumbers }: Settings): BridgeResult => ({
  name: bridge,
  defaultServiceNumber: tollNumber || null,
  serviceNumbers,
  tollFreeNumber: tollFreeNumber || null,
  tollFreeNumbers,
});
