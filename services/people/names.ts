import removeAccents from 'remove-accents';

/** How an address or an id is compared: any case, no surrounding spaces. */
export const foldIdentity = (text: string): string => text.trim().normalize('NFC').toLowerCase();

/**
 * How a name is compared: any case, accents folded (also ł, ø, ß), apostrophes dropped, hyphens, commas
 * and dots read as spaces. "Zoë O'Brien-Łukasz" and "zoe obrien lukasz" are then the same.
 */
export function foldName(text: string): string {
  return removeAccents(text.normalize('NFC'))
    .toLowerCase()
    .replace(/['’ʼ`´]/gu, '')
    .replace(/[\s\-‐‑–.,_]+/gu, ' ')
    .trim();
}

/**
 * The names by which somebody is found: in full, the other way round, and each word alone (a first or last name, or
 * half a double one).
 */
export function nameKeys(person: { name: string; givenName: string; surname: string }): string[] {
  const [full, given, surname] = [foldName(person.name), foldName(person.givenName), foldName(person.surname)];
  const keys = [full, `${surname} ${given}`.trim(), given, surname, ...full.split(' ')];
  return [...new Set(keys)].filter((key) => key !== '');
}

/** The addresses and ids by which somebody is found. */
export function identityKeys(person: { id: string; upn: string; mail?: string; aliases: string[] }): string[] {
  const keys = [person.id, person.upn, person.mail ?? '', ...person.aliases].map(foldIdentity);
  return [...new Set(keys)].filter((key) => key !== '');
}

/** What a typed identity may look like: `sip:x@y`, `DOMAIN\x` and `<x@y>` mean x. */
export function plainIdentity(text: string): string {
  return foldIdentity(text)
    .replace(/^(sip|mailto):/, '')
    .replace(/^<(.*)>$/, '$1')
    .replace(/^[a-z0-9._-]+\\(?=.)/, '');
}
