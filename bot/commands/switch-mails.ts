import { cards } from '../../cards';
import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';
import { shownPerson } from '../../words/people';

export const switchMails = defineCommand({
  name: 'switch-mails',
  title: 'turn emails',
  help: 'Turn the automatic emails to one person on or off.',
  utterances: [
    'turn mails {position} for {person}',
    'mails {position} for {person}',
    'turn {position} mails for {person}',
    'my mails {position}',
    'turn my mails {position}',
    'turn {position} my mails',
    "turn {position} {person}'s mails",
    "turn {person}'s mails {position}",
  ],
  right: 'switch-mails',
  scopes: ['personal'],
  minutes: 5,
  async offer({ target, own, slots, services }) {
    if (!slots.position) throw new Problem('position-missing', { example: 'emails off for alice' });
    const position = slots.position.toLowerCase() as 'on' | 'off';
    const now = (await services.conferencing.mailsOf(target, { own })) ? 'on' : 'off';
    if (now === position) throw new Problem('settings-same', {});
    const paragraphs = [
      `Automatic emails to ${own ? 'you' : 'this person'} are ${now}. They will be ${position}.`,
      position === 'off'
        ? 'A new PIN then has to be handed over another way. What is asked for still goes: conference info, and a ' +
          'PIN to an address given with the command.'
        : 'New PINs, conference IDs and numbers are then emailed again.',
    ];
    return {
      input: { position },
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: target.name,
          upn: target.upn,
          title: `Turn emails ${position}?`,
          paragraphs,
          button: `Turn ${position}`,
        }),
    };
  },
  async run({ click, services }) {
    const { person, on } = await services.conferencing.switchMails(click);
    const paragraphs = [shownPerson(person), `Automatic emails to this person are ${on ? 'on' : 'off'}.`];
    return cards.notice({ title: `Emails ${on ? 'on' : 'off'}`, paragraphs, buttons: [] });
  },
});
