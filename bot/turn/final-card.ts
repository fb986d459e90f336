import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import type { Services } from '../../services';
import type { AnyInput, Offer, OfferInputs, OfferKind } from '../../services/offers/offers';
import { type Right, rights } from '../../services/people/rights';
import { type ChangingCommand, isChanging, type Command } from './command';
import { madeByWords } from '../../services/offers/offer';
import { noticeCard } from '../show/notice-cards';
import { replacedPinCard } from '../show/replaced-pin-card';
import { endedCallCard } from '../show/teams-cards';
import { undeliveredCard } from '../show/undelivered-card';
import { timesIn } from '../../words/times';
import { shownPerson } from '../../words/people';
import { capital } from '../../words/capital';

/** What the message of an offer shows in the end. It stays true for ever, and has nothing left to accept and no PIN. */
export async function finalCard(
  offer: Offer,
  dependencies: { services: Services; commands: readonly Command[] },
): Promise<Card> {
  const { services, commands } = dependencies;
  const notice = offer.notice === undefined ? undefined : await services.notices.byId(offer.notice);
  if (notice) return noticeCard(notice, dependencies);
  const command = commands.find((one): one is ChangingCommand => one.name === offer.kind && isChanging(one));
  const times = timesIn(offer.message?.timeZone ?? '');
  const drawn = await command?.final?.({ offer, services, ...times });
  if (drawn) return drawn;
  const ended = { state: offer.state, at: offer.endedAt ?? offer.expiresAt };
  const time = times.time(ended.at);
  const target = await services.directory.byId(offer.tenant, offer.target);
  const own = offer.target === offer.actor;
  // A setting of the organization is not about a person.
  const right: Right | undefined = command && rights[command.right];
  const who = target && right?.others !== 'nobody' ? shownPerson(target) : '';
  const title = `${calledAs(offer, command)}${who && !own ? ` for ${who}` : ''}`;

  switch (ended.state) {
    case 'done': {
      if (offer.call && offer.call !== 'done' && target)
        return endedCallCard(offer.call, { person: target, own, action: offer.kind }, time);
      if (offer.retiredAt && target) return replacedPinCard({ target, own, time });
      const mails = await services.outbox.ofOffers([offer._id]);
      const failed = mails.find(({ state }) => state === 'dead');
      if (failed && target)
        return undeliveredCard(failed, {
          ...{ target, actor: await services.directory.byId(offer.tenant, offer.actor), offer, ...times },
          title: 'Done, but the email did not arrive',
          done: `${capital(title)}, at ${time}.`,
        });
      const input: AnyInput = offer.input ?? {};
      if (target && command?.ended) return command.ended({ target, own, time, input: input as OfferInputs[OfferKind] });
      const turned = input.position ? ` Turned ${input.position}.` : '';
      const show: Button[] = who ? [{ title: 'Show', verb: 'show-person', data: { person: offer.target } }] : [];
      return plain(`Done: ${calledAs(offer, command)}`, `${who ? `For ${who}, at` : 'At'} ${time}.${turned}`, show);
    }
    case 'cancelled':
      return plain('Cancelled', `Cancelled at ${time}: ${title}. Nothing was changed.`);
    case 'superseded':
      return plain('Replaced', `You asked again below, at ${time}: ${title}. Nothing was changed here.`);
    case 'other':
      return plain('Over', `Another button of this card was pressed at ${time}.`);
    case 'restored':
      return plain(
        'Over',
        `${capital(title)}: ended at ${time}, when the desk was restored from a backup. It may have been carried out ` +
          'before that. Look at what there is now.',
      );
    case 'offered':
    case 'lapsed':
      return plain('Expired', `Expired at ${time}: ${title}. Nothing was changed.`, startAgain(offer));
  }
}

/** What an offer was for, in a line about its end. */
function calledAs(offer: Offer, command: Command | undefined): string {
  // Its title is the word that people type, and says nothing alone.
  if (offer.kind === 'make-role') return 'change role';
  return offer.kind === 'ask-second-admin' ? 'ask a second administrator' : (command?.title ?? 'this offer');
}

/** The button that makes an expired offer once more, if words can make it. */
function startAgain(offer: Offer): Button[] {
  const again = wantedAgain(offer);
  const data = madeByWords(again);
  return data ? [{ title: 'Start again', verb: again.kind, data }] : [];
}

/** The change itself where it was to be asked for: its words lead to the same question. */
function wantedAgain(offer: Offer): Offer {
  if (offer.kind !== 'ask-second-admin') return offer;
  const { action: kind, ...input } = offer.input;
  return { ...offer, kind, input } as Offer;
}

const plain = (title: string, text: string, buttons: Button[] = []): Card =>
  cards.notice({ title, paragraphs: [text], buttons });
