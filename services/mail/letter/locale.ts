import type { MailLanguage } from './kinds';
import { words } from './words';

/** The language to write in for a BCP 47 tag. English if there are no words in that language, or no tag at all. */
export function languageOf(tag: string): MailLanguage {
  const language = localeOf(tag)?.language ?? '';
  return Object.hasOwn(words, language) ? (language as MailLanguage) : 'en';
}

/** A point in time as the reader's calendar and clock show it. In UTC if the time zone is not a valid one. */
export function momentOf(
  at: Date,
  reader: { language: string; timeZone?: string },
): { day: string; time: string; zone: string } {
  const zone = isTimeZone(reader.timeZone) ? reader.timeZone : 'UTC';
  const locale = dateLocales[languageOf(reader.language)];
  const day = new Intl.DateTimeFormat(locale, { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' });
  // Everybody gets 24 hours, so no reader has to look for "PM".
  const time = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return { day: day.format(at), time: time.format(at), zone };
}

/** One form of a date for each language, as in chat: British for English. A tag could also ask for other digits. */
const dateLocales: Record<MailLanguage, string> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES' };

function localeOf(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined;
  }
}

function isTimeZone(zone: string | undefined): zone is string {
  if (!zone) return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
