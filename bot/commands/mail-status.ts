import { cards } from '../../cards';
import { carriesPin } from '../../services/mail/outbox-document';
import { mayAct } from '../../services/people/rights';
import { defineCommand } from '../turn/command';
import { mailLine } from '../../words/mails';

/** So many mails fit on a card without scrolling. */
const shown = 5;

export const mailStatus = defineCommand({
  name: 'mail-status',
  title: 'email status',
  help: 'See what became of the last emails.',
  utterances: [
    'my mails',
    'did i get a mail',
    'where is my mail',
    "i didn't get the mail",
    'i did not get the mail',
    'did {person} get the mail',
    'did the mail arrive',
    'did my mail arrive',
    'did the mail arrive for {person}',
    'did the mail to {person} arrive',
    'did the mail for {person} arrive',
    'show mails for {person}',
    'mail status {person}',
    'my mail status',
    'did you send the mail',
    'was the mail sent',
    'mail status for {person}',
    'mail status of {person}',
    'mails for {person}',
    "{person}'s mails",
  ],
  inputs: ['lookUp'],
  namedIn: 'lookUp',
  right: 'mail-status',
  scopes: ['personal'],
  async run({ actor, target, own, services, day }) {
    const mails = await services.outbox.latest(target.tenant, target.id, shown);
    const sending = await services.mailPresence.isSomebodyThere();
    const data = { person: target.id };
    const failed = mails.find((mail) => mail.state === 'dead' && !carriesPin(mail));
    const failedPin = mails[0]?.state === 'dead' && carriesPin(mails[0]);
    const may = (action: 'resend-mail' | 'reset-pin') => mayAct(actor.role, action, { others: !own });
    const buttons = [
      { title: 'Refresh', verb: 'mail-status', data },
      // The PIN of a mail that was given up is gone: only a new one can be mailed.
      ...(failedPin && may('reset-pin')
        ? [{ title: own ? 'Reset my PIN' : 'Reset PIN', verb: 'reset-pin', data }]
        : []),
      ...(failed && may('resend-mail')
        ? [{ title: 'Send it again', verb: 'resend-mail', data: { ...data, mail: failed._id } }]
        : []),
    ];
    return cards.mails({
      ...{ title: own ? 'Your emails' : 'Emails', name: target.name, upn: target.upn, buttons },
      mails: mails.map((mail) => mailLine(mail, { day, role: actor.role, sending })),
      paragraphs: [
        ...(mails.length === 0
          ? [`No email was sent in the last ${services.outbox.keptDays} days, and none is queued.`]
          : []),
        ...(mails.length === shown ? [`These are the newest ${shown}.`] : []),
        ...(target.mail ? [] : ['There is no mailbox: emails go only to an address that is given with the command.']),
      ],
    });
  },
});
