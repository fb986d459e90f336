import type { Services } from '../services';
import { type ConferencingDocument } from '../services/conferencing-records';
import { type PersonDocument } from '../services/directory';
import { type OutboxDocument } from '../services/outbox';
import { type Role } from '../services/rights';

type Database = Pick<Services, 'mongo'>;

/** Up to two tenants that have people: enough to tell whether it is clear which one is meant. */
export async function tenantsIn({ mongo }: Database): Promise<string[]> {
  const people = mongo.db.collection<PersonDocument>('people');
  const first = await people.findOne({});
  const other = first && (await people.findOne({ tenant: { $ne: first.tenant } }));
  return [first, other].flatMap((one) => (one ? [one.tenant] : []));
}

/** A tenant's people by name, each with what they have; no PIN is among it. */
export async function peopleIn({ mongo }: Database, which: { tenant: string; role?: Role; most: number }) {
  const { tenant, role, most } = which;
  const people = await mongo.db.collection<PersonDocument>('people').find({ tenant, ...(role && { role }) }).sort({ name: 1, _id: 1 }).limit(most).toArray();
  const records = await mongo.db.collection<ConferencingDocument>('conferencing').find({ _id: { $in: people.map(({ _id }) => _id) }, enabled: true }, { projection: { pin: 0 } }).toArray();
  const byKey = new Map(records.map((record) => [record._id, record]));
  return people.map((person) => ({ person, conferenceId: byKey.get(person._id)?.conferenceId }));
}

/** A tenant's mails, the newest first. */
export const mailsIn = ({ mongo }: Database, which: { tenant: string; person?: string; failed: boolean; most: number }): Promise<OutboxDocument[]> =>
  mongo.db
    .collection<OutboxDocument>('outbox')
    .find({ tenant: which.tenant, ...(which.person !== undefined && { person: which.person }), ...(which.failed && { state: 'dead' as const }) }, { projection: { pin: 0 } })
    .sort({ at: -1 })
    .limit(which.most)
    .toArray();
