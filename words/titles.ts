/**
 * A name that may stand in the title of a card, or undefined. Titles interpret Markdown, and others write the names in
 * the directory: only letters and the marks that real names have may stand there, no dot within a word, which would
 * make an address of it, and nothing that would fill a phone's screen.
 */
export const nameInTitle = (name: string): string | undefined =>
  name.length <= longestInTitle && /^(?:[\p{L}\p{M}\p{N},'’-]|\.(?= |$)| (?! ))+$/u.test(name) ? name : undefined;

/** Somebody in a title: by name where it may stand there, and exactly in a line below. */
export const nameOrThisPerson = ({ name }: { name: string }): string => nameInTitle(name) ?? 'this person';

/** Characters. */
const longestInTitle = 60;

/** The title of a card that shows a new PIN, and the line below it that says exactly whose it is. */
export function newPinTitle(
  { name, upn }: { name: string; upn: string },
  { own }: { own: boolean },
): { title: string; who: string } {
  if (own) return { title: 'Your new PIN', who: upn };
  const titled = nameInTitle(name);
  return titled ? { title: `${titled}'s new PIN`, who: upn } : { title: 'The new PIN', who: `${name} (${upn})` };
}

/** The title of an offer to reset something, and the line below it that says exactly who is meant. */
export function resetTitle(
  what: 'PIN' | 'conference ID',
  { name, upn }: { name: string; upn: string },
  { own }: { own: boolean },
): { title: string; who: string } {
  if (own) return { title: `Reset your ${what}?`, who: upn };
  const titled = nameInTitle(name);
  return titled
    ? { title: `Reset ${titled}'s ${what}?`, who: upn }
    : { title: `Reset this person's ${what}?`, who: `${name} (${upn})` };
}
