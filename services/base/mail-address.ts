import { domainToASCII } from 'node:url';
import { cleanedLine } from './cleaned';
import { Problem } from './problem';

/** RFC 5321, 4.5.3.1: a mail server need not take more than this. Characters. */
const longestAddress = { local: 64, whole: 254 };

/** What may stand between the dots of a local part: `atext` of RFC 5322, which RFC 5321 refers to. */
const local = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/u;
/** Labels of a domain as DNS has them, at least two, the last one not a number. */
const domainShape =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * One mail address, as typed: `alice@contoso.example`, perhaps with `mailto:`, angle brackets or quotes around it.
 * Everything that RFC 5321 allows is taken but quoted local parts and numeric hosts, which no mailbox of Microsoft 365
 * has. A domain in another script is taken in the form that mail servers know.
 * @throws Problem `address-several` for a list, `address-malformed` for everything that is not an address
 */
export function parseAddress(text: string): string {
  const bare = cleanedLine(text.slice(0, 2_000))
    .replace(/^["'](.*)["']$/u, '$1')
    .replace(/^<(.*)>$/, '$1')
    .replace(/^mailto:/i, '')
    .trim();
  if ((bare.match(/@/g) ?? []).length > 1 && /[,;\s]/.test(bare)) throw new Problem('address-several', {});
  const [name = '', host = '', ...more] = bare.split('@');
  const domain = domainToASCII(host);
  const address = `${name}@${domain}`;
  const fits =
    more.length === 0 && Buffer.byteLength(name) <= longestAddress.local && address.length <= longestAddress.whole;
  if (!fits || !local.test(name) || !domainShape.test(domain)) throw new Problem('address-malformed', {});
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
