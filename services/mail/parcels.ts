import type { ConferencingDocument } from '../conferencing-records';
import type { Conversations, PrivateChat } from '../conversations';
import { type Directory, type Person, personKey } from '../directory';
import type { Mongo } from '../mongo';
import type { OutboxDocument } from '../outbox';
import type { Pins } from '../pins';
import type { Settings, SettingsService } from '../settings';
import type { Parcel } from './carrier';
import type { Letters } from './letter';

export interface ParcelDependencies {
  mongo: Mongo;
  pins: Pins;
  directory: Directory;
  settings: SettingsService;
  conversations: Conversations;
  letters: Letters;
}

/** What mails need that were taken together. */
export interface Known {
  people: Map<string, Person>;
  chats: Map<string, PrivateChat>;
  /** Which of their PINs is the current one, by person. */
  versions: Map<string, number>;
  tenants: Map<string, Settings>;
}

/** Makes parcels of rows of the outbox: with the person, the language and the settings of now. */
export function createParcels({ mongo, pins, directory, settings, conversations, letters }: ParcelDependencies) {
  const conferencing = mongo.db.collection<ConferencingDocument>('conferencing');
  return { lookUp, parcelOf };

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
