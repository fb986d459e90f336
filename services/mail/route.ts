import { isIP } from 'node:net';
import { SetupError } from '../base/problem';
import { parseAddress, type Sender } from '../base/mail-address';

/** How mails leave: through the server at an address like `smtps://user:password@host:465`, or into a folder. */
export type MailRoute = { smtp: string; from: Sender } | { folder: string; from: Sender };

/** What `SMTP_URL` says, in nodemailer's terms. */
export interface MailServer {
  host: string;
  port: number;
  secure: boolean;
  requireTLS: boolean;
  tls?: { rejectUnauthorized: false };
  auth?: { user: string; pass: string };
}

/** For a `MAIL_FROM` without a name. */
const defaultName = 'Dial-in Desk';

/**
 * The route through the server that `SMTP_URL` names, with `MAIL_FROM` as the sender.
 * @throws SetupError when one of them is not valid
 */
export function smtpRoute(smtp: string, from: string): MailRoute {
  serverOf(smtp);
  return { smtp, from: parseSender(from) };
}

/**
 * Reads `MAIL_FROM`: an address, or a name and an address, `Contoso Conferencing <conferencing@contoso.example>`.
 * @throws SetupError
 */
export function parseSender(text: string): Sender {
  const [, name = '', inBrackets] = /^\s*"?([^"<>\p{Cc}]*?)"?\s*<([^<>]+)>\s*$/u.exec(text) ?? [];
  try {
    return { name: name.trim() || defaultName, address: parseAddress(inBrackets ?? text) };
  } catch {
    throw new SetupError(
      'MAIL_FROM must be an address, or a name and an address: Contoso Conferencing <conferencing@contoso.example>',
    );
  }
}

/**
 * Reads `SMTP_URL`. Mails can hold PINs, so `smtps://` is encrypted from the first byte, and `smtp://` by STARTTLS
 * before anything is said. Only a server on this machine may do without encryption.
 * @throws SetupError
 */
export function serverOf(text: string): MailServer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new SetupError(
      'SMTP_URL is not the address of a mail server. It must look like smtps://user:password@host:465 or ' +
        'smtp://user:password@host:587',
    );
  }
  if (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) {
    throw new SetupError(
      'SMTP_URL has something behind the host and the port. There is nothing to set there; a password with special ' +
        'characters must be percent-encoded.',
    );
  }
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const [user, pass] = [url.username, url.password].map(decodeURIComponent) as [string, string];
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !isLoopback(host),
    // Nobody stands between us and this machine, whose server usually has a certificate of its own.
    ...(isLoopback(host) && { tls: { rejectUnauthorized: false as const } }),
    ...(user === '' ? {} : { auth: { user, pass } }),
  };
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
