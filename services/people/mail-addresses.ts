import type { Person, Role } from './person';
import { Problem } from '../base/problem';
import type { AddressReach, Settings } from '../settings/settings';
import { domainOf } from '../base/mail-address';

/** The organization's own domains. A member's user name ends in a domain that the organization has proved to own. */
export const ownDomains = (actor: Person, { mailDomains }: Pick<Settings, 'mailDomains'>): string[] => [
  ...new Set([domainOf(actor.upn), ...mailDomains]),
];

/**
 * Checks that somebody may have a person's mail sent to this address. The person's own address is always allowed, and
 * any other one as far as the tenant's settings let the role go (docs/audio-conferencing.md, section 1: Microsoft
 * leaves it to PowerShell, and takes external addresses there).
 * @throws Problem `address-not-allowed` with the domains that would be
 */
export function assertAddressAllowed(
  address: string,
  about: { actor: Person; target: Person; settings: Settings },
): void {
  const { actor, target, settings } = about;
  if (target.mail?.toLowerCase() === address.toLowerCase()) return;
  const reaches: Partial<Record<Role, AddressReach>> = {
    admin: settings.adminAddresses,
    helpdesk: settings.helpdeskAddresses,
  };
  const reach = reaches[actor.role] ?? 'none';
  if (reach === 'any') return;
  const domains = reach === 'own-domains' ? ownDomains(actor, settings) : [];
  if (!domains.includes(domainOf(address))) throw new Problem('address-not-allowed', { domains });
}
