import { type AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived: the recipient on the envelope, the bytes, and what a mail program reads in them. */
export interface Received {
  to: string;
  raw: string;
  parsed: ParsedMail;
}

/** How the server treats one mail. It accepts everything that is not named here. */
export interface Treatment {
  /** The answer to MAIL FROM. The recipient is not known yet, so it is asked for with an empty address. */
  sender?: string;
  /** The answer to RCPT TO, such as `550 5.1.1 no such user`. */
  recipient?: string;
  /** The answer to the mail's last byte. */
  data?: string;
  /** Cuts the connection after the mail's last byte, either instead of the `250` or after it. */
  hangUp?: 'before-250' | 'after-250';
  /** Milliseconds before the answer to the mail's last byte. */
  delay?: number;
}

/**
 * A real SMTP server on loopback.
 * @param treat says how to treat a mail to an address
 */
export async function startMailServer(treat: (to: string) => Treatment = () => ({})) {
  const received: Received[] = [];
  const senders = new Set<string>();
  let treatment = treat;
  const refusal = (said: string): Error =>
    Object.assign(new Error(said.slice(4)), { responseCode: Number(said.slice(0, 3)) });
  const server = new SMTPServer({
    authOptional: true,
    // It has no certificate of its own; nodemailer needs none on loopback.
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom({ address }, _session, done) {
      senders.add(address);
      const { sender } = treatment('');
      done(sender ? refusal(sender) : null);
    },
    onRcptTo({ address }, _session, done) {
      const { recipient } = treatment(address);
      done(recipient ? refusal(recipient) : null);
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo[0]!.address;
      const { data, hangUp, delay = 0 } = treatment(to);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        void simpleParser(raw).then(async (parsed) => {
          if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
          if (data) return done(refusal(data));
          received.push({ to, raw, parsed });
          const connections = [
            ...(server as unknown as { connections: Set<{ _socket: { destroy(): void; end(): void } }> }).connections,
          ];
          if (hangUp === 'before-250') return connections.forEach(({ _socket }) => _socket.destroy());
          done();
          if (hangUp === 'after-250') setImmediate(() => connections.forEach(({ _socket }) => _socket.end()));
        });
      });
    },
  });
  // A client that was killed is no fault of the server.
  server.on('error', () => undefined);
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.server.address() as AddressInfo;

  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    /** The senders on the envelopes. */
    senders,
    /** The mails that an address got. */
    to: (address: string): Received[] => received.filter((mail) => mail.to === address),
    treat: (how: (to: string) => Treatment) => void (treatment = how),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

export type MailServer = Awaited<ReturnType<typeof startMailServer>>;
