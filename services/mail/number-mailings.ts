import type { AfterRestore, EndedByRestore } from '../base/after-restore';
import type { MomentOfChange } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import { batchBudget } from '../base/mongo';
import { infoOf } from '../conferencing/records';
import type { NumberUse } from '../conferencing/number-use';
import type { Directory } from '../people/directory';
import { isEligible } from '../people/eligibility';
import type { Forgetting } from '../people/forgetting';
import { personKey } from '../people/person';
import type { NumberField } from '../settings/bridge-numbers';
import type { SettingsService } from '../settings/settings';
import { automaticMailOutcome } from './mail-outcome';
import type { Outbox } from './outbox';

/** People whose default number has changed, and who have not all been told. One for a tenant. */
interface NumberMailing {
  /** The tenant. */
  _id: string;
  /** Another one for each change, so that a batch of an earlier one is not counted. */
  change: string;
  /** The object id of whoever changed it. */
  by: string;
  fields: NumberField[];
  at: Date;
  /** The key of the last person who was dealt with; empty before the first. */
  next: string;
}

/** So many people are dealt with in one transaction. */
const batchSize = 200;

/** Tells the people who follow a default number that it has changed. */
export function createNumberMailings(dependencies: {
  mongo: Mongo;
  numberUse: NumberUse;
  directory: Directory;
  settings: SettingsService;
  outbox: Outbox;
}) {
  const { mongo, numberUse, directory, settings, outbox } = dependencies;
  const mailings = mongo.collection<NumberMailing>('numberMailings');

  return {
    /** Ends what is under way: the rest may have been told since the backup. */
    async afterRestore(_about: AfterRestore): Promise<EndedByRestore> {
      return { numberMailings: (await mailings.deleteMany({})).deletedCount };
    },

    /**
     * Owes a mail to everybody who follows these numbers, as part of the change. If people are still being told of an
     * earlier change, they are told of this one alone, from the first.
     */
    async owe(
      about: { tenant: string; by: string; fields: readonly NumberField[] },
      { at, session, id }: MomentOfChange,
    ): Promise<void> {
      const { tenant, by, fields } = about;
      await mailings.updateOne(
        { _id: tenant },
        { $set: { change: id('number-mailing'), by, at, next: '' }, $addToSet: { fields: { $each: [...fields] } } },
        { upsert: true, session },
      );
    },

    /**
     * Puts the mails that are owed into the queue, batch by batch. A batch and how far it came are written together, so
     * a process that dies loses no mail and writes none twice; another one goes on.
     * @param mayGoOn asked before each batch
     * @returns how many mails were put into the queue, and whether all were
     */
    async write(mayGoOn: () => boolean = () => true): Promise<{ count: number; done: boolean }> {
      let count = 0;
      for (const { _id } of await mailings.find().toArray()) {
        for (;;) {
          if (!mayGoOn()) return { count, done: false };
          const written = await writeBatch(_id);
          if (written === undefined) break;
          count += written;
        }
      }
      return { count, done: true };
    },

    /** The mails that are still to be written no longer name a forgotten person. */
    async forget({ tenant, id, pseudonym, session }: Forgetting): Promise<void> {
      await mailings.updateOne({ _id: tenant, by: id }, { $set: { by: pseudonym } }, { session });
    },
  };

  /** @returns how many mails the batch had, or undefined when nobody is left */
  async function writeBatch(tenant: string): Promise<number | undefined> {
    const mailing = await mailings.findOne({ _id: tenant });
    if (!mailing) return undefined;
    const { change, next } = mailing;
    const records = await numberUse.enabledAfter(tenant, next, batchSize);
    const last = records.at(-1);
    if (!last) {
      await mailings.deleteOne({ _id: tenant, change });
      return undefined;
    }
    const letters = await lettersTo(records, mailing);
    const queuedAt = await mongo.now();
    return mongo.transact(
      async (session) => {
        const moved = await mailings.updateOne(
          { _id: tenant, change, next },
          { $set: { next: last._id } },
          { session },
        );
        // Another replica has written this batch, or the number has changed again.
        if (moved.matchedCount === 0) return 0;
        await outbox.addAll(letters, { at: mailing.at, queuedAt }, session);
        return letters.length;
      },
      { budget: batchBudget },
    );
  }

  /** The mails to those of a batch who follow what has changed, as the switches for mails have it. */
  async function lettersTo(
    records: Awaited<ReturnType<NumberUse['enabledAfter']>>,
    { _id: tenant, by, fields }: NumberMailing,
  ) {
    const [people, actor, tenantSettings] = await Promise.all([
      directory.byKeys(records.map(({ _id }) => _id)),
      directory.byId(tenant, by),
      settings.of(tenant),
    ]);
    return records.flatMap((record) => {
      const target = people.get(personKey(tenant, record.person));
      const info = infoOf(record, tenantSettings);
      if (!target || !isEligible(target) || !fields.some((field) => info.follows.includes(field))) return [];
      const own = target.id === by;
      const about = { settings: tenantSettings, personMails: record.mails, own };
      const mail = automaticMailOutcome('number-changed', target, about);
      // The person who changed it may have been forgotten since. Then the mail names nobody.
      return outbox.compose({ kind: 'number-changed', actor: actor ?? target, target, mail, info }) ?? [];
    });
  }
}

export type NumberMailings = ReturnType<typeof createNumberMailings>;
