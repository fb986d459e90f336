import { assertAble } from '../../services/conferencing/backend';
import { cards } from '../../cards';
import { ableFields, neededFor, settingFields, type SettingGroup, settingGroups } from '../../services/settings/fields';
import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';
import { ownDomains } from '../../services/people/mail-addresses';
import { groupTitles, groupWords, hintOf } from '../../words/settings';

export const editSettings = defineCommand({
  name: 'edit-settings',
  title: 'edit settings',
  help: 'Change the settings of the organization on a card.',
  utterances: ['edit settings for {topic}', 'change settings'],
  right: 'change-settings',
  scopes: ['personal'],
  listed: false,
  async run({ actor, slots, services }) {
    const group = settingGroups.find(
      (one): one is SettingGroup => one === (slots.topic ?? 'pins').trim().toLowerCase(),
    );
    if (!group)
      throw new Problem('setting-invalid', {
        label: 'The part of the settings',
        allowed: settingGroups
          .map(groupWords)
          .join(', ')
          .replace(/, (\S+)$/, ' or $1'),
      });
    const now = await services.settings.of(actor.tenant);
    const domains = ownDomains(actor, now);
    const fields = ableFields(services.backend).filter((field) => field.group === group);
    const needs = settingFields.filter((field) => field.group === group).flatMap((field) => neededFor(field) ?? [])[0];
    if (fields.length === 0 && needs) assertAble(services.backend, needs);
    return cards.edit({
      ...{
        title: `Settings: ${groupTitles[group]}`,
        name: '',
        upn: '',
        verb: 'change-settings',
        data: {},
        back: 'settings',
      },
      note: 'Save shows what would change, and asks.',
      fields: fields.map((field) => ({
        id: field.name,
        label: field.label,
        kind: field.input.kind,
        value: field.get(now),
        hint: hintOf(field, now, { domains }),
        least: field.input.kind === 'number' ? field.input.least : 0,
        most: field.input.kind === 'number' ? field.input.most : 0,
        choices:
          field.input.kind === 'choice'
            ? Object.entries(field.input.choices).map(([value, title]) => ({ title, value }))
            : [],
      })),
    });
  },
});
