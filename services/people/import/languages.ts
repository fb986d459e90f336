const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
/** A file names few languages, each of them often. */
const known = new Map<string, string | undefined>();
const mostKept = 1_000;

/** @returns the tag as it is usually written; undefined if no language is called that, such as "German" */
export function knownLanguage(tag: string): string | undefined {
  if (known.has(tag)) return known.get(tag);
  const language = canonical(tag);
  if (known.size < mostKept) known.set(tag, language);
  return language;
}

function canonical(tag: string): string | undefined {
  try {
    const [found] = Intl.getCanonicalLocales(tag);
    return found !== undefined && names.of(found.split('-')[0]!) !== undefined ? found : undefined;
  } catch {
    return undefined;
  }
}
