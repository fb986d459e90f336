import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { Problem } from './problem';

/** RFC 5321, 4.5.3.1: a mail server need not take more than this. Characters. */
const longestAddress = { local: 64, whole: 254 };

const shape = z.email();

/**
 * One mail address, as typed: `alice@contoso.example`, perhaps with `mailto:`, angle brackets or quotes around it.
 * A domain in another script is taken in the form that mail servers know.
 * @throws Problem `address-several` for a list, `address-malformed` for everything that is not an address
 */
export function parseAddress(text: string): string {
  const bare = text
    .trim()
    .replace(/^["“'](.*)["”']$/u, '$1')
    .replace(/^<(.*)>$/, '$1')
    .replace(/^mailto:/i, '')
    .trim();
  if ((bare.match(/@/g) ?? []).length > 1 && /[,;\s]/.test(bare)) throw new Problem('address-several', {});
  const [local = '', domain = '', ...more] = bare.split('@');
  const address = `${local}@${domainToASCII(domain)}`;
  const fits = more.length === 0 && local.length <= longestAddress.local && address.length <= longestAddress.whole;
  if (!fits || !shape.safeParse(address).success) throw new Problem('address-malformed', {});
  return address;
}

/** What stands behind the `@`, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** Whom mails come from. */
export interface Sender {
  name: string;
  address: string;
}

/** The longest name that mails come from. Characters. */
const longestName = 100;

/**
 * A name that mails come from: any text of one line that shows what it holds.
 * @throws Problem `setting-invalid`
 */
export function parseSenderName(text: string, label: string): string {
  const name = text.trim();
  const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u.test(name);
  if (name === '' || name.length > longestName || hidden)
    throw new Problem('setting-invalid', { label, allowed: `1 to ${longestName} characters in one line` });
  return name;
}
