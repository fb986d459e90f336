import { compose } from './content';
import { type LetterFacts, type MailLanguage, withoutFacts } from './kinds';
import { languageOf } from './locale';
import { createRenderer } from './render';

export interface WrittenLetter {
  /** The same for all mails of a kind and language: it shows up on lock screens and in the logs of mail servers. */
  subject: string;
  html: string;
  text: string;
  language: MailLanguage;
}

/**
 * The words and looks of all mails. The templates are read once, here.
 * @param options.chatAddress the address that opens the chat with the bot in Teams. Without it a mail has no link there
 */
export function createLetters({ chatAddress }: { chatAddress?: string } = {}) {
  const render = createRenderer();
  return {
    /**
     * Writes one mail. The PIN appears exactly once in `html`, in the element `pin`, and once in `text`.
     * @throws Error when the facts do not fit the kind; its message reveals none of them
     */
    write(facts: LetterFacts): WrittenLetter {
      assertComplete(facts);
      const language = languageOf(facts.language);
      const letter = compose(facts, language, chatAddress);
      return { subject: letter.title, html: render.html(letter), text: render.text(letter), language };
    },
  };
}

export type Letters = ReturnType<typeof createLetters>;

/**
 * Which mail carries a PIN: docs/audio-conferencing.md, section 2. A violation is the caller's mistake, so it is not a
 * Problem.
 */
function assertComplete({ kind, conferenceId, pin, pinWithheld, at }: LetterFacts): void {
  const refuse = (reason: string) => {
    throw new Error(`The mail "${kind}" cannot be written: ${reason}.`);
  };
  const announcesPin = kind === 'enabled' || kind === 'pin-reset';
  if (!announcesPin && (pin !== undefined || pinWithheld !== undefined)) refuse('it never has a PIN');
  if (announcesPin && (pin === undefined) === (pinWithheld === undefined))
    refuse('it needs either the PIN or why it has none');
  if (pin !== undefined && !/^\d{4,12}$/.test(pin)) refuse('its PIN is not 4 to 12 digits');
  // Teams gives each meeting an ID of its own, so that people there have none: an empty text, which is not shown.
  const none = conferenceId === '' && kind !== 'conference-id-reset';
  if (!withoutFacts.includes(kind) && !none && !/^\d+$/.test(conferenceId ?? ''))
    refuse('its conference ID is not digits');
  if (Number.isNaN(at.getTime())) refuse('its time is not a time');
}
