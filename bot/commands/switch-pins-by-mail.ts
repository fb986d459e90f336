import { cards } from '../../cards';
import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';
import { changesOf, lostLines } from '../../words/settings';

export const switchPinsByMail = defineCommand({
  name: 'switch-pins-by-mail',
  title: 'pins by email',
  help: 'Let emails carry new PINs, or not: pins by email on, pins by email off.',
  utterances: ['pins by mail {position}', 'turn pins by mail {position}', 'turn {position} pins by mail'],
  right: 'switch-pins-by-mail',
  scopes: ['personal'],
  minutes: 5,
  async offer({ actor, slots, services }) {
    if (!slots.position) throw new Problem('position-missing', { example: 'pins by email off' });
    const position = slots.position.toLowerCase() as 'on' | 'off';
    const { pinsByMail } = await services.settings.of(actor.tenant);
    if (pinsByMail === (position === 'on')) throw new Problem('settings-same', {});
    const paragraphs = [
      `Emails ${pinsByMail ? 'carry' : 'do not carry'} PINs now. ${position === 'on' ? 'They will.' : 'They will not.'}`,
      ...lostLines(changesOf({ pinsByMail: { before: pinsByMail ? 'on' : 'off', after: position } })),
      position === 'off'
        ? 'People are then still told that somebody reset their PIN, and by whom. The PIN has to be handed over ' +
          'another way. Emails that are still queued lose theirs, too.'
        : 'A PIN that an administrator resets then stands in the email to its owner.',
    ];
    return {
      input: { position },
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: '',
          upn: '',
          title: `Turn PINs by email ${position}?`,
          paragraphs,
          button: `Turn ${position}`,
        }),
    };
  },
  async run({ click, services }) {
    const { on } = await services.conferencing.switchTenantMails(click, 'switch-pins-by-mail');
    return cards.notice({
      title: `PINs by email are ${on ? 'on' : 'off'}`,
      paragraphs: ['For your whole organization. Takes effect immediately.'],
      buttons: [{ title: 'Settings', verb: 'settings', data: {} }],
    });
  },
});
