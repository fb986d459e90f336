import { cards } from '../../cards';
import { settingFields, settingGroups, shownSetting } from '../../services/settings/fields';
import { defineCommand } from '../turn/command';
import { groupTitles } from '../../words/settings';

export const settings = defineCommand({
  name: 'settings',
  title: 'settings',
  help: 'See and change the settings of the organization.',
  utterances: ['show settings', 'tenant settings', 'pin length', 'conferencing settings'],
  right: 'change-settings',
  scopes: ['personal'],
  async run({ actor, services }) {
    const now = await services.settings.of(actor.tenant);
    const groups = settingGroups.map((group) => ({
      title: groupTitles[group],
      lines: settingFields
        .filter((field) => field.group === group)
        .map((field) => ({ label: field.label, value: shownSetting(field, field.get(now)) })),
    }));
    return cards.settings({
      groups,
      buttons: [
        ...settingGroups.map((group) => ({
          title: `Edit ${groupTitles[group].toLowerCase().replace('pins', 'PINs')}`,
          verb: 'edit-settings',
          data: { topic: group },
        })),
        { title: 'Restore defaults', verb: 'restore-defaults', data: {} },
      ],
    });
  },
});
