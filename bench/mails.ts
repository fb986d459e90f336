import { fork } from 'node:child_process';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { createServices, internalsOf, type Services } from '../services';
import { createLetters } from '../services/mail/letter/letters';
import { serverOf, smtpRoute } from '../services/mail/route';
import { type OutboxDocument } from '../services/mail/outbox-document';
import { samplePeople, seedSamplePeople } from '../services/try-out/sample-people';
import { Secret } from '../services/base/secret';
import { memoryInUse } from './memory';

/**
 * How fast one replica empties a full outbox, measured against the bare server: nodemailer alone, with mails of the
 * same size over as many connections, without a database.
 * @param options.thinks how long the server takes for each mail, in milliseconds
 */
export async function benchMails(options: {
  uri: string;
  database: string;
  count: number;
  thinks: number;
  say: (line: string) => void;
}): Promise<void> {
  const { count, thinks, say } = options;
  const sink = fork(join(__dirname, 'mail-sink.ts'), [String(thinks)], { execArgv: ['--import', 'tsx'] });
  const port = await new Promise<number>((resolve) => sink.once('message', (message) => resolve(message as number)));
  const url = `smtp://127.0.0.1:${port}`;
  const services = await createServices({
    ...options,
    pinKeys: [{ id: 'bench', bytes: Buffer.alloc(32, 1) }],
    mail: smtpRoute(url, 'desk@contoso.example'),
  });
  try {
    await seedSamplePeople(services);
    say(
      `${count} mails with PINs, ${sample().html.length} characters of HTML each, to a server that takes ` +
        `${thinks} ms for one`,
    );
    const bare = await bareServer(url, count);
    say(`  nodemailer alone      ${perSecond(bare, count)}`);
    await fill(services, count);
    const memory = [memoryInUse()];
    const before = performance.now();
    for (let sent = 0; sent < count;) {
      sent += (await services.mailSending!.sendDue()).sent;
      memory.push(memoryInUse());
    }
    const desk = (performance.now() - before) / 1_000;
    say(`  one replica           ${perSecond(desk, count)}, ${(bare / desk).toFixed(2)} of the bare server's pace`);
    say(`  memory in use         ${memory.map((used) => `${used.toFixed(0)} MiB`).join(' -> ')}, 2,000 mails apart`);
    say(
      `  left in the outbox    ` +
        `${await internalsOf(services)
          .mongo.db.collection('outbox')
          .countDocuments({ state: { $ne: 'sent' } })}`,
    );
  } finally {
    services.mailSending!.close();
    await services.close();
    sink.disconnect();
  }
}

const perSecond = (seconds: number, count: number): string =>
  `${(count / seconds).toFixed(0).padStart(5)} mails a second`;

const sample = () =>
  createLetters().write({
    ...{
      kind: 'pin-reset',
      language: 'en',
      tenantName: 'Contoso',
      recipient: { name: 'Alice Smith' },
      actor: { name: 'Megan Bowen' },
      at: new Date(),
    },
    ...{ conferenceId: '1234567', tollNumber: '+15550100100', tollFreeNumber: '+18005550100', pin: '80412' },
  });

async function bareServer(url: string, count: number): Promise<number> {
  const transport = createTransport({ ...serverOf(url), pool: true, maxConnections: 5 });
  const letter = sample();
  let left = count;
  const before = performance.now();
  const hand = async () => {
    while (left > 0) {
      left -= 1;
      await transport.sendMail({ from: 'desk@contoso.example', to: 'alice@contoso.example', ...letter });
    }
  };
  await Promise.all(Array.from({ length: 5 }, hand));
  transport.close();
  return (performance.now() - before) / 1_000;
}

/** Fills the outbox with rows as PIN resets write them, without the resets. */
async function fill(services: Services, count: number): Promise<void> {
  const people = samplePeople.filter(({ kind, licensed, mail }) => kind === 'member' && licensed && mail);
  const actor = people[0]!;
  const outbox = internalsOf(services).mongo.db.collection<OutboxDocument>('outbox');
  const at = await internalsOf(services).mongo.now();
  for (let from = 0; from < count; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, count - from) }, (_, index) => {
      const target = people[1 + (index % (people.length - 1))]!;
      const info = { conferenceId: '1234567', tollNumber: '+15550100100', tollFreeNumber: '+18005550100' };
      const mail = { kind: 'queued', address: target.mail! } as const;
      return {
        ...services.outbox.compose({
          kind: 'pin-reset',
          actor,
          target,
          mail,
          info,
          pin: { secret: new Secret('80412'), version: 1 },
        })!,
        at,
        queuedAt: at,
        dueAt: at,
      };
    });
    await outbox.insertMany(rows, { ordered: false });
  }
}
