import type { Command } from 'commander';
import { settingFields } from '../../services/settings/fields';
import { makeChanges } from '../session/changes';
import { runSession } from '../session/session';
import { changingLeaf, type CommonOptions, leaf, type Shell } from './command';
import { settingNamed, settingsSteps, settingText } from './settings-step';

/** `tenant get`, `set` and `remove` */
export function addTenant(program: Command, { streams, end }: Shell): void {
  const tenant = program.command('tenant').description('the settings of the organization');
  leaf(tenant, 'get', {
    help: 'all settings',
    examples: ['tenant get', 'tenant get --output yaml', `tenant get --query "[?name=='pinLength'].value"`],
  }).action(async (options: CommonOptions) =>
    end(
      await runSession(
        streams,
        options,
        { action: 'change-settings' },
        async ({ services, tenant: id, show, looked }) => {
          const settings = await services.settings.of(id);
          await looked('settings');
          show(settingFields.map((field) => ({ name: field.name, value: field.get(settings), about: field.label })));
        },
      ),
    ),
  );

  changingLeaf(tenant, 'set <name> <value>', {
    help: 'one setting, by its name in "tenant get"',
    examples: ['tenant set pinLength 6', 'tenant set automaticMails off --what-if'],
  }).action(async (name: string, value: string, options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'change-settings' }, async (session) => {
        const field = settingNamed(name);
        return makeChanges(session, await settingsSteps(session, { [name]: settingText(field, value) }), { name });
      }),
    ),
  );

  const restored = 'all settings back to their defaults; name, mail domains and numbers stay, since they have none';
  changingLeaf(tenant, 'remove', { help: restored, examples: ['tenant remove --what-if', 'tenant remove'] }).action(
    async (options: CommonOptions) =>
      end(
        await runSession(streams, options, { action: 'restore-defaults' }, async (session) =>
          makeChanges(
            session,
            await settingsSteps(session, session.services.settingsChanges.defaults(), 'restore-defaults'),
          ),
        ),
      ),
  );
}
