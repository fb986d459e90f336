import { foldIdentity } from '../names';
import type { Person } from '../person';
import type { IncomingPerson } from './incoming';

/**
 * All aliases after a row. What it says of the addresses leaves the other aliases as they are, and the other way round.
 */
export function aliasesAfter(
  { upn, aliases, nicknames, addresses, sip }: IncomingPerson,
  { aliases: had, mail }: Pick<Person, 'aliases' | 'mail'>,
): string[] {
  const isAddress = (alias: string) => alias.includes('@');
  const said =
    aliases || nicknames || addresses
      ? [
          ...(aliases ?? []),
          ...(nicknames ?? (aliases ? [] : had.filter((alias) => !isAddress(alias)))),
          ...(addresses ?? (aliases ? [] : had.filter(isAddress))),
        ]
      : had;
  // An alias may look like an address: it is then among those that stay, too.
  if (!addresses && !sip) return nicknames ? [...new Set(said)] : said;
  const others = [...(addresses ?? []), ...(sip ? [sip] : [])].map(foldIdentity);
  const main = [upn, ...(mail ? [mail] : [])].map(foldIdentity);
  const seen = new Set<string>();
  return [...said, ...(sip ? [sip] : [])].filter((alias) => {
    const identity = foldIdentity(alias);
    // Among the addresses of a mailbox are those that the person is known by anyway.
    if ((others.includes(identity) && main.includes(identity)) || seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}
