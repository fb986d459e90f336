import type { Command } from 'commander';
import { Problem } from '../../services/problem';
import { type SettingField, settingFields } from '../../services/setting-fields';
import { makeChanges } from '../changes';
import { usageError } from '../refusal';
import { runSession } from '../session';
import { changingLeaf, type CommonOptions, leaf, type Shell } from './command';

/** `tenant get` and `tenant set` */
export function addTenant(program: Command, { streams, end }: Shell): void {
  const tenant = program.command('tenant').description('the settings of the organization');
  leaf(tenant, 'get', { help: 'all settings', examples: ['tenant get', 'tenant get --output json'] }).action(async (options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'change-settings' }, async ({ services, tenant: id, show, looked }) => {
        const settings = await services.settings.of(id);
        await looked('settings');
        show(settingFields.map((field) => ({ name: field.name, value: field.get(settings), about: field.label })));
      }),
    ),
  );

  changingLeaf(tenant, 'set <name> <value>', { help: 'one setting, by its name in "tenant get"', examples: ['tenant set pinLength 6', 'tenant set automaticMails off --what-if'] }).action(
    async (name: string, value: string, options: CommonOptions) =>
      end(
        await runSession(streams, options, { action: 'change-settings' }, async (session) => {
          const field = settingFields.find((one) => one.name === name);
          if (!field) throw usageError('there is no setting of that name', `There are: ${settingFields.map((one) => one.name).join(', ')}.`);
          const { services, actor } = session;
          const changes = await services.settingsChanges.compare(session.tenant, { [name]: switchText(field, value) }).catch((error: unknown) => {
            if (error instanceof Problem && error.is('settings-same')) return [];
            throw error;
          });
          const [change] = changes;
          const step = change && {
            kind: 'change-settings' as const,
            target: actor,
            input: { settings: { [name]: { before: change.before, after: change.after } } },
            will: `Set ${name} from "${change.before}" to "${change.after}".`,
            run: async (click: Parameters<typeof services.settingsChanges.changeSettings>[0]) => {
              const [made] = await services.settingsChanges.changeSettings(click);
              return { before: made?.before, after: made?.after };
            },
          };
          return makeChanges(session, step ? [step] : [], { name });
        }),
      ),
  );
}

/** PowerShell says true and false. */
const switchText = ({ input }: SettingField, text: string): string => (input.kind === 'switch' ? ({ true: 'on', false: 'off' }[text.toLowerCase()] ?? text) : text);
