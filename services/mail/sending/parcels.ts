import { type ConferencingRecord, type ConferencingRecords, infoOf } from '../../conferencing/records';
import type { Chats, PrivateChat } from '../../people/chats';
import { type Directory } from '../../people/directory';
import { type Person, personKey } from '../../people/person';
import { carriesPin, type OutboxDocument } from '../outbox-document';
import type { Pins } from '../../pins/pins';
import type { Settings, SettingsService } from '../../settings/settings';
import type { Parcel } from './carrier';
import { type Withheld, withheldBy } from '../mail-outcome';
import { toAdmins } from '../letter/kinds';
import type { Letters } from '../letter/letters';
import { senderOf } from '../../people/mail-senders';

export interface ParcelDependencies {
  records: ConferencingRecords;
  pins: Pins;
  directory: Directory;
  settings: SettingsService;
  chats: Chats;
  letters: Letters;
}

/** What is needed to write the mails of a batch. */
export interface Known {
  people: Map<string, Person>;
  chats: Map<string, PrivateChat>;
  /** Only of people who are enabled. */
  records: Map<string, ConferencingRecord>;
  tenants: Map<string, Settings>;
}

/** Makes parcels from rows of the outbox, with the current person, language, facts and settings. */
export function createParcels({ records: held, pins, directory, settings, chats, letters }: ParcelDependencies) {
  return { lookUp, parcelOf };

  /**
   * What is sent for a row. `outdated`: what the mail would say is no longer true, so it would only mislead.
   * `unreadable`: its PIN cannot be opened, because its key is gone from PIN_KEYS or the row was tampered with.
   */
  function parcelOf(
    mail: OutboxDocument,
    { people, records, chats, tenants }: Known,
  ): Parcel | 'outdated' | 'unreadable' {
    const { _id, tenant, kind, to, by, at, queuedAt } = mail;
    const key = personKey(tenant, mail.person);
    const person = people.get(key);
    const chat = chats.get(key);
    const tenantSettings = tenants.get(tenant)!;
    const record = records.get(key);
    if (!person || isOutdated(mail, record, tenantSettings)) return 'outdated';

    const withheld = carriesPin(mail) ? whyNow(mail, { person, record, settings: tenantSettings }) : mail.withheld;
    const pin = mail.pin && !withheld ? pins.openForMail(mail.pin, _id) : undefined;
    if (mail.pin && !withheld && !pin) return 'unreadable';
    const { conferenceId, tollNumber, tollFreeNumber } = record
      ? infoOf(record, tenantSettings)
      : { conferenceId: undefined, tollNumber: undefined, tollFreeNumber: undefined };
    const letter = letters.write({
      kind,
      language: person.language ?? chat?.locale ?? tenantSettings.language,
      timeZone: chat?.timeZone,
      tenantName: tenantSettings.tenantName,
      recipient: { name: person.name },
      actor: by && { name: by.name },
      at,
      ...{ conferenceId, tollNumber: tollNumber === '' ? undefined : tollNumber, tollFreeNumber },
      pin: pin?.reveal(),
      pinWithheld: withheld,
    });
    return {
      id: _id,
      from: mail.from ?? senderOf(tenantSettings),
      to: { name: person.name, address: to },
      date: queuedAt,
      ...letter,
    };
  }

  /**
   * Why a PIN that was meant to be mailed is not in the mail after all: the current settings decide, not those from
   * back then.
   */
  function whyNow(
    { pinVersion }: OutboxDocument,
    now: { person: Person; record?: ConferencingRecord; settings: Settings },
  ): Withheld | 'replaced' | undefined {
    const { person, record, settings: tenantSettings } = now;
    if (record?.pin.version !== pinVersion) return 'replaced';
    return withheldBy(tenantSettings, person);
  }

  /** What all mails of a batch need, in few round trips. */
  async function lookUp(mails: readonly OutboxDocument[]): Promise<Known> {
    const keys = mails.map(({ tenant, person }) => personKey(tenant, person));
    const tenants = new Map<string, Settings>();
    for (const { tenant } of mails) if (!tenants.has(tenant)) tenants.set(tenant, await settings.of(tenant));
    return {
      people: await directory.byKeys(keys),
      chats: await chats.byKeys(keys),
      records: await held.byKeys(keys, { enabled: true }),
      tenants,
    };
  }
}

/**
 * Whether something newer has made a mail untrue: it names a conference ID or a number that has changed since, or it
 * says that conferencing is on (or off) when it no longer is. A newer mail says so, or nothing needs to be said.
 */
function isOutdated(
  { kind, facts }: OutboxDocument,
  record: ConferencingRecord | undefined,
  settings: Settings,
): boolean {
  if (toAdmins.includes(kind)) return false;
  if (kind === 'disabled') return record !== undefined;
  if (record === undefined) return true;
  const { conferenceId, tollNumber, tollFreeNumber } = infoOf(record, settings);
  if (kind === 'conference-id-reset') return facts.conferenceId !== conferenceId;
  if (kind !== 'number-changed') return false;
  return (facts.tollNumber ?? '') !== tollNumber || (facts.tollFreeNumber ?? '') !== (tollFreeNumber ?? '');
}
