import { domainToASCII } from 'node:url';
import { z } from 'zod';
import type { Person } from './directory';
import { Problem } from '../base/problem';
import type { Role } from './rights';
import type { AddressReach, Settings } from '../settings/settings';

/** RFC 5321, 4.5.3.1: what a mail server need not take more of. Characters. */
const longest = { local: 64, whole: 254 };

const shape = z.email();

/**
 * One mail address, as typed: `alice@contoso.example`, perhaps with `mailto:`, angle brackets or quotes around it.
 * A domain in another script is taken in the form that mail servers know.
 * @throws Problem `address-several` for a list, `address-malformed` for everything that is not an address
 */
export function parseAddress(text: string): string {
  const bare = text.trim().replace(/^["“'](.*)["”']$/u, '$1').replace(/^<(.*)>$/, '$1').replace(/^mailto:/i, '').trim();
  if ((bare.match(/@/g) ?? []).length > 1 && /[,;\s]/.test(bare)) throw new Problem('address-several', {});
  const [local = '', domain = '', ...more] = bare.split('@');
  const address = `${local}@${domainToASCII(domain)}`;
  const fits = more.length === 0 && local.length <= longest.local && address.length <= longest.whole;
  if (!fits || !shape.safeParse(address).success) throw new Problem('address-malformed', {});
  return address;
}

/** What stands behind the `@`, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** The domains that are the organization's own. A member's user name ends in one that it has proved to be. */
export const ownDomains = (actor: Person, { mailDomains }: Pick<Settings, 'mailDomains'>): string[] => [...new Set([domainOf(actor.upn), ...mailDomains])];

/**
 * Checks that somebody may have a person's mail sent to this address. The person's own address is always allowed,
 * any other one as far as the tenant lets the role go (audio-conferencing reference, section 1: Microsoft leaves
 * it to PowerShell, and takes external addresses there).
 * @throws Problem `address-not-allowed` with the domains that would be
 */
export function assertAddressAllowed(address: string, about: { actor: Person; target: Person; settings: Settings }): void {
  const { actor, target, settings } = about;
  if (target.mail?.toLowerCase() === address.toLowerCase()) return;
  const reaches: Partial<Record<Role, AddressReach>> = { admin: settings.adminAddresses, helpdesk: settings.helpdeskAddresses };
  const reach = reaches[actor.role] ?? 'none';
  if (reach === 'any') return;
  const domains = reach === 'own-domains' ? ownDomains(actor, settings) : [];
  if (!domains.includes(domainOf(address))) throw new Problem('address-not-allowed', { domains });
}
