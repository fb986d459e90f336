import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import type { Contact, TeamsRefusal } from '../../services/base/problem';
import type { OfferCall } from '../../services/offers/offer';
import { shownPerson } from '../../words/people';
import { correlationWords, refusalWords, unknownWords, untoldWords } from '../../words/teams';

/** Whose change it was, for the cards about it. */
interface Whose {
  person: Contact;
  own: boolean;
  /** The name of the command that asked for it. */
  action?: string;
}

/** The button that offers a reset by Teams once more. A number is changed with words. */
const again = ({ person, own, action }: Whose): Button[] =>
  action === 'change-number' || action === 'change-person'
    ? []
    : [{ title: own ? 'Reset my PIN' : 'Reset PIN', verb: 'reset-pin', data: own ? {} : { person: person.id } }];

const whom = ({ person, own }: Whose): string[] => (own ? [] : [shownPerson(person)]);

/** Teams did not do it. */
export const refusedCard = (whose: Whose, about: { reason: TeamsRefusal; correlation?: string }): Card =>
  cards.notice({
    title: 'Teams did not do it',
    paragraphs: [
      ...whom(whose),
      'Nothing was changed.',
      ...refusalWords[about.reason],
      ...correlationWords(about.correlation),
    ],
    buttons: again(whose),
  });

/** Nobody can tell whether Teams did it. This is never shown as failed. */
export function unknownCard(whose: Whose): Card {
  const isNumber = whose.action === 'change-number' || whose.action === 'change-person';
  const next = isNumber ? unknownWords.number : whose.own ? unknownWords.ownPin : unknownWords.otherPin;
  return cards.notice({
    title: 'Not known',
    paragraphs: [...whom(whose), unknownWords.what, unknownWords.means, next],
    buttons: again(whose),
  });
}

/**
 * Teams made a new PIN and did not tell it.
 * @param about.mail what happens with the email about it; perhaps empty
 * @param about.microsoftMayMail whether PINs may be mailed at all here
 */
export function untoldCard(whose: Whose, about: { mail: string; microsoftMayMail: boolean; offered: boolean }): Card {
  const { mail, microsoftMayMail, offered } = about;
  const data = { ...(whose.own ? {} : { person: whose.person.id }), mail: 'microsoft' };
  const asks = microsoftMayMail && !offered;
  const wayOut = asks
    ? 'Microsoft can email one: press "Have Microsoft email it" for another reset, whose PIN Microsoft emails to its ' +
      'owner.'
    : 'Reset it again in a while, or in the Teams admin center.';
  return cards.notice({
    title: 'Reset, but the PIN is not known here',
    paragraphs: [...whom(whose), untoldWords, ...(mail ? [mail] : []), ...(offered ? [] : [wayOut])],
    buttons: asks ? [{ title: 'Have Microsoft email it', verb: 'reset-pin', data }] : again(whose),
  });
}

/** The answer to a click that cannot wait any longer. */
export const stillAtItCard = (): Card =>
  cards.notice({
    title: 'Teams is still at it',
    paragraphs: [
      'Teams takes longer than usual. Leave it: I tell you here what comes of it.',
      'A new PIN waits for you for ten minutes then.',
    ],
    buttons: [],
  });

/** What the message of an offer finally shows whose change Teams did not make, or perhaps made. */
export function endedCallCard(call: Exclude<OfferCall, 'done'>, whose: Whose, time: string): Card {
  const [title, text] = {
    asked: ['Teams is still at it', `Asked at ${time}. A card at the end of this chat says what came of it.`],
    untold: ['Reset, but the PIN is not known here', `At ${time}: ${untoldWords}`],
    refused: ['Teams did not do it', `Tried at ${time}. Nothing was changed.`],
    unknown: ['Not known', `Tried at ${time}. ${unknownWords.means}`],
  }[call] as [string, string];
  return cards.notice({ title, paragraphs: [...whom(whose), text], buttons: call === 'asked' ? [] : again(whose) });
}
