import { sampleTenant } from '../../services/try-out/sample-people';
import { mongoOf } from '../helpers/database';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { type MailServer, startMailServer } from '../helpers/mail-server';
import { button, buttonsOf, readCard, textById, titleOf } from '../helpers/read-card';
import { person } from '../helpers/services';
import { until } from '../helpers/until';

const from = { name: 'Contoso Conferencing', address: 'conferencing@contoso.example' };

describe('mails', () => {
  let desk: OpenDesk;
  let server: MailServer;
  beforeAll(async () => {
    server = await startMailServer();
    desk = await openDesk({ mail: { smtp: server.url, from } });
  });
  afterAll(async () => {
    await desk.close();
    await server.close();
  });
  beforeEach(() => {
    server.received.length = 0;
    server.treat(() => ({}));
  });

  const setting = (changed: object) => desk.services.settings.save(person('Alice').tenant, changed);
  const arrived = async (address: string, count = 1) => {
    await until(`an email to ${address}`, () => server.to(address).length >= count);
    await settled();
    expect(server.to(address)).toHaveLength(count);
    return server.to(address)[count - 1]!.parsed;
  };
  /** Resolves when every mail is sent or given up, or waits for its next try. */
  const settled = () =>
    until(
      'an empty queue',
      async () =>
        (await mongoOf(desk.services)
          .db.collection('outbox')
          .countDocuments({ state: 'queued', failure: { $exists: false } })) === 0,
    );
  const confirm = async (name: string, text: string) => {
    const somebody = desk.as(name);
    const offer = await somebody.ask(text);
    const { title } = buttonsOf(offer).find(({ verb }) => verb === 'confirm')!;
    return { offer, done: await somebody.click(offer, title) };
  };

  test('a PIN that an administrator reset reaches its owner: the PIN of the card, who did it, from whom it comes', async () => {
    const { done } = await confirm('Megan', 'reset pin for alice');
    const mail = await arrived('alice.smith@contoso.example');
    const pin = textById(done, 'pin')!;
    expect(mail.text).toContain(pin);
    expect(mail.html).toContain(pin);
    expect(mail.subject).not.toContain(pin);
    expect(mail.text).toContain('Megan Bowen');
    expect(mail.from!.value).toEqual([from]);
    expect(mail.to).toMatchObject({ value: [{ name: 'Alice Smith', address: 'alice.smith@contoso.example' }] });
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.messageId).toMatch(/^<[0-9a-f]{32}@contoso\.example>$/);
    expect(mail.attachments).toEqual([]);
  });

  test('a PIN that its owner reset is in no email', async () => {
    const { done } = await confirm('Alice', 'reset my pin');
    await settled();
    expect(textById(done, 'pin')).toMatch(/^\d{12}$/);
    expect(server.received).toEqual([]);
  });

  test('a new conference ID is emailed without a PIN, with what to do about meetings', async () => {
    const { done } = await confirm('Megan', 'reset conference id for alice');
    const mail = await arrived('alice.smith@contoso.example');
    expect(mail.text).toContain(textById(done, 'conferenceId'));
    expect(mail.text).toContain('+1 555 010 0100');
    expect(mail.text).toMatch(/meeting/i);
    for (const pin of desk.drawn) expect(mail.text).not.toContain(pin);
  });

  test('somebody who is enabled gets conference ID, numbers and PIN by email, and whoever enabled them sees no PIN', async () => {
    await desk.services.directory.save({ ...person('Lynne'), licensed: true });
    const { offer, done } = await confirm('Megan', 'enable lynne');
    expect(readCard(offer)).toContain('are emailed to lynne.robbins@contoso.example');
    expect(textById(done, 'pin')).toBeUndefined();
    const mail = await arrived('lynne.robbins@contoso.example');
    const pin = desk.drawn.at(-1)!;
    expect(mail.text).toContain(pin);
    expect(mail.text).toContain(textById(done, 'conferenceId'));
    expect(titleOf(await desk.as('Megan').ask('enable lynne'))).toBe('Already enabled');
  });

  test('somebody who is disabled is told, and neither ID nor PIN work any more', async () => {
    const before = textById(await desk.as('Lynne').ask('conference info'), 'conferenceId')!;
    await confirm('Megan', 'disable lynne');
    const mail = await arrived('lynne.robbins@contoso.example');
    expect(mail.text).toContain('Megan Bowen');
    expect(titleOf(await desk.as('Lynne').ask('conference info'))).toBe('Not enabled');
    expect(readCard(await desk.as('Adele').ask(`find conference id ${before}`))).toContain('Retired since');
    const { done } = await confirm('Megan', 'enable lynne');
    expect(textById(done, 'conferenceId')).not.toBe(before);
    await arrived('lynne.robbins@contoso.example', 2);
    await desk.services.directory.save(person('Lynne'));
  });

  test('a new default number is emailed, and must be one of the bridge', async () => {
    const megan = desk.as('Megan');
    expect(readCard(await megan.ask('change number of alice to +1 555 999 9999'))).toContain('+49 30 55550100');
    const { offer } = await confirm('Megan', 'change number of alice to tel:+15550100200');
    expect(readCard(offer)).toContain('Now: the default (+1 555 010 0100)');
    const mail = await arrived('alice.smith@contoso.example');
    expect(mail.text).toContain('+1 555 010 0200');
    expect(readCard(await desk.as('Alice').ask('conference info'))).toContain('+1 555 010 0200');
  });

  test('emails are in the language of the person', async () => {
    await confirm('Megan', 'reset conference id for isaiah langer');
    const german = await arrived('isaiah.langer@contoso.example');
    expect(german.headers.get('content-language')).toBe('de');
    expect(german.text).toContain('Konferenz');
    // If the directory has no language for a person, the one from Teams counts.
    await desk.as('Alex').say('hello', { locale: 'es-MX' });
    await confirm('Megan', 'reset conference id for alex');
    expect((await arrived('alex.wilber@contoso.example')).headers.get('content-language')).toBe('es');
  });

  describe('where PINs are not emailed', () => {
    test('the email says who reset the PIN, the card says to hand it over', async () => {
      await confirm('Megan', 'pins by email off');
      const { offer, done } = await confirm('Megan', 'reset pin for alice');
      expect(readCard(offer)).toContain('An email without the PIN goes to');
      expect(readCard(done)).toContain('Hand the PIN over another way.');
      const mail = await arrived('alice.smith@contoso.example');
      expect(mail.text).toContain('Megan Bowen');
      expect(mail.text).not.toContain(textById(done, 'pin'));
      await desk.services.settings.save(sampleTenant, { pinsByMail: true });
    });
  });

  describe('switches', () => {
    test('an administrator turns automatic emails off for everybody and on again; an email that is asked for still goes', async () => {
      const { offer, done } = await confirm('Megan', 'automatic emails off');
      expect(readCard(offer)).toContain('are on. They will be off');
      expect(titleOf(done)).toBe('Automatic emails are off');
      expect(readCard((await confirm('Megan', 'reset pin for alice')).done)).toContain(
        'automatic emails are off. Hand the PIN over another way.',
      );
      await confirm('Adele', 'send conference info to alice');
      await arrived('alice.smith@contoso.example');
      await confirm('Megan', 'turn automatic emails on');
      const [record] = await desk.services.audit.latest(person('Megan').tenant, 1);
      expect(record).toMatchObject({ action: 'switch-automatic-mails', change: { before: 'off', after: 'on' } });
    });

    test('emails are turned off for one person', async () => {
      await confirm('Megan', 'emails off for alice');
      const { done } = await confirm('Megan', 'reset pin for alice');
      expect(readCard(done)).toContain('automatic emails are off for this person');
      await confirm('Megan', 'reset pin for alex');
      await arrived('alex.wilber@contoso.example');
      expect(server.to('alice.smith@contoso.example')).toEqual([]);
      await confirm('Megan', 'emails on for alice');
    });

    test.each(['automatic emails', 'pins by email', 'turn emails'])(
      '"%s" alone is asked for its position',
      async (text) => {
        expect(titleOf(await desk.as('Megan').ask(text))).toBe('On or off?');
      },
    );
  });

  describe('to another address', () => {
    test('an administrator sends a PIN to an address outside, for somebody without a mailbox', async () => {
      const { offer, done } = await confirm('Megan', 'reset pin for patti, email to patti@hotmail.example');
      expect(readCard(offer)).toContain('emailed to patti@hotmail.example');
      expect((await arrived('patti@hotmail.example')).text).toContain(textById(done, 'pin'));
    });

    test('a PIN that goes to another address is told to the own mailbox, without the PIN', async () => {
      const { offer, done } = await confirm('Megan', 'reset pin for alice, email to alice@hotmail.example');
      expect(readCard(offer)).toContain('alice.smith@contoso.example is told so, without the PIN.');
      const pin = textById(done, 'pin')!;
      expect((await arrived('alice@hotmail.example')).text).toContain(pin);
      const warning = await arrived('alice.smith@contoso.example');
      expect(warning.text).toContain('sent to another email address, which Megan Bowen named');
      expect(warning.text).not.toContain(pin);
    });

    test('an administrator sends conference info outside; helpdesk only to the own domains', async () => {
      await confirm('Megan', 'send conference info to alice at alice@hotmail.example');
      await arrived('alice@hotmail.example');
      const adele = desk.as('Adele');
      const refused = await adele.ask('send conference info to alice at alice@hotmail.example');
      expect(titleOf(refused)).toBe('Not to this address');
      expect(readCard(refused)).toContain('contoso.example');
      await confirm('Adele', 'send conference info to patti at reception@contoso.example');
      await arrived('reception@contoso.example');
      await setting({ mailDomains: ['hotmail.example'] });
      await confirm('Adele', 'send conference info to alice at alice@hotmail.example');
      await arrived('alice@hotmail.example', 2);
      await setting({ mailDomains: [] });
    });

    test('somebody who stopped being an administrator before the click sends nothing outside', async () => {
      const nestor = desk.as('Nestor');
      const offer = await nestor.ask('send conference info to alice at alice@hotmail.example');
      await desk.services.directory.save({ ...person('Nestor'), role: 'helpdesk' });
      expect(titleOf(await nestor.click(offer, 'Send'))).toBe('Not to this address');
      await desk.services.directory.save(person('Nestor'));
      await settled();
      expect(server.received).toEqual([]);
    });

    test.each([
      ['alice', 'Not an email address'],
      ['alice@', 'Not an email address'],
      ['alice@hotmail', 'Not an email address'],
      ['alice@hotmail.example\r\nBcc: eve@evil.example', 'One address only'],
      ['alice@hotmail.example, eve@evil.example', 'One address only'],
      ['alice@hotmail.example;eve@evil.example', 'One address only'],
      ['Alice <alice@hotmail.example>', 'Not an email address'],
      [`${'a'.repeat(65)}@hotmail.example`, 'Not an email address'],
    ])('"%s" is refused with a reason', async (address, title) => {
      expect(titleOf(await desk.as('Megan').ask(`send conference info to alice at ${address}`))).toBe(title);
    });

    test('choosing between people of one name loses neither the address nor the number nor the position', async () => {
      const megan = desk.as('Megan');
      for (const [text, kept] of [
        ['reset pin for isaiah, email to isaiah@hotmail.example', 'emailed to isaiah@hotmail.example'],
        ['send conference info to isaiah at isaiah@hotmail.example', 'isaiah@hotmail.example'],
        ['change number of isaiah to +1 555 010 0200', 'Then: +1 555 010 0200'],
        ['turn emails off for isaiah', 'They will be off'],
        ['make isaiah helpdesk', 'Then: Helpdesk'],
      ] as const) {
        const question = await megan.ask(text);
        expect(titleOf(question)).toBe('Who do you mean?');
        const [sent] = await megan.press(button(question, 'Isaiah Lang (isaiah.lang)'));
        expect(readCard(sent!.card)).toContain(kept);
      }
    });

    test.each([
      'send my conference info to megan@hotmail.example',
      'send conference info to me at megan@hotmail.example',
      'email conference info to me at megan@hotmail.example',
    ])('understands "%s"', async (text) =>
      expect(readCard(await desk.as('Megan').ask(text))).toContain('To: megan@hotmail.example'),
    );

    test('a user has no address to choose, and the own PIN goes by no email', async () => {
      expect(titleOf(await desk.as('Alice').ask('send conference info to alice at alice@hotmail.example'))).toBe(
        'Not permitted',
      );
      expect(titleOf(await desk.as('Megan').ask('reset pin for megan, email to megan@hotmail.example'))).toBe(
        'Your own PIN is not emailed',
      );
    });
  });

  describe('what became of them', () => {
    const status = async (name = 'Adele', of = 'alice') => readCard(await desk.as(name).ask(`email status for ${of}`));

    test('sent is said with its time, once it is', async () => {
      const { done } = await confirm('Adele', 'send conference info to alice');
      expect(readCard(done)).toContain('being emailed to alice.smith@contoso.example');
      await arrived('alice.smith@contoso.example');
      const adele = desk.as('Adele');
      const [looked] = await adele.press(button(done, 'Email status'));
      expect(readCard(looked!.card)).toMatch(/Conference info, .*\nTo alice\.smith@contoso\.example\nSent \d/);
      expect(readCard(await desk.as('Alice').ask('my emails'))).toContain('Sent');
    });

    test('nobody has had an email yet', async () => {
      expect(await status('Adele', 'zoë')).toContain('No email was sent');
      expect(titleOf(await desk.as('Alice').ask('email status for alex'))).toBe('Not permitted');
    });

    test('a mailbox that does not exist is said at once, and an administrator sends the email again to the right one', async () => {
      server.treat(() => ({ recipient: '550 5.1.1 no such user' }));
      await confirm('Adele', 'send conference info to alice');
      await settled();
      expect(await status()).toContain('Not delivered: mailbox unknown');
      expect(buttonsOf(await desk.as('Adele').ask('email status for alice')).map(({ verb }) => verb)).toEqual([
        'mail-status',
      ]);

      server.treat(() => ({}));
      await desk.services.directory.save({ ...person('Alice'), mail: 'a.smith@contoso.example' });
      const megan = desk.as('Megan');
      const list = await megan.ask('failed emails');
      expect(readCard(list)).toContain('Alice Smith (alice.smith@contoso.example): Conference info');
      const [sent] = await megan.press(button(list, '1. Send again: Alice Smith'));
      expect(readCard(sent!.card)).toContain('To: a.smith@contoso.example');
      await megan.click(sent!.card, 'Send again');
      await arrived('a.smith@contoso.example');
      expect(readCard(await megan.ask('failed emails'))).toContain('No failed emails in the last 180 days');
      expect(await megan.note(sent!.card, 'Send again')).toContain('already done at');
      await desk.services.directory.save(person('Alice'));
    });

    test('an email that is sent again has the conference ID of now, and one that something newer replaced is not sent at all', async () => {
      server.treat(() => ({ recipient: '450 4.2.1 later' }));
      await confirm('Adele', 'send conference info to alice');
      await confirm('Megan', 'reset conference id for alice');
      const { done } = await confirm('Megan', 'reset conference id for alice');
      await settled();
      server.treat(() => ({}));
      await mongoOf(desk.services)
        .db.collection('outbox')
        .updateMany({ state: 'queued' }, { $set: { dueAt: new Date(0) } });
      await until('the emails', () => server.to('alice.smith@contoso.example').length === 2);
      for (const { parsed } of server.to('alice.smith@contoso.example'))
        expect(parsed.text).toContain(textById(done, 'conferenceId'));
      expect(await status()).toContain('Not sent: something newer replaced it');
    });

    test('a PIN that waits does not leave any more once PINs are not emailed', async () => {
      server.treat(() => ({ recipient: '450 4.2.1 later' }));
      const { done } = await confirm('Megan', 'reset pin for alice');
      await settled();
      await confirm('Megan', 'pins by email off');
      server.treat(() => ({}));
      await mongoOf(desk.services)
        .db.collection('outbox')
        .updateMany({ state: 'queued' }, { $set: { dueAt: new Date(0) } });
      const mail = await arrived('alice.smith@contoso.example');
      expect(mail.text).toContain('Megan Bowen');
      expect(mail.text).not.toContain(textById(done, 'pin'));
      await desk.services.settings.save(sampleTenant, { pinsByMail: true });
    });

    test('what is wrong with the set-up is said to administrators only, who also see how many emails wait', async () => {
      server.treat(() => ({ sender: '550 5.7.60 not allowed' }));
      await confirm('Adele', 'send conference info to zoë');
      await settled();
      expect(await status('Adele', 'zoë')).toContain('it cannot be sent at the moment');
      expect(await status('Megan', 'zoë')).toContain('MAIL_FROM needs a look');
      expect(readCard(await desk.as('Megan').ask('failed emails'))).toMatch(
        /1 email waits: the mail server refuses our sender address/,
      );
      await mongoOf(desk.services).db.collection('outbox').deleteMany({ state: 'queued' });
    });

    test('an email with a PIN is never sent again: the PIN is gone, and the way is a new reset', async () => {
      server.treat(() => ({ recipient: '550 5.1.1 no such user' }));
      await confirm('Megan', 'reset pin for alice');
      await settled();
      const [row] = await mongoOf(desk.services)
        .db.collection('outbox')
        .find({ kind: 'pin-reset', state: 'dead' })
        .toArray();
      expect(row).not.toHaveProperty('pin');
      const megan = desk.as('Megan');
      const list = await megan.ask('failed emails');
      expect(buttonsOf(list).map(({ verb }) => verb)).toEqual(['reset-pin', 'failed-mails']);
      expect(titleOf(await megan.ask('resend email for alice'))).toBe('Only with a new PIN');
      expect(titleOf(await megan.ask('resend email for zoë'))).toBe('Nothing to send again');
    });

    test.each([
      ['552 5.2.2 quota', 'Not delivered: mailbox full'],
      ['554 5.7.1 policy', 'Not delivered: the mail server refused it'],
      ['451 4.7.1 greylisted', 'Queued: the mail server asked to wait. The next try is in a moment.'],
    ])('"%s" is said as "%s"', async (said, words) => {
      server.treat(() => ({ recipient: said }));
      await confirm('Adele', 'send conference info to alex');
      await settled();
      expect(await status('Adele', 'alex')).toContain(words);
    });

    test('only an administrator sees failed emails', async () => {
      expect(titleOf(await desk.as('Adele').ask('failed emails'))).toBe('Not permitted');
      expect(titleOf(await desk.as('Adele').ask('resend email for alice'))).toBe('Not permitted');
    });
  });
});
