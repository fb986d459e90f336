import type { ClientSession } from 'mongodb';
import type { Mongo } from './mongo';
import { pinLengths } from './pins';

/** What a tenant has set for its conferencing. */
export interface Settings {
  tenantName: string;
  /** The bridge that the tenant's people dial; conference IDs are unique on it. */
  bridge: string;
  /** E.164, with the plus. */
  tollNumber: string;
  tollFreeNumber?: string;
  /** Digits of a new PIN, 4 to 12; PINs that exist keep their length. */
  pinLength: number;
  /** Whether mails go out by themselves when something changes. */
  automaticMails: boolean;
}

type SettingsDocument = Partial<Settings> & { _id: string };

const usual: Settings = {
  tenantName: 'your organization',
  bridge: 'main',
  tollNumber: '',
  pinLength: pinLengths.usual,
  automaticMails: true,
};

/** The tenants' settings; what a tenant has not set has Microsoft's default. */
export function createSettings(mongo: Mongo) {
  const settings = mongo.db.collection<SettingsDocument>('settings');
  return {
    async of(tenant: string, session?: ClientSession): Promise<Settings> {
      const { _id, ...own } = (await settings.findOne({ _id: tenant }, { session })) ?? { _id: tenant };
      return { ...usual, ...own };
    },
    async save(tenant: string, changed: Partial<Settings>, session?: ClientSession): Promise<void> {
      await settings.updateOne({ _id: tenant }, { $set: changed }, { upsert: true, session });
    },
  };
}

export type SettingsService = ReturnType<typeof createSettings>;
