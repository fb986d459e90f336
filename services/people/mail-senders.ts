import type { Person } from './person';
import { Problem } from '../base/problem';
import type { Settings } from '../settings/settings';
import { assertAddressAllowed, ownDomains } from './mail-addresses';
import { domainOf, parseAddress, parseSenderName, type Sender } from '../base/mail-address';
import { singleLine } from '../base/one-line';

/**
 * The sender that somebody gives for the mails of one change (`-SendEmailFromAddress` and `-SendEmailFromDisplayName`
 * of the cmdlet; docs/audio-conferencing.md, section 4.1).
 * @throws Problem `not-your-role`, `address-malformed`, `address-several`, `sender-not-allowed` or `setting-invalid`
 */
export function senderGiven(given: Sender, about: { actor: Person; settings: Settings }): Sender {
  const from = {
    name: parseSenderName(given.name, 'Sender name'),
    address: parseAddress(given.address),
  };
  assertSenderAllowed(from, about);
  return from;
}

/**
 * Checks that somebody may have mails come from an address. It takes an administrator, like everything that Microsoft's
 * cmdlets do, and an address of the organization: nobody should trust a mail with a PIN from anywhere else.
 * @throws Problem `not-your-role`, or `sender-not-allowed` with the domains that would be
 */
function assertSenderAllowed({ address }: Sender, { actor, settings }: { actor: Person; settings: Settings }): void {
  if (actor.role !== 'admin') throw new Problem('not-your-role', { action: 'change-settings' });
  const domains = ownDomains(actor, settings);
  if (!domains.includes(domainOf(address))) throw new Problem('sender-not-allowed', { domains });
}

/** Checks once more, when a change is made, where its mails go and where they come from. @throws Problem */
export function assertMailAllowed(
  wish: { address?: string; from?: Sender } | undefined,
  about: { actor: Person; target: Person; settings: Settings },
): void {
  if (wish?.address !== undefined) assertAddressAllowed(wish.address, about);
  if (wish?.from !== undefined) assertSenderAllowed(wish.from, about);
}

/**
 * Checks the tenant's sender as its settings would be. A domain cannot be taken from the organization's own ones while
 * the sender has its address there.
 * @throws Problem `sender-not-allowed` with the domains that would be
 */
export function assertSenderSettings(before: Settings, after: Settings, actor: Person): void {
  if (after.senderAddress === '') return;
  const domain = domainOf(after.senderAddress);
  const lost = before.mailDomains.includes(domain) && !after.mailDomains.includes(domain);
  if (!lost && before.senderAddress === after.senderAddress) return;
  const domains = ownDomains(actor, after);
  if (!domains.includes(domain)) throw new Problem('sender-not-allowed', { domains });
}

/** What a tenant uses instead of `MAIL_FROM`: an address, a name, both, or nothing. */
export function senderOf({
  senderAddress,
  senderName,
  tenantName,
}: Pick<Settings, 'senderAddress' | 'senderName' | 'tenantName'>): Partial<Sender> {
  if (senderAddress === '') return senderName === '' ? {} : { name: senderName };
  // Without any name, mail programs show the address.
  return { address: senderAddress, name: senderName === '' ? singleLine(tenantName) : senderName };
}
