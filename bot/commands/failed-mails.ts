import { cards } from '../../cards';
import { personKey } from '../../services/people/person';
import { carriesPin } from '../../services/mail/outbox-document';
import { defineCommand } from '../turn/command';
import { failures, mailLine } from '../../words/mails';
import { shownPerson } from '../../words/people';
import { counted } from '../../words/counted';

/** Teams shows at most six buttons: one for each mail, and one to look again. */
const shown = 5;

export const failedMails = defineCommand({
  name: 'failed-mails',
  title: 'failed emails',
  help: 'See which emails could not be delivered, and send them again.',
  utterances: [
    'undelivered mails',
    'dead letters',
    'show failed mails',
    'which mails failed',
    'failed mail',
    'list failed mails',
    'bounced mails',
  ],
  right: 'failed-mails',
  scopes: ['personal'],
  async run({ actor, services, day }) {
    const { mails, total } = await services.outbox.dead(actor.tenant, shown);
    const heldUp = await services.outbox.heldUp(actor.tenant);
    const people = await services.directory.byKeys(mails.map(({ tenant, person }) => personKey(tenant, person)));
    const rows = mails.map((mail) => ({ mail, person: people.get(personKey(mail.tenant, mail.person)) }));
    const buttons = rows.flatMap(({ mail, person }, index) => {
      if (!person) return [];
      // A PIN is wiped when its mail is given up: only a new one can be mailed.
      return carriesPin(mail)
        ? [{ title: `${index + 1}. Reset PIN: ${person.name}`, verb: 'reset-pin', data: { person: person.id } }]
        : [
            {
              title: `${index + 1}. Send again: ${person.name}`,
              verb: 'resend-mail',
              data: { person: person.id, mail: mail._id },
            },
          ];
    });
    return cards.mails({
      ...{ title: 'Failed emails', name: '', upn: '' },
      mails: rows.map(({ mail, person }, index) => {
        const line = mailLine(mail, { day, role: actor.role });
        return { ...line, what: `${index + 1}. ${person ? `${shownPerson(person)}: ` : ''}${line.what}` };
      }),
      paragraphs: [
        ...(heldUp.count > 0 && heldUp.reason
          ? [
              `${counted(heldUp.count, 'email waits', 'emails wait')}: ${failures[heldUp.reason]}. ` +
                `Last tried ${day(heldUp.since!)}.`,
            ]
          : []),
        ...(total === 0 ? [`No failed emails in the last ${services.outbox.keptDays} days.`] : []),
        ...(total > shown ? [`These are the newest ${shown} of ${total}. What is sent again leaves the list.`] : []),
      ],
      buttons: [...buttons, { title: 'Refresh', verb: 'failed-mails', data: {} }],
    });
  },
});
