import { type SettingField, settingFields } from '../../services/settings/fields';
import { type Step, unlessSame } from '../session/changes';
import { usageError } from '../terminal/refusal';
import type { Session } from '../session/session';

/** The setting with that name. @throws Refusal that lists all settings */
export function settingNamed(name: string, among: readonly SettingField[] = settingFields): SettingField {
  const field = among.find((one) => one.name === name);
  if (!field)
    throw usageError('there is no setting of that name', `There are: ${among.map((one) => one.name).join(', ')}.`);
  return field;
}

/** PowerShell says true and false for on and off. */
export const settingText = ({ input }: SettingField, text: string): string =>
  input.kind === 'switch' ? ({ true: 'on', false: 'off' }[text.toLowerCase()] ?? text) : text;

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
        const made = await settingsChanges.changeSettings(click, kind);
        const [only] = made;
        if (made.length === 1 && only) return { before: only.before, after: only.after };
        return { changes: made.map(({ field, before, after }) => `${field.name} from "${before}" to "${after}"`) };
      },
    },
  ];
}
