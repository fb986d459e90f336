import type { ConferencingDocument } from '../conferencing-records';
import type { Conversations, PrivateChat } from '../conversations';
import { type Directory, type Person, personKey } from '../directory';
import type { Passing } from '../fault-points';
import type { Mongo } from '../mongo';
import type { OutboxDocument } from '../outbox';
import type { Pins } from '../pins';
import type { Settings, SettingsService } from '../settings';
import type { Carrier, Delivery, Parcel } from './carrier';
import type { Letters } from './letter';
import { createMailQueue, type MailQueue, mailLease, type Outcome } from './queue';

interface Dependencies {
  mongo: Mongo;
  pins: Pins;
  directory: Directory;
  settings: SettingsService;
  conversations: Conversations;
  letters: Letters;
  carrier: Carrier;
  passing: Passing;
}

/** Mails that a replica takes at once. */
const batchSize = 50;

/** What one batch came to. */
export interface Batch {
  taken: number;
  sent: number;
  /** The mails that were not delivered, and why. */
  failed: { outcome: Exclude<Outcome, { kind: 'sent' }>; bug?: unknown }[];
  /** Whether the server takes none, so that there is no use in going on. */
  serverFault: boolean;
}

/** Sends what the outbox holds. */
export function createMailSending(dependencies: Dependencies) {
  const { mongo, pins, directory, settings, conversations, letters, carrier, passing } = dependencies;
  const queue = createMailQueue(mongo);
  const conferencing = mongo.db.collection<ConferencingDocument>('conferencing');

  return {
    /**
     * Sends the mails that are due, at most a batch of them. What is left when `goOn` says no, or when the server
     * fails, goes back to the queue untouched.
     */
    async sendBatch(goOn: () => boolean = () => true): Promise<Batch> {
      const { lease, mails } = await queue.take(batchSize);
      const batch: Batch = { taken: mails.length, sent: 0, failed: [], serverFault: false };
      if (mails.length === 0) return batch;
      passing('mailing');
      const heartbeat = setInterval(() => void queue.keep(lease).catch(() => undefined), mailLease / 3);
      const notes = createNotes(queue);
      try {
        const known = await lookUp(mails);
        const waiting = [...mails];
        let fault: Outcome | undefined;
        const hand = async () => {
          for (let mail = waiting.shift(); mail; mail = waiting.shift()) {
            if (fault || !goOn()) {
              const reason = fault && fault.kind !== 'sent' ? { reason: fault.reason, status: fault.status } : {};
              notes.add(mail, { kind: 'untried', ...reason });
              continue;
            }
            const { outcome, serverFault, bug } = await send(mail, known);
            if (serverFault) fault ??= outcome;
            if (outcome.kind === 'sent') batch.sent += 1;
            else batch.failed.push({ outcome, bug });
            notes.add(mail, outcome);
          }
        };
        await Promise.all(Array.from({ length: carrier.hands }, hand));
        batch.serverFault = fault !== undefined;
      } finally {
        clearInterval(heartbeat);
        await notes.flushed();
      }
      return batch;
    },
    close: () => carrier.close(),
  };

  async function send(mail: OutboxDocument, known: Known): Promise<Delivery & { bug?: unknown }> {
    let parcel;
    try {
      parcel = parcelOf(mail, known);
    } catch (bug) {
      // One mail that we cannot write shall not hold up those behind it.
      return { outcome: { kind: 'later', reason: 'unwritable' }, serverFault: false, bug };
    }
    if (!parcel) return { outcome: { kind: 'refused', reason: 'pin-unreadable' }, serverFault: false };
    const delivery = await carrier.carry(parcel);
    if (delivery.outcome.kind === 'sent') passing('mailed');
    return delivery;
  }

  /** Undefined when the mail's PIN cannot be opened: its key is gone from PIN_KEYS, or the row was tampered with. */
  function parcelOf(mail: OutboxDocument, { people, versions, chats, tenants }: Known): Parcel | undefined {
    const { _id, tenant, kind, to, by, facts, pinVersion, withheld, at, queuedAt } = mail;
    const key = personKey(tenant, mail.person);
    const person = people.get(key);
    const chat = chats.get(key);
    const tenantSettings = tenants.get(tenant)!;
    // A PIN that was replaced while its mail waited would only mislead.
    const replaced = pinVersion !== undefined && versions.get(key) !== pinVersion;
    const pin = mail.pin && !replaced ? pins.openForMail(mail.pin, _id) : undefined;
    if (mail.pin && !replaced && !pin) return undefined;
    const name = person?.name ?? '';
    const letter = letters.write({
      kind,
      language: person?.language ?? chat?.locale ?? tenantSettings.language,
      timeZone: chat?.timeZone,
      tenantName: tenantSettings.tenantName,
      recipient: { name },
      actor: by && { name: by.name },
      at,
      ...facts,
      pin: pin?.reveal(),
      pinWithheld: replaced && !withheld ? 'replaced' : withheld,
    });
    return { id: _id, to: { name, address: to }, date: queuedAt, ...letter };
  }

  /** What all mails of a batch need, in few round trips. */
  async function lookUp(mails: readonly OutboxDocument[]): Promise<Known> {
    const keys = mails.map(({ tenant, person }) => personKey(tenant, person));
    const records = await conferencing.find({ _id: { $in: keys }, enabled: true }).toArray();
    const tenants = new Map<string, Settings>();
    for (const { tenant } of mails) if (!tenants.has(tenant)) tenants.set(tenant, await settings.of(tenant));
    return {
      people: await directory.byKeys(keys),
      chats: await conversations.byKeys(keys),
      versions: new Map(records.map(({ _id, pin }) => [_id, pin.version])),
      tenants,
    };
  }
}

export type MailSending = ReturnType<typeof createMailSending>;

interface Known {
  people: Map<string, Person>;
  chats: Map<string, PrivateChat>;
  /** Which of their PINs is the current one, by person. */
  versions: Map<string, number>;
  tenants: Map<string, Settings>;
}

/** Notes outcomes one round trip at a time: at once for a single mail, together for those that ended meanwhile. */
function createNotes(queue: MailQueue) {
  let noted: { mail: OutboxDocument; outcome: Outcome }[] = [];
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (noted.length > 0) {
      const these = noted;
      noted = [];
      await queue.settle(these).catch((error: unknown) => {
        noted = [...these, ...noted];
        throw error;
      });
    }
  };
  return {
    add(mail: OutboxDocument, outcome: Outcome): void {
      noted.push({ mail, outcome });
      // A failure here is met again, and then reported, by the last attempt in `flushed`.
      writing ??= write().catch(() => undefined).finally(() => (writing = undefined));
    },
    /** Resolves when everything is noted. What cannot be noted is sent again when its lease ends. */
    async flushed(): Promise<void> {
      await writing;
      await write();
    },
  };
}
