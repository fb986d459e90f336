import { createHash } from 'node:crypto';
import { startAgain } from '../base/start-again';
import type { Change } from './change';
import type { ConferenceIds } from '../conferencing/conference-ids';
import type { ConferencingDocument } from '../conferencing/records';
import { contactOf, type Person, personKey } from '../people/person';
import type { Mongo } from '../base/mongo';
import type { Click } from '../offers/offers';
import type { OutboxDocument } from '../mail/outbox';
import { Problem } from '../base/problem';

/** Somebody who was forgotten on request. */
interface FormerDocument {
  /** The key of the person. */
  _id: string;
  at: Date;
}

/**
 * What a former person is called where a name stood: always the same, so that what one person did can still be
 * told from what another did.
 */
export const pseudonymOf = (key: string): string =>
  `Former person ${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;

/**
 * Takes a person who has left out of everything that has a name or an address. The trail never had one: its records
 * hold object ids, so they stay as they are and their chain stays whole.
 */
export function createForgetting({
  mongo,
  change,
  conferenceIds,
}: {
  mongo: Mongo;
  change: Change;
  conferenceIds: ConferenceIds;
}) {
  const { db } = mongo;
  const former = db.collection<FormerDocument>('formerPeople');
  const conferencing = db.collection<ConferencingDocument>('conferencing');

  return {
    /**
     * Checks that somebody can be forgotten: not oneself, and only an account that cannot sign in any more.
     * @throws Problem `forget-self` or `forget-active`
     */
    assertForgettable,

    /**
     * Accepts the offer to forget somebody: the conference ID is retired, and PIN, directory entry, chat and mails
     * are deleted.
     * @throws Problem as `assertForgettable`, or when the offer is not open any more
     */
    forget: (click: Click): Promise<{ pseudonym: string }> =>
      startAgain(async () => {
        const { target } = await change.look(click, 'forget');
        const key = personKey(target.tenant, target.id);
        const about = { tenant: target.tenant, person: target.id };
        const pseudonym = pseudonymOf(key);
        return change.commit(click, 'forget', async (parties, { at, session }) => {
          assertForgettable(parties.target, parties);
          const record = await conferencing.findOne({ _id: key }, { session });
          if (record?.enabled) await conferenceIds.retire(record.bridge, record.conferenceId, at, session);
          await conferencing.deleteOne({ _id: key }, { session });
          await db.collection<{ _id: string }>('people').deleteOne({ _id: key }, { session });
          await db.collection<{ _id: string }>('conversations').deleteOne({ _id: key }, { session });
          const outbox = db.collection<OutboxDocument>('outbox');
          await outbox.deleteMany(about, { session });
          await outbox.updateMany(
            { 'tenant': target.tenant, 'by.id': target.id },
            { $set: { 'by.name': pseudonym } },
            { session },
          );
          const notices = db.collection('notices');
          await notices.deleteMany(about, { session });
          for (const who of ['by', 'person']) {
            const anonymous = { [`facts.${who}.name`]: pseudonym, [`facts.${who}.upn`]: 'forgotten' };
            await notices.updateMany(
              { tenant: target.tenant, [`facts.${who}.id`]: target.id },
              { $set: anonymous },
              { session },
            );
          }
          // What they or others wrote about them.
          const concerned = { tenant: target.tenant, $or: [{ asker: target.id }, { target: target.id }] };
          await db.collection('requests').updateMany(concerned, { $unset: { reason: true } }, { session });
          await db
            .collection('bulkRows')
            .updateMany(
              { person: target.id },
              { $set: { name: pseudonym, text: pseudonym }, $unset: { upn: true } },
              { session },
            );
          await former.updateOne({ _id: key }, { $set: { at } }, { upsert: true, session });
          return { result: { pseudonym } };
        });
      }),

    /** Those of these people (by `personKey`) who were forgotten. */
    async among(keys: readonly string[]): Promise<Set<string>> {
      const found = await former.find({ _id: { $in: [...keys] } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    },
  };
}

function assertForgettable(target: Person, { own }: { own: boolean }): void {
  if (own) throw new Problem('forget-self', {});
  if (target.accountEnabled && target.kind === 'member')
    throw new Problem('forget-active', { person: contactOf(target) });
}
