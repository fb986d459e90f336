import { startAgain } from '../base/start-again';
import type { Change } from './change';
import type { Directory } from '../people/directory';
import type { Person } from '../people/person';
import { assertSenderSettings } from '../people/mail-senders';
import type { Click } from '../offers/offers';
import { Problem } from '../base/problem';
import type { Notices } from '../offers/notices';
import { tellLoosened } from './telling';
import { type SettingField, settingFields } from '../settings/fields';
import { type Settings, type SettingsService, defaults } from '../settings/settings';

/** A setting that an offer would change. */
export interface SettingChange {
  field: SettingField;
  before: string;
  after: string;
}

/** Changes to a tenant's settings, each with its text before and after. */
export function createSettingsChanges({
  change,
  settings,
  directory,
  notices,
}: {
  change: Change;
  settings: SettingsService;
  directory: Directory;
  notices: Notices;
}) {
  return {
    /**
     * What would change if these texts were saved. Settings without a text stay as they are.
     * @throws Problem `setting-invalid`, `sender-not-allowed`, or `settings-same` when nothing would change
     */
    async compare(actor: Person, texts: Readonly<Record<string, string>>): Promise<SettingChange[]> {
      const now = await settings.of(actor.tenant);
      const changes = settingFields.flatMap((field): SettingChange[] => {
        const text = texts[field.name];
        if (text === undefined) return [];
        // Compares the texts as they would be saved: "+1 (555) 010-0100" is the same as "+1 555 010 0100".
        const [before, after] = [field.get(now), field.get({ ...now, ...field.set(text) })];
        return before === after ? [] : [{ field, before, after }];
      });
      if (changes.length === 0) throw new Problem('settings-same', {});
      assertSenderSettings(now, { ...now, ...savedOf(changes) }, actor);
      return changes;
    },

    /** The texts that put every setting back to its default, except those that are kept. */
    defaults: (): Record<string, string> =>
      Object.fromEntries(settingFields.filter(({ kept }) => !kept).map((field) => [field.name, field.get(defaults)])),

    /**
     * Accepts offered changes to settings, all of them or none.
     * @throws Problem `settings-outdated` when one is no longer as the offer says, or `sender-not-allowed`
     */
    changeSettings: (
      click: Click,
      action: 'change-settings' | 'restore-defaults' = 'change-settings',
    ): Promise<SettingChange[]> =>
      startAgain(async () => {
        const { offer } = await change.look(click, action);
        const changes = Object.entries(offer.input?.settings ?? {}).flatMap(([name, texts]): SettingChange[] => {
          const field = settingFields.find((one) => one.name === name);
          return field ? [{ field, ...texts }] : [];
        });
        const saved = savedOf(changes);
        return change.commit(click, action, async ({ actor, request }, moment) => {
          const { session } = moment;
          const now = await settings.of(actor.tenant, session);
          if (changes.some(({ field, before }) => field.get(now) !== before))
            throw new Problem('settings-outdated', {});
          assertSenderSettings(now, { ...now, ...saved }, actor);
          await settings.save(actor.tenant, saved, session);
          const texts = changes.map(({ field, before, after }) => [field.name, { before, after }] as const);
          await tellLoosened({ directory, notices }, { actor, request }, Object.fromEntries(texts), moment);
          return { result: changes, change: { before: told(changes, 'before'), after: told(changes, 'after') } };
        });
      }),
  };
}

const savedOf = (changes: readonly SettingChange[]): Partial<Settings> =>
  Object.assign({}, ...changes.map(({ field, after }) => field.set(after))) as Partial<Settings>;

/** For the trail, which holds no text that somebody typed: of such settings it only says that they were changed. */
const told = (changes: readonly SettingChange[], which: 'before' | 'after'): string =>
  changes
    .map(({ field, ...texts }) => `${field.name} ${field.input.kind === 'text' ? '(text)' : texts[which]}`)
    .join(', ');
