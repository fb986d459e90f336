import { cards } from '../../cards';
import { mayAct } from '../../services/rights';
import { defineCommand } from '../command';
import { mailLine } from '../mail-words';

/** So many mails fit on a card without scrolling. */
const shown = 5;

export const mailStatus = defineCommand({
  name: 'mail-status',
  title: 'mail status',
  help: 'See what became of the last mails.',
  utterances: [
    'my mails',
    'my mail status',
    'did you send the mail',
    'was the mail sent',
    'mail status for {person}',
    'mail status of {person}',
    'mails for {person}',
    "{person}'s mails",
  ],
  right: 'mail-status',
  scopes: ['personal'],
  async run({ actor, target, own, services, day }) {
    const mails = await services.outbox.latest(target.tenant, target.id, shown);
    const data = { person: target.id };
    const failed = mails.find(({ state }) => state === 'dead');
    const buttons = [
      { title: 'Look again', verb: 'mail-status', data },
      ...(failed && mayAct(actor.role, 'resend-mail', { others: !own }) ? [{ title: 'Send it again', verb: 'resend-mail', data: { ...data, mail: failed._id } }] : []),
    ];
    return cards.mails({
      ...{ title: own ? 'Your mails' : 'Mails', name: target.name, upn: target.upn, buttons },
      mails: mails.map((mail) => mailLine(mail, { day })),
      paragraphs: mails.length === 0 ? ['No mail was sent in the last 180 days, and none is queued.'] : [],
    });
  },
});
