import { cards } from '../../cards';
import { mailStatusButton } from '../../words/cards';
import { defineCommand } from '../turn/command';
import { mailName } from '../../words/mails';
import { shownPerson } from '../../words/people';

export const resendMail = defineCommand({
  name: 'resend-mail',
  title: 'resend email',
  help: 'Send an email again that could not be delivered.',
  utterances: [
    'resend my mail',
    'resend the mail to {person}',
    'send the mail to {person} again',
    'resend mail to {person}',
    'resend mail for {person}',
    'send the mail again to {person}',
  ],
  right: 'resend-mail',
  scopes: ['personal'],
  minutes: 5,
  async offer({ target, own, slots, services, day }) {
    const { mail, address } = await services.conferencing.failedMail(target, slots.mail, { own });
    const paragraphs = [
      `I will send ${mailName(mail, { day })} again, with the conference ID and the numbers of today.`,
      `To: ${address}`,
    ];
    return {
      input: { mail: mail._id },
      draw: (facts) =>
        cards.confirm({
          ...facts,
          name: target.name,
          upn: target.upn,
          title: 'Send this email again?',
          paragraphs,
          button: 'Send again',
        }),
    };
  },
  async run({ click, services }) {
    const { person, address } = await services.conferencing.resendMail(click);
    const buttons = mailStatusButton({ kind: 'queued' }, person.id);
    return cards.notice({
      title: 'Email on its way',
      paragraphs: [shownPerson(person), `It is being emailed to ${address} again.`],
      buttons,
    });
  },
});
