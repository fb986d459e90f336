import { type AddressInfo, createServer, type Server } from 'node:net';
import { createTransport, type NodemailerError } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { createCarrier } from '../../../services/mail/sending/carrier';
import { parseSender, serverOf, smtpRoute } from '../../../services/mail/route';
import { deliveryAfter } from '../../../services/mail/sending/verdict';
import { parseAddress, parseSenderName } from '../../../services/base/mail-address';
import { senderOf } from '../../../services/people/mail-senders';

/** A server on this machine may have a certificate of its own. */
const anyCertificate = { tls: { rejectUnauthorized: false } };

describe('the address of the mail server', () => {
  test.each([
    [
      'smtps://user:p%40ss@mail.contoso.example',
      {
        host: 'mail.contoso.example',
        port: 465,
        secure: true,
        requireTLS: false,
        auth: { user: 'user', pass: 'p@ss' },
      },
    ],
    ['smtp://mail.contoso.example', { host: 'mail.contoso.example', port: 587, secure: false, requireTLS: true }],
    ['smtp://mail.contoso.example:25/', { host: 'mail.contoso.example', port: 25, secure: false, requireTLS: true }],
    ['smtp://127.0.0.1:1025', { host: '127.0.0.1', port: 1025, secure: false, requireTLS: false, ...anyCertificate }],
    ['smtp://[::1]:1025', { host: '::1', port: 1025, secure: false, requireTLS: false, ...anyCertificate }],
  ])('%s', (text, expected) => expect(serverOf(text)).toEqual(expected));

  test.each([
    '',
    'mail.contoso.example',
    'http://mail.contoso.example',
    'smtp://',
    'smtp://host?tls.rejectUnauthorized=false',
    'smtp://host/x',
    'smtp://host#x',
  ])('"%s" is refused by its name, without being said again', (text) => {
    expect(() => serverOf(text)).toThrow(/^SMTP_URL /);
    if (text.includes('reject')) expect(() => serverOf(text)).not.toThrow(/rejectUnauthorized/);
  });

  test('a connection that another machine could read is never used without encryption', () => {
    expect(serverOf('smtp://127.0.0.1.evil.example').requireTLS).toBe(true);
    expect(serverOf('smtp://10.0.0.1').requireTLS).toBe(true);
  });
});

describe('whom mails come from', () => {
  test.each([
    ['a@contoso.example', { name: 'Dial-in Desk', address: 'a@contoso.example' }],
    ['Contoso Conferencing <a@contoso.example>', { name: 'Contoso Conferencing', address: 'a@contoso.example' }],
    ['"Contoso, Inc." <a@contoso.example>', { name: 'Contoso, Inc.', address: 'a@contoso.example' }],
  ])('%s', (text, expected) => expect(parseSender(text)).toEqual(expected));

  test.each(['Contoso', 'Contoso <a>', 'a@contoso.example, b@contoso.example', 'x\r\nBcc: y <a@contoso.example>'])(
    '"%s" is refused',
    (text) => {
      expect(() => parseSender(text)).toThrow(/^MAIL_FROM /);
    },
  );
});

describe('whom the mails of a tenant come from', () => {
  const settings = { senderAddress: '', senderName: '', tenantName: 'Contoso' };
  test.each([
    [{}, {}],
    [{ senderName: 'Desk' }, { name: 'Desk' }],
    [{ senderAddress: 'a@contoso.example' }, { name: 'Contoso', address: 'a@contoso.example' }],
    [
      { senderAddress: 'a@contoso.example', tenantName: 'Con\r\ntoso\u202e' },
      { name: 'Con toso', address: 'a@contoso.example' },
    ],
    [
      { senderAddress: 'a@contoso.example', tenantName: '' },
      { name: '', address: 'a@contoso.example' },
    ],
    [
      { senderAddress: 'a@contoso.example', senderName: 'Desk' },
      { name: 'Desk', address: 'a@contoso.example' },
    ],
  ])('%j', (changed, expected) => expect(senderOf({ ...settings, ...changed })).toEqual(expected));

  test.each([' Contoso, "IT" <x> ', 'می\u200cخواهم', 'x'.repeat(100)])('the name %j is taken', (name) =>
    expect(parseSenderName(name, 'Name')).toBe(name.trim()),
  );
  test.each(['', ' ', 'a\nb', 'a\u2028b', 'a\0', 'a\u202eb', 'a\ud800', 'x'.repeat(101)])(
    'the name %j is refused',
    (name) => {
      expect(() => parseSenderName(name, 'Name')).toThrow(
        expect.objectContaining({
          code: 'setting-invalid',
          details: { label: 'Name', allowed: '1 to 100 characters in one line' },
        }) as Error,
      );
    },
  );
});

describe('a mail address', () => {
  test.each([
    [' alice@contoso.example ', 'alice@contoso.example'],
    ['mailto:alice@contoso.example', 'alice@contoso.example'],
    ['<alice@contoso.example>', 'alice@contoso.example'],
    ['"alice@contoso.example"', 'alice@contoso.example'],
    ['alice@münchen.example', 'alice@xn--mnchen-3ya.example'],
    ["o'brien+pin@contoso.example", "o'brien+pin@contoso.example"],
  ])('%s', (text, expected) => expect(parseAddress(text)).toBe(expected));
});

describe('what the server said', () => {
  const said = (responseCode: number | undefined, response = '', command = 'RCPT TO', code = 'EENVELOPE') =>
    deliveryAfter(Object.assign(new Error(), { responseCode, response, command, code }));
  test.each([
    [said(550, '550 5.1.1 unknown'), 'refused', 'mailbox-unknown', false],
    [said(550, '550 no such user'), 'refused', 'mailbox-unknown', false],
    [said(550, '550 5.7.1 blocked'), 'refused', 'refused', false],
    [said(552, '552 full'), 'refused', 'mailbox-full', false],
    [said(552, '552 5.2.3 too large', 'DATA'), 'refused', 'refused', false],
    [said(450, '450 4.2.0 later'), 'later', 'deferred', false],
    [said(421, '421 closing'), 'later', 'server-unreachable', true],
    [said(550, '550 5.7.60 not allowed to send as', 'MAIL FROM'), 'later', 'sender-refused', true],
    // Judged by the code and not by the command.
    [
      said(550, '550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'DATA'),
      'later',
      'sender-refused',
      true,
    ],
    [said(554, '554 5.7.1 Sender address rejected: not owned by user', 'RCPT TO'), 'later', 'sender-refused', true],
    [said(550, '550 5.1.8 Access denied, bad outbound sender', 'DATA'), 'later', 'sender-refused', true],
    [
      said(550, '550 5.7.26 unauthenticated email is not accepted due to DMARC policy', 'DATA'),
      'later',
      'sender-refused',
      true,
    ],
    [
      said(550, '550 5.7.708 Access denied, traffic not accepted from this IP', 'DATA'),
      'later',
      'sender-refused',
      true,
    ],
    [said(550, '550 5.1.1 no such user', 'DATA'), 'refused', 'mailbox-unknown', false],
    [said(550, '550-5.1.1 The email account does not exist', 'MAIL FROM'), 'refused', 'mailbox-unknown', false],
    [said(550, '550 5.1.10 RESOLVER.ADR.RecipientNotFound', 'DATA'), 'refused', 'mailbox-unknown', false],
    [said(550, '550 5.4.1 Recipient address rejected: Access denied', 'RCPT TO'), 'refused', 'mailbox-unknown', false],
    [said(550, '550 5.1.0 Sender denied', 'RCPT TO'), 'later', 'sender-refused', true],
    [said(552, '552 5.2.2 mailbox full', 'DATA'), 'refused', 'mailbox-full', false],
    [said(550, '550 5.7.1 Unable to relay'), 'later', 'relay-refused', true],
    [said(554, '554 5.7.1 <x@y.example>: Relay access denied'), 'later', 'relay-refused', true],
    [said(550, '550 relaying denied'), 'later', 'relay-refused', true],
    [said(550, '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain'), 'later', 'relay-refused', true],
    [said(550, '550 5.7.64 TenantAttribution; Relay Access Denied', 'MAIL FROM'), 'later', 'relay-refused', true],
    [said(530, '530 5.7.57 Client not authenticated to send mail', 'MAIL FROM'), 'later', 'login-refused', true],
    [said(530, '530 5.7.0 Authentication required', 'MAIL FROM'), 'later', 'login-refused', true],
    [said(530, '530 5.7.0 Must issue a STARTTLS command first', 'MAIL FROM'), 'later', 'not-secure', true],
    [said(450, '450 4.7.1 greylisted, try again'), 'later', 'deferred', false],
    [said(451, '451 4.3.0 temporary failure', 'DATA'), 'later', 'deferred', false],
    [said(554, '554 5.7.1 spam', 'DATA'), 'refused', 'refused', false],
    [said(550, '550 not wanted', 'MAIL FROM'), 'later', 'sender-refused', true],
    [said(535, '535 5.7.8 bad credentials', 'AUTH PLAIN', 'EAUTH'), 'later', 'login-refused', true],
    [said(undefined, '', 'CONN', 'ESOCKET'), 'later', 'server-unreachable', true],
    [said(undefined, '', 'STARTTLS', 'ETLS'), 'later', 'not-secure', true],
  ])('%j', (delivery, kind, reason, serverFault) => {
    expect(delivery).toMatchObject({ outcome: { kind, reason }, serverFault });
  });
});

describe('a server that cannot be talked to', () => {
  const servers: Server[] = [];
  afterAll(() => Promise.all(servers.map((server) => new Promise((done) => server.close(done)))));
  /** Listens on loopback, and greets and answers in plain text. */
  async function talking(answer: (line: string) => string): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data: Buffer) => socket.write(answer(data.toString())));
      socket.write(answer(''));
    });
    servers.push(server);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return (server.address() as AddressInfo).port;
  }
  async function reasonFor(options: { host?: string; port: number; secure?: boolean; requireTLS?: boolean }) {
    const transport = createTransport({ host: '127.0.0.1', greetingTimeout: 300, ...options });
    const error: unknown = await transport.verify().catch((thrown: unknown) => thrown);
    transport.close();
    return deliveryAfter(error as NodemailerError);
  }
  const as = (reason: string) => ({ outcome: { kind: 'later', reason }, serverFault: true });

  test('because nothing listens there', async () =>
    expect(await reasonFor({ port: 9 })).toMatchObject(as('connection-refused')));
  test('because its name is unknown', async () =>
    expect(await reasonFor({ host: 'nosuch.invalid', port: 25 })).toMatchObject(as('host-unknown')));
  test('because SMTPS is spoken to a port that is not for it', async () => {
    const port = await talking(() => '220 hello\r\n');
    expect(await reasonFor({ port, secure: true })).toMatchObject(as('no-tls'));
  });
  test('because it waits for SMTPS, and we for its greeting', async () => {
    const port = await talking(() => '');
    expect(await reasonFor({ port, requireTLS: true })).toMatchObject(as('no-greeting'));
  });
  test.each(['502 5.5.1 not implemented', '454 4.7.0 TLS not available'])('because of STARTTLS: %s', async (said) => {
    const port = await talking((line) =>
      line === '' ? '220 hello\r\n' : /^EHLO/i.test(line) ? '250 hello\r\n' : `${said}\r\n`,
    );
    expect(await reasonFor({ port, requireTLS: true })).toMatchObject(as('no-starttls'));
  });
});

describe('a certificate that nobody trusts', () => {
  test.each(['self-signed certificate', 'certificate has expired', 'unable to verify the first certificate'])(
    'is named: %s',
    (message) => {
      const error = Object.assign(new Error(message), { command: 'CONN', code: 'ESOCKET' });
      expect(deliveryAfter(error)).toMatchObject({
        outcome: { kind: 'later', reason: 'certificate' },
        serverFault: true,
      });
    },
  );

  test.each([true, false])(
    'does not keep a mail from a server on this machine (TLS from the start: %j)',
    async (secure) => {
      let received = 0;
      const warn = jest.spyOn(console, 'error').mockImplementation(() => undefined);
      const server = new SMTPServer({
        ...{ secure, authOptional: true },
        onData(stream, _session, done) {
          stream.resume().on('end', () => {
            received += 1;
            done();
          });
        },
      });
      server.on('error', () => undefined);
      await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
      const { port } = server.server.address() as AddressInfo;
      const carrier = createCarrier(smtpRoute(`smtp${secure ? 's' : ''}://127.0.0.1:${port}`, 'desk@contoso.example'));
      const delivery = await carrier.carry(
        {
          ...{ id: 'x', from: {}, to: { name: 'Alice', address: 'alice@contoso.example' }, date: new Date() },
          ...{ subject: 'x', html: 'x', text: 'x', language: 'en' },
        },
        () => Promise.resolve(),
      );
      expect([delivery.outcome.kind, received]).toEqual(['sent', 1]);
      carrier.close();
      await new Promise<void>((done) => server.close(() => done()));
      warn.mockRestore();
    },
  );
});
