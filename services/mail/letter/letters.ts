import { compose } from './content';
import { languageOf } from './locale';
import { createRenderer } from './render';

export const mailKinds = ['enabled', 'disabled', 'pin-reset', 'pin-waiting', 'pin-stopped', 'conference-id-reset', 'number-changed', 'conference-info'] as const;
export type MailKind = (typeof mailKinds)[number];

export const mailLanguages = ['en', 'de', 'fr', 'es'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

/**
 * Why a mail that announces a PIN has none. `owner`: only the person may see a PIN here. `not-by-mail`: PINs are
 * not mailed in this organization. `elsewhere`: it was sent to another address.
 * `replaced`: it was reset again since.
 */
export type PinWithheld = 'owner' | 'not-by-mail' | 'elsewhere' | 'replaced';

/** What a mail is about. Names are what people and tenants call themselves: any text at all. */
export interface LetterFacts {
  kind: MailKind;
  /** A BCP 47 tag such as `de-AT`; a language without words here gets English. */
  language: string;
  /** IANA; without a usable one times are UTC, and the text says so. */
  timeZone?: string;
  /** Empty when the organization has set none. */
  tenantName: string;
  recipient: { name: string };
  /** Who did it, if not the recipient. */
  actor?: { name: string };
  /** When the change was made. */
  at: Date;
  /** Digits. Every kind needs it but `disabled`, which never shows it. */
  conferenceId?: string;
  /** E.164. None of the two numbers: the mail says that none is set. */
  tollNumber?: string;
  /** E.164. */
  tollFreeNumber?: string;
  /** 4 to 12 digits. `enabled` and `pin-reset` need this or `pinWithheld`; the others may have neither. */
  pin?: string;
  pinWithheld?: PinWithheld;
}

export interface WrittenLetter {
  /** The same for all mails of a kind and language: it stands on lock screens and in the logs of mail servers. */
  subject: string;
  html: string;
  text: string;
  language: MailLanguage;
}

/** The words and looks of all mails. Reads its templates once, here. */
export function createLetters() {
  const render = createRenderer();
  return {
    /**
     * Writes one mail. The PIN stands in it exactly once in `html`, in the element `pin`, and once in `text`.
     * @throws Error when the facts are not those of the kind; its message holds no fact
     */
    write(facts: LetterFacts): WrittenLetter {
      assertComplete(facts);
      const language = languageOf(facts.language);
      const letter = compose(facts, language);
      return { subject: letter.title, html: render.html(letter), text: render.text(letter), language };
    },
  };
}

export type Letters = ReturnType<typeof createLetters>;

/** Which mail carries a PIN: audio-conferencing reference, section 2. The caller is wrong, so this is no Problem. */
function assertComplete({ kind, conferenceId, pin, pinWithheld, at }: LetterFacts): void {
  const refuse = (reason: string) => { throw new Error(`The mail "${kind}" cannot be written: ${reason}.`); };
  const announcesPin = kind === 'enabled' || kind === 'pin-reset';
  if (!announcesPin && (pin !== undefined || pinWithheld !== undefined)) refuse('it never has a PIN');
  if (announcesPin && (pin === undefined) === (pinWithheld === undefined)) refuse('it needs either the PIN or why it has none');
  if (pin !== undefined && !/^\d{4,12}$/.test(pin)) refuse('its PIN is not 4 to 12 digits');
  if (kind !== 'disabled' && !/^\d+$/.test(conferenceId ?? '')) refuse('its conference ID is not digits');
  if (Number.isNaN(at.getTime())) refuse('its time is not a time');
}
