import type { MailLanguage } from './kinds';
import { words } from './words';

/** The language to write in for a BCP 47 tag. One without words here, or no tag at all, gets English. */
export function languageOf(tag: string): MailLanguage {
  const language = localeOf(tag)?.language ?? '';
  return Object.hasOwn(words, language) ? (language as MailLanguage) : 'en';
}

/** A point of time as the reader's calendar and clock show it; UTC where the time zone is none. */
export function momentOf(
  at: Date,
  reader: { language: string; timeZone?: string },
): { day: string; time: string; zone: string } {
  const zone = isTimeZone(reader.timeZone) ? reader.timeZone : 'UTC';
  const locale = dateLocale(reader.language);
  const day = new Intl.DateTimeFormat(locale, { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' });
  // 24 hours for everybody: no reader has to look for "PM".
  const time = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return { day: day.format(at), time: time.format(at), zone };
}

/**
 * Language and region only: a tag can also ask for another calendar or other digits. Plain English is British, as in
 * chat.
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
