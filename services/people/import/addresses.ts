import { cleanedLine } from '../../base/cleaned';
import { aliasSeparator } from './rows';

/**
 * The addresses of a mailbox: `SMTP:alice@contoso.example+smtp:a.smith@contoso.example+SIP:…`, with spaces, `;` or `,`
 * between them in Exchange and `+` in the admin center. An address may have a plus itself.
 */
function addressesIn(cell: string): { type: string; address: string }[] {
  return cleanedLine(cell)
    .replace(/^[{[](.*)[}\]]$/, '$1')
    .split(/[+;,|\s]+(?="?[a-z0-9]+:)|[;,|\s]+/i)
    .flatMap((one) => {
      const [, type, address] = /^"?([a-z0-9]+):([^"]+)"?$/i.exec(one) ?? [];
      return address?.includes('@') ? [{ type: type!, address }] : [];
    });
}

/** The one address that mails go to, which is marked by capital letters. */
export const primaryOf = (cell: string): string => addressesIn(cell).find(({ type }) => type === 'SMTP')?.address ?? '';

/** The others by which people may be found, those for calls among them. X500 and the like are not for people. */
export const othersOf = (cell: string): string =>
  addressesIn(cell)
    .filter(({ type }) => /^(?:smtp|sip)$/.test(type) || type === 'SIP')
    .map(({ address }) => address)
    .join(aliasSeparator);

/** The address within `sip:alice@contoso.example`. */
export const sipOf = (cell: string): string => cleanedLine(cell).replace(/^sip:/i, '');
