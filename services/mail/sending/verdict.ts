import type { NodemailerError } from 'nodemailer';
import type { MailFailure } from '../outbox-document';
import type { Outcome } from './queue';

/** What happened to a parcel, and whether the server itself is the reason, so that other parcels would fail, too. */
export interface Delivery {
  outcome: Outcome;
  serverFault: boolean;
}

/** A code of RFC 3463 in an answer: class, subject and detail. */
interface Enhanced {
  temporary: boolean;
  /** Subject and detail: `1.1` of `5.1.1`. */
  code: string;
}

/**
 * Codes by which a server says that we may not send like this, whatever the recipient is: RFC 3463 and RFC 7372, and
 * those of Exchange Online and Gmail.
 */
const codesOfSetup: Record<string, MailFailure> = {
  // The address of the sender, or what it may send as.
  ...record(['1.7', '1.8', '7.60', '7.26', '7.27', '7.28', '7.29', '7.750'], 'sender-refused'),
  ...record(['1.90', '7.501', '7.502', '7.503', '7.508', '7.509', '7.705', '7.708'], 'sender-refused'),
  ...record(['7.20', '7.21', '7.22', '7.23', '7.24', '7.25'], 'sender-refused'),
  // We are not known as somebody whose mails this server passes on.
  ...record(['7.54', '7.64'], 'relay-refused'),
  ...record(['7.3', '7.8', '7.9', '7.57'], 'login-refused'),
  ...record(['7.10', '7.11'], 'not-secure'),
};

/** Codes by which a server speaks of the recipient. */
const codesOfRecipient: Record<string, MailFailure> = {
  ...record(['1.0', '1.1', '1.2', '1.3', '1.4', '1.6', '1.10', '2.1', '4.1', '4.310'], 'mailbox-unknown'),
  '2.2': 'mailbox-full',
};

/** What servers write beside codes that may mean several things, such as 5.7.1 and 5.1.0. */
const words: [RegExp, MailFailure][] = [
  [/\brelay(?:ing)?\b/i, 'relay-refused'],
  [/must issue a? ?starttls|encryption (?:is )?required|require[sd]? (?:tls|starttls|encryption)/i, 'not-secure'],
  [
    /authentication (?:is )?required|must authenticate|auth(?:entication)? (?:credentials )?(?:invalid|failed|unsuccessful)|not (?:been )?authenticated/i,
    'login-refused',
  ],
  [
    /send(?:ing)? (?:as|on behalf)|as (?:this|that) sender|sender (?:address )?(?:is |was |has been )?(?:rejected|denied|refused|blocked|banned|not|un)|(?:banned|bad|invalid|unknown) (?:outbound )?sender|not (?:allowed|authori[sz]ed|permitted) to send|from address/i,
    'sender-refused',
  ],
];

/** Failures that are the installation's own, so that other mails would meet them, too. */
const ofServer: readonly MailFailure[] = ['sender-refused', 'relay-refused', 'login-refused', 'not-secure'];

/**
 * Reads what the server said. Its enhanced code counts for more than the command that it answers: servers may refuse a
 * sender only after DATA, and a recipient at any moment.
 * @param about.isThrough whether the server was given the whole mail: it may have taken it even if it did not answer
 */
export function deliveryAfter(error: NodemailerError, { isThrough = false } = {}): Delivery {
  const { code, command = '', responseCode: status, response = '' } = error;
  const server = (reason: MailFailure): Delivery => ({ outcome: { kind: 'later', reason, status }, serverFault: true });
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2') return server('login-refused');
  const unconnected = whyUnconnected(error);
  if (unconnected) return server(unconnected);
  if (code === 'ETLS' || code === 'EREQUIRETLS') return server('not-secure');
  if (status === undefined) return server(isThrough ? 'unconfirmed' : 'server-unreachable');
  if (status === 421) return server('server-unreachable');
  const enhanced = enhancedIn(response);
  const reason = reasonOf({ status, command, response, enhanced });
  if (ofServer.includes(reason)) return server(reason);
  if (!['MAIL FROM', 'RCPT TO', 'DATA'].includes(command) && reason === 'refused') return server('server-unreachable');
  if (status < 500 || enhanced?.temporary)
    return { outcome: { kind: 'later', reason: 'deferred', status }, serverFault: false };
  return { outcome: { kind: 'refused', reason, status }, serverFault: false };
}

function reasonOf(said: { status: number; command: string; response: string; enhanced?: Enhanced }): MailFailure {
  const { status, command, response, enhanced } = said;
  const clear = enhanced && (codesOfSetup[enhanced.code] ?? codesOfRecipient[enhanced.code]);
  const inWords = words.find(([pattern]) => pattern.test(response))?.[1];
  // 5.1.0 and 5.4.1 are about addresses in general: the words say whose.
  if (clear && !(inWords && enhanced && ['1.0', '4.1'].includes(enhanced.code))) return clear;
  if (inWords) return inWords;
  if (status === 530 || status === 535) return 'login-refused';
  if (enhanced) return enhanced.code.startsWith('1.') && command !== 'MAIL FROM' ? 'mailbox-unknown' : plain(command);
  if (command === 'MAIL FROM') return 'sender-refused';
  if (status === 552) return 'mailbox-full';
  return command === 'RCPT TO' && [550, 551, 553].includes(status) ? 'mailbox-unknown' : 'refused';
}

/** An answer that says nothing clear: at MAIL FROM it can be about the sender only. */
const plain = (command: string): MailFailure => (command === 'MAIL FROM' ? 'sender-refused' : 'refused');

function enhancedIn(response: string): Enhanced | undefined {
  const [, kind, code] = /(?:^|[\s-])([245])\.(\d{1,3}\.\d{1,3})(?![\d.])/.exec(response) ?? [];
  return code === undefined ? undefined : { temporary: kind === '4', code };
}

/** What Node and OpenSSL say where nodemailer has one code for many faults. */
const faultsOfConnection: [RegExp, MailFailure][] = [
  [/certificate|altnames|self[- ]signed|unable to verify|unable to get (?:local )?issuer/i, 'certificate'],
  [/ECONNREFUSED/, 'connection-refused'],
  // OpenSSL read a greeting in plain text where it expected TLS.
  [/wrong version number|packet length too long/i, 'no-tls'],
];

/**
 * Why there is no connection to talk over, as far as the error says it. Nodemailer puts its own code in the place of
 * Node's, whose text stays.
 */
function whyUnconnected(error: NodemailerError): MailFailure | undefined {
  const { code = '', command, message, responseCode, timeoutType } = error;
  if (code === 'EDNS') return 'host-unknown';
  if (timeoutType === 'GREETING_TIMEOUT') return 'no-greeting';
  if (!['ESOCKET', 'ETLS', 'ECONNECTION'].includes(code)) return undefined;
  const fault = faultsOfConnection.find(([pattern]) => pattern.test(message))?.[1];
  return fault ?? (command === 'STARTTLS' && responseCode !== undefined ? 'no-starttls' : undefined);
}

function record(codes: string[], reason: MailFailure): Record<string, MailFailure> {
  return Object.fromEntries(codes.map((code) => [code, reason]));
}
