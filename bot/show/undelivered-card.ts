import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import { carriesPin, type OutboxDocument } from '../../services/mail/outbox-document';
import type { Offer } from '../../services/offers/offers';
import type { Person } from '../../services/people/person';
import { mayAct } from '../../services/people/rights';
import { mailName, whyNotDelivered } from '../../words/mails';
import { shownPerson } from '../../words/people';
import { capital } from '../../words/capital';

/** What a mail that did not arrive means, and what can be done about it. For the person whose change owed it. */
export function undeliveredCard(
  mail: OutboxDocument,
  about: {
    target: Person;
    /** The reader. */
    actor: Person | undefined;
    offer: Offer | undefined;
    title: string;
    /** What was done, as a sentence. */
    done?: string;
    day(at: Date): string;
  },
): Card {
  const { target, actor, offer, title, done, day } = about;
  const own = actor?.id === target.id;
  const role = actor?.role ?? 'user';
  const may = (action: 'reset-pin' | 'resend-mail' | 'mail-status'): boolean => mayAct(role, action, { others: !own });
  const data = { person: target.id };
  const withPin = carriesPin(mail);
  const buttons: Button[] = [
    ...(withPin && may('reset-pin') ? [{ title: own ? 'Reset my PIN' : 'Reset PIN', verb: 'reset-pin', data }] : []),
    ...(!withPin && may('resend-mail')
      ? [{ title: 'Send it again', verb: 'resend-mail', data: { ...data, mail: mail._id } }]
      : []),
    ...(may('mail-status') ? [{ title: 'Emails', verb: 'mail-status', data }] : []),
  ];
  return cards.notice({
    title,
    paragraphs: [
      ...(done === undefined ? [shownPerson(target)] : [done]),
      `${capital(mailName(mail, { day }))} to ${mail.to} was not delivered: ${whyNotDelivered(mail, role)}.`,
      ...(withPin ? pinWords(mail, { target, own, offer }) : ['What was changed stays changed.']),
    ],
    buttons,
  });
}

function pinWords(
  { kind }: OutboxDocument,
  { target, own, offer }: { target: Person; own: boolean; offer: Offer | undefined },
): string[] {
  const seen = offer?.display === 'shown';
  return [
    kind === 'enabled'
      ? 'Nobody has seen the PIN.'
      : `The old PIN no longer works, and nobody ${seen ? 'but you ' : ''}has seen the new one.`,
    own
      ? 'Reset your PIN to see one here.'
      : `Reset the PIN again, to another address if this one is wrong: "reset pin for ${target.upn}, email to …". Or let ` +
        'them type "reset my pin" to me.',
  ];
}
