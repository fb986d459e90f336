import type { SettingChange } from '../../services/changes/settings';
import type { Changed } from '../session/changed';
import { type Step, unlessSame } from '../session/changes';
import type { Session } from '../session/session';
import { valueOfText } from './setting-names';

/**
 * The one change that saves these texts of settings, by name. None if the settings are already like that.
 * @throws Problem `setting-invalid`
 */
export async function settingsSteps(
  session: Session,
  texts: Readonly<Record<string, string>>,
  kind: 'change-settings' | 'restore-defaults' = 'change-settings',
): Promise<Step[]> {
  const { settingsChanges } = session.services;
  const changes = await unlessSame(settingsChanges.compare(session.actor, texts));
  if (!changes) return [];
  return [
    {
      kind,
      target: session.actor,
      input: {
        settings: Object.fromEntries(changes.map(({ field, before, after }) => [field.name, { before, after }])),
      },
      will: changes.map(({ field, before, after }) => `Set ${field.name} from "${before}" to "${after}".`).join(' '),
      run: async (click) => {
        return { changes: (await settingsChanges.changeSettings(click, kind)).map(changedSetting) };
      },
    },
  ];
}

/** A setting, before and after, as data. */
export const changedSetting = ({ field, before, after }: SettingChange): Changed => ({
  name: field.name,
  before: valueOfText(field, before),
  after: valueOfText(field, after),
});
