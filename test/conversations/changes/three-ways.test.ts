import { mongoOf } from '../../helpers/database';
import { type Card } from '../../../cards/card';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { Secret } from '../../../services/base/secret';
import { type CommandLine, json, openCommandLine } from '../../helpers/command-line';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { type MailServer, startMailServer } from '../../helpers/mail-server';
import { button, buttonsOf, readCard, textById } from '../../helpers/read-card';
import { person } from '../../helpers/services';
import { until } from '../../helpers/until';

/**
 * The three ways to reset a PIN that the product began with, in one session on one database: the user, the
 * administrator, and the cmdlet. Each sentence that describes them is next to the check that it holds.
 */

const alice = person('Alice');
const elsewhere = 'alice@hotmail.example';

let server: MailServer;
let desk: OpenDesk;
let line: CommandLine;
beforeEach(async () => {
  server = await startMailServer();
  desk = await openDesk({
    mail: { smtp: server.url, from: { name: 'Contoso Conferencing', address: 'conferencing@contoso.example' } },
  });
  // "PINs can range from 4 to 12 digits": eight here, so that no other number of the mails is mistaken for one.
  await desk.services.settings.save(sampleTenant, { pinLength: 8 });
  line = await openCommandLine({ beside: { services: desk.services, server } });
});
afterEach(async () => {
  await line.close();
  await desk.close();
  await server.close();
});

/** Every mail is sent. */
const settled = () =>
  until(
    'an empty queue',
    async () => (await mongoOf(desk.services).db.collection('outbox').countDocuments({ state: 'queued' })) === 0,
  );
const trail = async () =>
  (await desk.services.audit.latest(sampleTenant, 100))
    .filter(({ outcome, action }) => outcome === 'done' && /^(reset|send)/.test(action))
    .reverse();
const works = (pin: string) => desk.services.conferencing.verifyPin(alice, new Secret(pin));
async function confirm(name: string, text: string): Promise<Card> {
  const offer = await desk.as(name).ask(text);
  return desk.as(name).click(offer, buttonsOf(offer).find(({ verb }) => verb === 'confirm')!.title);
}
/** The words of a mail, without the parts that differ from one reset to the next. */
const shape = (text: string): string =>
  text
    .replaceAll(/\b\d{8}\b/g, '<pin>')
    .replaceAll(/\b\d{3} \d{4}\b|\b\d{7}\b/g, '<id>')
    .replaceAll(/\d{1,2} \w+ 20\d\d.*$/gm, '<time>');

test('a PIN is reset in three ways: what is seen, what is emailed, what the trail says', async () => {
  // Option 1. "Your screen will display the newly generated PIN. A PIN reset email won't be sent to the user if using
  // this method."
  const own = await confirm('Alice', 'reset my pin');
  const first = textById(own, 'pin')!;
  expect(first).toMatch(/^\d{8}$/);
  expect(readCard(own)).not.toContain('mailed');
  await settled();
  expect(server.received).toEqual([]);
  expect(await works(first)).toBe(true);

  // Option 2. "Search for the affected user … Confirm the action … A new PIN will be generated and promptly displayed
  // on your screen."
  const byAdmin = await confirm('Megan', 'reset pin for alice');
  const second = textById(byAdmin, 'pin')!;
  expect(second).toMatch(/^\d{8}$/);
  await settled();
  // "Additionally, an email containing the updated PIN will be sent to the user", to the primary SMTP address.
  expect(server.received.map(({ to }) => to)).toEqual([alice.mail]);
  const mailed = server.received[0]!.parsed;
  expect(mailed.text).toContain(second);
  // "Administrators can view the PIN only once … Following an administrator-initiated reset, the PIN will be displayed
  // as *****."
  expect(readCard(await desk.as('Megan').ask('show alice'))).toContain('*****');
  expect([await works(first), await works(second)]).toEqual([false, true]);

  // Option 3. "-ResetLeaderPIN -SendEmail -SendEmailToAddress … The new PIN will be visible on the screen, and a
  // confirmation email will be dispatched."
  const cmdlet = await line.here(
    ['user', 'set', alice.upn, '--reset-leader-pin', '--send-email', '--send-email-to-address', elsewhere],
    { terminal: true },
  );
  expect(cmdlet.code).toBe(0);
  const third = /^PIN +(\d{8})$/m.exec(cmdlet.output)![1]!;
  await settled();
  expect(server.to(elsewhere)).toHaveLength(1);
  expect(server.to(elsewhere)[0]!.parsed.text).toContain(third);
  // The owner learns that a PIN went elsewhere, but not the PIN itself.
  expect(server.to(alice.mail!)).toHaveLength(2);
  expect(server.to(alice.mail!)[1]!.parsed.text).not.toContain(third);
  expect((await line.here(['user', 'get', alice.upn], { terminal: true })).output).toMatch(/^PIN +\*{5}$/m);
  expect([await works(second), await works(third)]).toEqual([false, true]);

  // The two mails with a PIN are the same letter.
  const other = server.to(elsewhere)[0]!.parsed;
  expect([other.subject, shape(other.text!)]).toEqual([mailed.subject, shape(mailed.text!)]);

  // Each has one line in the trail. The lines differ only in who did it, and from where.
  const [one, two, three] = (await trail()).filter(({ action }) => action === 'reset-pin');
  const megan = person('Megan').id;
  expect([one, two, three].map((record) => [record!.actor.id, record!.target!.id, record!.from])).toEqual([
    [alice.id, alice.id, 'personal'],
    [megan, alice.id, 'personal'],
    [megan, alice.id, 'commandLine'],
  ]);
  expect([one, two, three].map((record) => record!.version)).toEqual([2, 3, 4]);
  // Whether it is chained already depends on the moment.
  const fields = (record: object) => Object.keys(record).filter((name) => !['seq', 'previous', 'link'].includes(name));
  expect(fields(two!).sort()).toEqual(fields(three!).sort());
  for (const pin of [first, second, third]) expect(JSON.stringify(await trail())).not.toContain(pin);
});

test('"if automatic email sending is disabled, a PIN reset email won’t be sent": in the chat and on the command line', async () => {
  await line.here(['tenant', 'set', 'automaticMails', 'false']);
  expect(readCard(await confirm('Megan', 'reset pin for alice'))).toMatch(/No email is sent|automatic emails are off/i);
  const cmdlet = await line.here(['user', 'set', alice.upn, '--reset-leader-pin', '--show-pin']);
  expect(json<{ noMails: string[] }>(cmdlet).noMails).toEqual(['No email: automatic emails are off for everybody']);
  await settled();
  expect(server.received).toEqual([]);
});

test('"changing the PIN length setting only applies to newly generated PINs"', async () => {
  const before = textById(await confirm('Alice', 'reset my pin'), 'pin')!;
  await line.here(['tenant', 'set', 'pinLength', '5']);
  expect(await works(before)).toBe(true);
  expect(
    json<{ pin: string }>(await line.here(['user', 'set', alice.upn, '--reset-leader-pin', '--show-pin'])).pin,
  ).toMatch(/^\d{5}$/);
  expect((await line.here(['tenant', 'set', 'pinLength', '13'])).code).toBe(5);
});

test('a conference ID is reset in both ways: the old one is useless, and the email has the new one and what to do with meetings', async () => {
  const idOf = async () =>
    (await mongoOf(desk.services)
      .db.collection<{ conferenceId: string }>('conferencing')
      .findOne({ person: alice.id }))!.conferenceId;
  const old = await idOf();
  const shown = await confirm('Megan', 'reset conference id for alice');
  const [afterChat] = [await idOf()];
  // "A conference ID will contain 7 digits." "After it has been reset, you can see the new conference ID."
  expect(afterChat).toMatch(/^\d{7}$/);
  expect(textById(shown, 'conferenceId')!.replaceAll(/\D/g, '')).toBe(afterChat);
  const { conferenceId } = json<{ conferenceId: string }>(
    await line.here(['user', 'set', alice.upn, '--reset-conference-id']),
  );
  expect(conferenceId).toBe(await idOf());
  expect(new Set([old, afterChat, conferenceId]).size).toBe(3);
  await settled();
  // "The email contains the new conference ID, default dial-in phone number(s) and instructions for updating existing
  // meetings."
  const mails = server.to(alice.mail!).map(({ parsed }) => parsed.text!);
  expect(mails).toHaveLength(2);
  for (const [index, id] of [afterChat, conferenceId].entries()) {
    expect(mails[index]!.replaceAll(/\D/g, '')).toContain(id);
    expect(mails[index]).toContain('+1 555 010 0100');
    expect(mails[index]).toMatch(/meeting/i);
  }
  expect(shape(mails[1]!)).toBe(shape(mails[0]!));
  // "After a new conference ID is created, the old conference ID can't be used by callers."
  const states = await mongoOf(desk.services)
    .db.collection<{ number: string; state: string }>('conferenceIds')
    .find({ number: { $in: [old, afterChat, conferenceId] } })
    .toArray();
  expect(Object.fromEntries(states.map(({ number, state }) => [number, state]))).toEqual({
    [old]: 'retired',
    [afterChat]: 'retired',
    [conferenceId]: 'active',
  });
});

test('"Send conference info in email … doesn’t send the PIN": the same email from both', async () => {
  const pin = textById(await confirm('Alice', 'reset my pin'), 'pin')!;
  const offer = await desk.as('Adele').ask('send conference info to alice');
  await desk.as('Adele').click(offer, button(offer, buttonsOf(offer)[0]!.title).title);
  await settled();
  await line.here(['user', 'set', alice.upn, '--send-email'], { DESK_ACT_AS: person('Adele').upn });
  await settled();
  const [one, two] = server.received.map(({ parsed }) => parsed);
  expect(server.received).toHaveLength(2);
  expect([two!.subject, shape(two!.text!)]).toEqual([one!.subject, shape(one!.text!)]);
  for (const { raw } of server.received) expect(raw).not.toContain(pin);
});
