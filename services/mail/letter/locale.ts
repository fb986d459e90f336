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
  const locale = dateLocale(reader.language);
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

/**
 * Takes only language and region: a tag can also ask for another calendar or other digits. English without a region is
 * British, as in chat.
 */
function dateLocale(tag: string): string {
  const language = languageOf(tag);
  const locale = localeOf(tag);
  const region = locale?.language === language ? locale.region : undefined;
  return `${language}-${region ?? (language === 'en' ? 'GB' : language.toUpperCase())}`;
}

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
