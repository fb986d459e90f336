import { cards } from '../../cards';
import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';

export const switchAutomaticMails = defineCommand({
  name: 'switch-automatic-mails',
  title: 'automatic emails',
  help: 'Turn the automatic emails of the organization on or off.',
  utterances: [
    'automatic mails {position}',
    'turn automatic mails {position}',
    'turn {position} automatic mails',
    'automatic mails {position} for everybody',
  ],
  right: 'switch-automatic-mails',
  scopes: ['personal'],
  minutes: 5,
  async offer({ actor, slots, services }) {
    if (!slots.position) throw new Problem('position-missing', { example: 'automatic emails off' });
    const position = slots.position.toLowerCase() as 'on' | 'off';
    const { automaticMails } = await services.settings.of(actor.tenant);
    if (automaticMails === (position === 'on')) throw new Problem('settings-same', {});
    const paragraphs = [
      `Automatic emails of your organization are ${automaticMails ? 'on' : 'off'}. They will be ${position}.`,
      position === 'off'
        ? 'Nobody is then told by email of a new PIN, conference ID or number, or of being enabled or disabled: hand ' +
          'these over another way. What is asked for still goes: conference info, and a PIN to an address given ' +
          'with the command.'
        : 'People are then told by email when somebody changes their PIN, conference ID or number.',
    ];
    return {
      input: { position },
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: '',
          upn: '',
          title: `Turn automatic emails ${position}?`,
          paragraphs,
          button: `Turn ${position}`,
        }),
    };
  },
  async run({ click, services }) {
    const { on } = await services.conferencing.switchTenantMails(click, 'switch-automatic-mails');
    return cards.notice({
      title: `Automatic emails are ${on ? 'on' : 'off'}`,
      paragraphs: ['For your whole organization. Takes effect immediately.'],
      buttons: [{ title: 'Settings', verb: 'settings', data: {} }],
    });
  },
});
