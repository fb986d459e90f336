import type { Command } from 'commander';
import { type SettingField, settingFields } from '../../services/settings/fields';
import type { Settings } from '../../services/settings/settings';
import { makeChanges } from '../session/changes';
import { runSession } from '../session/session';
import { settingsChanged } from '../terminal/results/changes';
import { type SettingRow, settingResult } from '../terminal/results/settings';
import { changingLeaf, type CommonOptions, leaf, type Shell } from './command';
import { settingNamed, settingText, settingValue } from './setting-names';
import { settingsSteps } from './settings-step';
import { addTenantTry } from './tenant-try';

/** `tenant get`, `set`, `remove` and `try` */
export function addTenant(program: Command, shell: Shell): void {
  const { streams, end } = shell;
  const tenant = program.command('tenant').description('the settings of the organization');
  leaf(tenant, 'get [name]', {
    help: 'all settings, or one of them',
    examples: [
      'tenant get',
      'tenant get --output yaml',
      'tenant get pinLength --query value --output text',
      `tenant get --query "[?name=='pinLength'].value"`,
    ],
    result: settingResult,
  }).action(async (name: string | undefined, options: CommonOptions) =>
    end(
      await runSession(
        streams,
        options,
        { action: 'change-settings' },
        async ({ services, tenant: id, show, looked }) => {
          const field = name === undefined ? undefined : settingNamed(name);
          const settings = await services.settings.of(id);
          await looked('settings');
          if (field) return void show(settingRow(field, settings), { as: settingResult });
          show(
            settingFields.map((one) => settingRow(one, settings)),
            {
              as: settingResult,
              table: settingFields.map((one) => ({ name: one.name, value: one.get(settings), about: one.label })),
            },
          );
        },
      ),
    ),
  );

  changingLeaf(tenant, 'set <name> <value>', {
    help: 'one setting, by its name in "tenant get"',
    examples: ['tenant set pinLength 6', 'tenant set automaticMails off --what-if'],
    result: settingsChanged,
  }).action(async (name: string, value: string, options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'change-settings' }, async (session) => {
        const field = settingNamed(name);
        return makeChanges(session, await settingsSteps(session, { [field.name]: settingText(field, value) }));
      }),
    ),
  );

  const restored = 'all settings back to their defaults; name, email domains and numbers stay, since they have none';
  changingLeaf(tenant, 'remove', {
    help: restored,
    examples: ['tenant remove --what-if', 'tenant remove'],
    result: settingsChanged,
  }).action(async (options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'restore-defaults' }, async (session) =>
        makeChanges(
          session,
          await settingsSteps(session, session.services.settingsChanges.defaults(), 'restore-defaults'),
        ),
      ),
    ),
  );

  addTenantTry(tenant, shell);
}

function settingRow(field: SettingField, settings: Settings): SettingRow {
  const { name, input, group, label } = field;
  const value = settingValue(field, settings);
  return {
    ...{ name, value, kind: Array.isArray(value) ? 'list' : input.kind },
    choices: input.kind === 'choice' ? Object.keys(input.choices) : [],
    ...{ group, about: label },
  };
}
