import { startAgain } from '../base/start-again';
import type { Change } from './change';
import type { Directory } from '../people/directory';
import type { Person } from '../people/person';
import { assertSenderSettings } from '../people/mail-senders';
import type { Click } from '../offers/offers';
import { Problem } from '../base/problem';
import type { Notices } from '../offers/notices';
import { tellLoosened } from './telling';
import { assertAble, type ConferencingBackend } from '../conferencing/backend';
import type { NumberUse } from '../conferencing/number-use';
import type { NumberMailings } from '../mail/number-mailings';
import { changedDefaults, keepingNumbers } from '../settings/bridge-numbers';
import { assertNobodyLoses } from './bridge-numbers';
import { ableFields, neededFor, type SettingField, settingFields } from '../settings/fields';
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
  numberUse,
  numberMailings,
  backend,
}: {
  change: Change;
  settings: SettingsService;
  directory: Directory;
  notices: Notices;
  numberUse: NumberUse;
  numberMailings: NumberMailings;
  backend: ConferencingBackend;
}) {
  return {
    /**
     * What would change if these texts were saved. Settings without a text stay as they are, but a default number
     * that is replaced becomes one of the other numbers of the bridge.
     * @throws Problem `setting-invalid`, `sender-not-allowed`, `number-in-use`, `number-needed`, or `settings-same`
     * when nothing would change
     */
    async compare(actor: Person, texts: Readonly<Record<string, string>>): Promise<SettingChange[]> {
      const now = await settings.of(actor.tenant);
      const wanted = settingFields.flatMap((field) => {
        const text = texts[field.name];
        return text === undefined ? [] : [field.set(text)];
      });
      const saved = keepingNumbers(now, Object.assign({}, ...wanted) as Partial<Settings>);
      const next = { ...now, ...saved };
      const changes = settingFields.flatMap((field): SettingChange[] => {
        // Compares the texts as they would be saved: "+1 (555) 010-0100" is the same as "+1 555 010 0100".
        const [before, after] = [field.get(now), field.get(next)];
        return before === after ? [] : [{ field, before, after }];
      });
      if (changes.length === 0) throw new Problem('settings-same', {});
      for (const { field } of changes) {
        const needs = neededFor(field);
        if (needs) assertAble(backend, needs);
      }
      assertSenderSettings(now, next, actor);
      await assertNobodyLoses({ numberUse, directory }, { tenant: actor.tenant, now, next });
      return changes;
    },

    /** The texts that put every setting back to its default, except those that are kept. */
    defaults: (): Record<string, string> =>
      Object.fromEntries(
        ableFields(backend)
          .filter(({ kept }) => !kept)
          .map((field) => [field.name, field.get(defaults)]),
      ),

    /**
     * Accepts offered changes to settings, all of them or none.
     * @throws Problem `settings-outdated` when one is no longer as the offer says, or as `compare`
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
          const { tenant } = actor;
          const next = { ...now, ...saved };
          assertSenderSettings(now, next, actor);
          await assertNobodyLoses({ numberUse, directory }, { tenant, now, next }, session);
          await settings.save(tenant, saved, session);
          const fields = changedDefaults(now, next);
          if (fields.length > 0) await numberMailings.owe({ tenant, by: actor.id, fields }, moment);
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
