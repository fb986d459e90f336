import type { ClientSession } from 'mongodb';
import type { Mongo } from '../base/mongo';
import { pinLengths } from '../pins/pins';

/** What a tenant has set for its conferencing. */
export interface Settings {
  /** What the organization is called in mails; empty when it has set no name. */
  tenantName: string;
  /** The bridge that the tenant's people dial; conference IDs are unique on it. */
  bridge: string;
  /** E.164, with the plus. */
  tollNumber: string;
  tollFreeNumber?: string;
  /** Other toll numbers of the bridge, which can be a person's default. E.164. */
  serviceNumbers: string[];
  /** Other toll-free numbers of the bridge, likewise. E.164. */
  tollFreeNumbers: string[];
  /** Digits of a new PIN, 4 to 12; PINs that exist keep their length. */
  pinLength: number;
  /** Whether mails go out by themselves when something changes. */
  automaticMails: boolean;
  /** Whether a mail may carry a new PIN; otherwise it only says that there is one, and who made it. */
  pinsByMail: boolean;
  /**
   * Who is shown a PIN that an administrator resets: the administrator, as in Microsoft's product, or only the owner.
   */
  whoSeesPin: 'operator' | 'owner';
  /** Where a mail may be sent instead of the person's own mailbox, by role. */
  adminAddresses: AddressReach;
  helpdeskAddresses: AddressReach;
  /** The organization's own mail domains, besides those that its people sign in with. Lower case. */
  mailDomains: string[];
  /**
   * Where mails come from, instead of `MAIL_FROM`. Each may be empty. The address is at one of the organization's own
   * domains.
   */
  senderAddress: string;
  senderName: string;
  /** Whether people may reset their own conference ID; Microsoft leaves it to administrators. */
  selfServiceConferenceId: boolean;
  /** For a phone bridge: whether callers may start a meeting without a PIN. */
  callersMayStart: boolean;
  /** For a phone bridge: whether, and how, callers are announced, and whether they record their name. */
  announcements: boolean;
  announceWith: 'names' | 'tones';
  nameRecording: boolean;
  /** For a phone bridge: for whom phone numbers are masked. */
  maskNumbers: 'external' | 'all' | 'none';
  /** Whether a bulk change takes a second administrator, where there is one (threats E3). */
  bulkApproval: boolean;
  /**
   * How often PINs can be reset, and conference IDs, counted apart; 0 is no limit. By one person for others in an hour.
   */
  limitPerActor: number;
  /** Of one person by others in 24 hours. */
  limitPerTarget: number;
  /** Of all people by others in an hour. */
  limitPerTenant: number;
  /** One's own in 24 hours. */
  limitOwn: number;
  /** How long records stay in the trail: years, or for ever. */
  keepTrail: '1y' | '2y' | '3y' | '5y' | '7y' | '10y' | 'ever';
  /** The language of mails to people whose own language is not known: a BCP 47 tag. */
  language: string;
}

/** Any address, one at the organization's own domains, or none. */
export type AddressReach = 'any' | 'own-domains' | 'none';

type SettingsDocument = Partial<Settings> & { _id: string };

/** The settings of a tenant that has set nothing. */
export const defaults: Settings = {
  tenantName: '',
  bridge: 'main',
  tollNumber: '',
  serviceNumbers: [],
  tollFreeNumbers: [],
  pinLength: pinLengths.default,
  automaticMails: true,
  pinsByMail: true,
  whoSeesPin: 'operator',
  adminAddresses: 'any',
  helpdeskAddresses: 'own-domains',
  mailDomains: [],
  senderAddress: '',
  senderName: '',
  selfServiceConferenceId: false,
  callersMayStart: false,
  announcements: true,
  announceWith: 'names',
  nameRecording: true,
  maskNumbers: 'external',
  bulkApproval: true,
  limitPerActor: 20,
  limitPerTarget: 3,
  limitPerTenant: 200,
  limitOwn: 10,
  keepTrail: '7y',
  language: 'en',
};

/** For how many months records stay in the trail; undefined for ever. */
export const monthsKept = ({ keepTrail }: Pick<Settings, 'keepTrail'>): number | undefined =>
  keepTrail === 'ever' ? undefined : parseInt(keepTrail, 10) * 12;

/** The tenants' settings. What a tenant has not set is as Microsoft has it by default. */
export function createSettings(mongo: Mongo) {
  const settings = mongo.collection<SettingsDocument>('settings');
  return {
    async of(tenant: string, session?: ClientSession): Promise<Settings> {
      const { _id, ...own } = (await settings.findOne({ _id: tenant }, { session })) ?? { _id: tenant };
      return { ...defaults, ...own };
    },
    async save(tenant: string, changed: Partial<Settings>, session?: ClientSession): Promise<void> {
      await settings.updateOne({ _id: tenant }, { $set: changed }, { upsert: true, session });
    },
  };
}

export type SettingsService = ReturnType<typeof createSettings>;
