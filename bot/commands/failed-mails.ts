import { cards } from '../../cards';
import { personKey } from '../../services/directory';
import { carriesPin } from '../../services/outbox';
import { defineCommand } from '../command';
import { mailLine } from '../mail-words';

/** Teams shows six buttons at most; each mail has one, and one looks again. */
const shown = 5;

export const failedMails = defineCommand({
  name: 'failed-mails',
  title: 'failed mails',
  help: 'See which mails could not be delivered, and send them again.',
  utterances: ['undelivered mails', 'dead letters', 'show failed mails', 'which mails failed'],
  right: 'failed-mails',
  scopes: ['personal'],
  listed: 'help',
  async run({ actor, services, day }) {
    const { mails, total } = await services.outbox.dead(actor.tenant, shown);
    const people = await services.directory.byKeys(mails.map(({ tenant, person }) => personKey(tenant, person)));
    const rows = mails.map((mail) => ({ mail, person: people.get(personKey(mail.tenant, mail.person)) }));
    const buttons = rows.flatMap(({ mail, person }) => {
      if (!person) return [];
      // A PIN is wiped when its mail is given up: only a new one can be mailed.
      return carriesPin(mail)
        ? [{ title: `Reset PIN: ${person.name}`, verb: 'reset-pin', data: { person: person.id } }]
        : [{ title: `Send again: ${person.name}`, verb: 'resend-mail', data: { person: person.id, mail: mail._id } }];
    });
    return cards.mails({
      ...{ title: 'Failed mails', name: '', upn: '' },
      mails: rows.map(({ mail, person }) => {
        const line = mailLine(mail, { day });
        return { ...line, what: person ? `${person.name} (${person.upn}): ${line.what}` : line.what };
      }),
      paragraphs: [
        ...(total === 0 ? ['Every mail of the last 180 days was delivered to the mail server, or is still queued.'] : []),
        ...(total > shown ? [`These are the newest ${shown} of ${total}. What is sent again leaves the list.`] : []),
      ],
      buttons: [...buttons, { title: 'Look again', verb: 'failed-mails', data: {} }],
    });
  },
});
