import { cards } from '../../cards';
import { settingFields } from '../../services/settings/fields';
import { defineCommand } from '../turn/command';
import { changedDefault, followersWords } from '../../words/numbers';
import { changeLines, lostLines } from '../../words/settings';

export const changeSettings = defineCommand({
  name: 'change-settings',
  title: 'set pin length',
  help: 'Change how many digits a new PIN has.',
  utterances: [
    'set pin length to {number}',
    'set pin length {number}',
    'pin length {number}',
    'change pin length to {number}',
  ],
  inputs: settingFields.map(({ name }) => name),
  right: 'change-settings',
  scopes: ['personal'],
  listed: false,
  minutes: 5,
  async offer({ actor, slots, inputs, services }) {
    const texts = slots.number === undefined ? inputs : { pinLength: slots.number.replace(/ digits?$/i, '') };
    const changes = await services.settingsChanges.compare(actor, texts);
    const standard = changedDefault(changes);
    const followers = standard ? [followersWords(await services.numberUse.countFollowers(actor.tenant, standard))] : [];
    return {
      input: {
        settings: Object.fromEntries(changes.map(({ field, before, after }) => [field.name, { before, after }])),
      },
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: '',
          upn: '',
          title: 'Change these settings?',
          paragraphs: [...changeLines(changes), ...lostLines(changes), ...followers],
          button: 'Change',
        }),
    };
  },
  async run({ click, services }) {
    const changes = await services.settingsChanges.changeSettings(click);
    return cards.notice({
      title: 'Settings changed',
      paragraphs: changeLines(changes),
      buttons: [{ title: 'Settings', verb: 'settings', data: {} }],
    });
  },
});
