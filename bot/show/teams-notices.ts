import { cards } from '../../cards';
import type { Card } from '../../cards/card';
import type { NoticeFacts } from '../../services/offers/notice-kinds';
import { shownPerson } from '../../words/people';
import { choice, say, type Surroundings, wasPressed } from './notice-surroundings';
import { replacedPinCard } from './replaced-pin-card';
import { refusedCard, unknownCard, untoldCard } from './teams-cards';

/** A PIN that came too late for the answer to a click, for whoever pressed it. */
export async function latePinCard({ person, at }: NoticeFacts['late-pin'], about: Surroundings): Promise<Card> {
  const { now, day, time, services, tenant, reader } = about;
  const own = person.id === reader;
  const show = about.offer('show');
  const whose = own ? 'Your new PIN' : `${shownPerson(person)}: the new PIN`;
  if (wasPressed(show)) {
    const target = await services.directory.byId(tenant, person.id);
    if (show.retiredAt && target) return replacedPinCard({ target, own, time: time(show.endedAt) });
    const { name, upn } = target ?? person;
    return cards.pinMasked({ name, upn, own, time: time(show.endedAt), person: person.id });
  }
  const open = choice('Show the new PIN', show, now, { primary: true });
  if (open.length > 0)
    return say(
      'Teams has reset the PIN',
      [
        `${whose} from ${day(at)} is here now. The old PIN no longer works.`,
        `I show it once, here, until ${time(show!.expiresAt)}. Then it is deleted.`,
      ],
      open,
    );
  return say('No new PIN is waiting here', [
    `${whose} from ${day(at)} is not kept any more.`,
    show?.state === 'superseded' ? 'A newer one has replaced it.' : 'It was not looked at within ten minutes.',
    own ? 'Type "reset my pin" for another one.' : 'Reset it again for another one.',
  ]);
}

/** What came of a change by Teams that took longer than a click can wait. */
export function callEndedCard(facts: NoticeFacts['call-ended'], { reader, day }: Surroundings): Card {
  const { person, action, how, reason = 'failed', correlation, at } = facts;
  const whose = { person, own: person.id === reader, action };
  if (how === 'refused') return refusedCard(whose, { reason, correlation });
  if (how === 'unknown') return unknownCard(whose);
  if (how === 'untold') return untoldCard(whose, { mail: '', microsoftMayMail: false, offered: false });
  return say('Teams has done it', [
    `${whose.own ? 'For you' : `For ${shownPerson(person)}`}, as asked on ${day(at)}: ${action.replaceAll('-', ' ')}.`,
  ]);
}
