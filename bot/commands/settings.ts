import { cards } from '../../cards';
import { ownDomains } from '../../services/people/mail-addresses';
import { ableFields, settingFields, type SettingGroup, settingGroups } from '../../services/settings/fields';
import { defineCommand } from '../turn/command';
import { differing, groupTitles, groupWords, summaries, valueLine } from '../../words/settings';

export const settings = defineCommand({
  name: 'settings',
  title: 'settings',
  help: 'See and change the settings of the organization.',
  utterances: ['show settings', 'tenant settings', 'pin length', 'conferencing settings'],
  right: 'change-settings',
  scopes: ['personal'],
  async run({ actor, services }) {
    const able = ableFields(services.backend);
    const groupsShown = settingGroups.filter((group) => able.some((field) => field.group === group));
    const now = await services.settings.of(actor.tenant);
    const domains = ownDomains(actor, now);
    const section = (group: SettingGroup) => ({
      title: groupTitles[group],
      summary: summaries[group](now, { domains }),
      changed: differing(group, now),
      button: { title: `Edit ${groupWords(group)}`, verb: 'edit-settings', data: { topic: group } },
    });
    const idle = groupsShown.filter((group) => idleGroups.has(group));
    return cards.settings({
      groups: groupsShown.filter((group) => !idleGroups.has(group)).map(section),
      folded: idle.map(section),
      all: able.map((field) => ({ line: valueLine(field, now, { domains }) })),
      buttons: [{ title: 'Restore defaults', verb: 'restore-defaults', data: {} }],
    });
  },
});

/** Groups of which no setting has an effect here. */
const idleGroups = new Set<SettingGroup>(
  settingGroups.filter((group) =>
    settingFields.filter((field) => field.group === group).every(({ needsBridge }) => needsBridge),
  ),
);
