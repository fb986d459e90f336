import { cards } from '../../cards';
import { defineCommand } from '../turn/command';
import { changeLines, lostLines } from '../../words/settings';

export const restoreDefaults = defineCommand({
  name: 'restore-defaults',
  title: 'restore defaults',
  help: 'Put the settings of the organization back to their defaults.',
  utterances: ['restore default settings', 'reset settings'],
  right: 'restore-defaults',
  scopes: ['personal'],
  minutes: 5,
  async offer({ actor, services }) {
    const changes = await services.settingsChanges.compare(actor, services.settingsChanges.defaults());
    const paragraphs = [
      ...changeLines(changes),
      ...lostLines(changes),
      'Organization name, email domains and numbers stay as they are.',
    ];
    return {
      input: {
        settings: Object.fromEntries(changes.map(({ field, before, after }) => [field.name, { before, after }])),
      },
      draw: (facts) =>
        cards.confirm({ ...facts, name: '', upn: '', title: 'Restore the defaults?', paragraphs, button: 'Restore' }),
    };
  },
  async run({ click, services }) {
    const changes = await services.settingsChanges.changeSettings(click, 'restore-defaults');
    return cards.notice({
      title: 'Defaults restored',
      paragraphs: changeLines(changes),
      buttons: [{ title: 'Settings', verb: 'settings', data: {} }],
    });
  },
});
