import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import type { Services } from '../../services';
import type { Contact } from '../../services/base/problem';
import { isOpen } from '../../services/offers/offer';
import type { Notice } from '../../services/offers/notice-kinds';
import type { Offer } from '../../services/offers/offers';
import { shownPerson } from '../../words/people';

/** What the words of a notice may need in addition to its facts. */
export interface Surroundings {
  services: Services;
  day(at: Date): string;
  time(at: Date): string;
  now: Date;
  tenant: string;
  /** The id of the person whose notice it is. */
  reader: string;
  /** Who was told when the reader objected. */
  told: Notice['told'];
  /** The offer behind a button. */
  offer(button: string): Offer | undefined;
}

/** A button that accepts an offer. */
export interface NoticeChoice {
  title: string;
  offer: string;
  primary: boolean;
  takesInput: boolean;
}

export const say = (
  title: string,
  paragraphs: string[],
  choices: NoticeChoice[] = [],
  buttons: Button[] = [],
  lead = '',
): Card => cards.noticeWithOffers({ title, lead, paragraphs, asks: '', choices, buttons });

/** The button of an offer, while it can be pressed. */
export const choice = (
  title: string,
  offer: Offer | undefined,
  now: Date,
  looks: Partial<Pick<NoticeChoice, 'primary' | 'takesInput'>> = {},
): NoticeChoice[] =>
  offer && isOpen(offer, now) ? [{ title, offer: offer._id, primary: false, takesInput: false, ...looks }] : [];

export const wasPressed = (offer: Offer | undefined): offer is Offer & { endedAt: Date } => offer?.state === 'done';

/** Somebody in the middle of a sentence: "you", if that is the reader. */
export const somebody = (person: Contact, { reader }: Pick<Surroundings, 'reader'>): string =>
  person.id === reader ? 'you' : shownPerson(person);

export const myInfo: Button = { title: 'My conference info', verb: 'show-conference-info', data: {} };
export const resetMyPin: Button = { title: 'Reset my PIN', verb: 'reset-pin', data: {} };
export const auditOf = (person?: { id: string }): Button => ({
  title: 'Audit',
  verb: 'audit',
  data: person ? { person: person.id } : {},
});
export const notMe = "This wasn't me";
