import { cards } from '../../cards';
import { mailStatusButton, mailWords } from '../../words/cards';
import type { MailOutcome } from '../../services/mail/mail-outcome';
import { diallingOf } from '../../services/conferencing/dialling';
import { Problem } from '../../services/base/problem';
import { contactOf } from '../../services/people/person';
import { untoldCard } from '../show/teams-cards';
import { defineCommand } from '../turn/command';
import { shownPerson } from '../../words/people';
import { newPinTitle, resetTitle } from '../../words/titles';

export const resetPin = defineCommand({
  name: 'reset-pin',
  title: 'reset pin',
  help: 'Get a new conferencing PIN.',
  utterances: [
    'reset my pin',
    'reset my conferencing pin',
    'reset my conference pin',
    'reset my audio conferencing pin',
    'reset pin for me',
    'new pin',
    'my own pin',
    'i forgot my pin',
    'forgot my pin',
    'forgot pin',
    'reset pin for {person}, mail to {address}',
    'reset pin for {person},mail to {address}',
    'reset pin for {person} mail to {address}',
    'reset pin for {person}, mail it to {address}',
    'reset pin for {person} and send it to {address}',
    'reset pin for {person} and mail to {address}',
    "reset {person}'s pin and mail it to {address}",
    'reset my pin and mail it to {address}',
    'reset pin for {person} and mail it to {address}',
    'reset pin for {person}',
    'reset pin of {person}',
    'reset the pin for {person}',
    'reset the pin of {person}',
    "reset {person}'s pin",
  ],
  right: 'reset-pin',
  scopes: ['personal'],
  minutes: 5,
  async offer({ actor, target, own, slots, services }) {
    if (own && slots.address) throw new Problem('address-not-for-own-pin', {});
    await services.limits.assertFree({ tenant: actor.tenant, actor: actor.id, target: target.id, action: 'reset-pin' });
    const address = slots.address && (await services.conferencing.addressFor(actor, target, slots.address));
    // Only where Teams keeps PINs there is a button for that.
    const microsoft = slots.mail === 'microsoft' && services.backend.name === 'teams' ? 'asked' : undefined;
    const mailOutcome = await services.conferencing.mailOutcome('pin-reset', target, { own, address, microsoft });
    if (microsoft && mailOutcome.kind === 'no-mailbox')
      throw new Problem('no-mailbox', { person: contactOf(target), own });
    await services.objections.assertFree(target, { own });
    const { hidden, inChat } = await services.conferencing.pinHiding(target, { own });
    if (!hidden) {
      const mail = mailWords(mailOutcome, { what: 'PIN', own, done: false });
      return {
        input: { address, ...(microsoft && { microsoft: true }) },
        draw: (facts) => cards.confirmPinReset({ ...facts, ...resetTitle('PIN', target, { own }), own, mail }),
      };
    }
    const paragraphs = [
      'Only its owner may see the new PIN.',
      inChat
        ? 'It will wait for them in their chat with me for 24 hours.'
        : 'They have no chat with me yet: once they have, typing "reset my pin" shows them one.',
      mailWords(withoutReason(mailOutcome), { what: 'waiting PIN', own, done: false }),
      'Their current PIN works until they pick up the new one, unless you stop it now.',
    ];
    return {
      input: { address, old: 'works' },
      other: { input: { address, old: 'stops' } },
      draw: ({ offer, other = '', until }) =>
        cards.confirmChoices({
          ...{
            name: target.name,
            upn: target.upn,
            offer,
            until,
            title: resetTitle('PIN', target, { own }).title,
            paragraphs,
            asksReason: false,
          },
          choices: [
            { title: 'Reset PIN', offer },
            { title: 'Reset and stop the old one now', offer: other },
          ],
        }),
    };
  },
  async run({ click, services }) {
    const { person, pin, info, mail, own, waiting, toldInChat, untold } = await services.conferencing.resetPin(click);
    const words = [
      mailWords(mail, { what: waiting ? 'waiting PIN' : 'PIN', own, done: true }),
      ...(toldInChat ? ['The owner is told in Teams.'] : []),
    ]
      .filter(Boolean)
      .join(' ');
    const buttons = mailStatusButton(mail, person.id);
    if (untold) {
      const offered = mail.kind === 'microsoft';
      return untoldCard({ person, own }, { mail: words, offered, ...untold });
    }
    if (!pin) {
      const { inChat = false, stopped = false } = waiting ?? {};
      const paragraphs = [
        shownPerson(person),
        inChat
          ? 'A new PIN is delivered to their chat with me and waits there for 24 hours. You are told if they do not ' +
            'pick it up, or if the card cannot reach them.'
          : 'They have no chat with me, so no card can reach them. Typing "reset my pin" to me shows them a new PIN.',
        words,
        stopped ? 'The old PIN no longer works.' : 'The old PIN works until they have a new one.',
        ...(inChat || mail.kind === 'queued' ? [] : ['Nothing tells them: do that another way.']),
      ];
      return cards.notice({ title: stopped ? 'The old PIN is stopped' : 'A new PIN is offered', paragraphs, buttons });
    }
    const card = cards.pinShownOnce({
      ...newPinTitle(person, { own }),
      ...diallingOf(info),
      ...{ own, offer: click.offer, mail: words, pin: pin.reveal(), buttons },
    });
    return { card, showsPin: true, keep: () => services.lateAnswers.keepPin(click, pin) };
  },
  ended({ target, own, time, input: { old } }) {
    if (old === undefined) return cards.pinMasked({ name: target.name, upn: target.upn, own, time, person: target.id });
    const paragraphs = [
      shownPerson(target),
      `A new PIN was offered to its owner at ${time}.`,
      old === 'stops' ? 'The old one was stopped.' : 'The old one worked until the new one was picked up.',
    ];
    return cards.notice({ title: 'PIN reset', paragraphs, buttons: [] });
  },
});

/** This mail is itself about why it has no PIN, so the reason is not repeated. */
const withoutReason = (mailOutcome: MailOutcome): MailOutcome =>
  mailOutcome.kind === 'queued' ? { ...mailOutcome, withheld: undefined } : mailOutcome;
