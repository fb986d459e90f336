import { mongoOf } from '../helpers/database';
import { type Services } from '../../services';
import { type AuditDocument } from '../../services/audit/trail';
import { type ConferenceIdDocument } from '../../services/conferencing/conference-ids';
import { type ConferencingDocument } from '../../services/conferencing/records';
import { type Offer } from '../../services/offers/offers';
import { type OutboxDocument } from '../../services/mail/outbox-document';
import { assertAbsent, dumpOf, secretsIn } from '../helpers/canary';
import { type Connector } from '../helpers/connector';
import { sampleTenant } from '../../services/try-out/sample-people';
import { type Answer } from './teams';

/** What a fault test saw from outside. */
export interface Seen {
  answers: readonly Answer[];
  connector: Pick<Connector, 'calls'>;
  /** The logs of all replicas, dead or alive. */
  logs: string;
  /** Every PIN that any of them drew. */
  drawn: readonly string[];
}

/** The actions that give somebody another PIN, or take one away. */
const versioning = ['reset-pin', 'pick-up-pin', 'not-me', 'enable', 'disable'];

/** Checks the invariants of the crash matrix (docs/threats.md, section 6) on what is there after recovery. No
 * replica may run: it would chain the trail at the same moment. */
export async function checkInvariants(services: Services, seen: Seen): Promise<void> {
  const all = <T extends object>(name: string) =>
    mongoOf(services).db.collection<T>(name).find().batchSize(500).toArray();
  const [records, ids, offers, trail, outbox] = await Promise.all([
    all<ConferencingDocument>('conferencing'),
    all<ConferenceIdDocument>('conferenceIds'),
    all<Offer>('operations'),
    all<AuditDocument>('audit'),
    all<OutboxDocument>('outbox'),
  ]);

  // INV1: each PIN is in at most one answer, in part or whole.
  const answered = seen.answers.map(({ body }) => [...secretsIn(body, seen.drawn)]).filter((pins) => pins.length > 0);
  expect(answered.flat()).toHaveLength(new Set(answered.flat()).size);

  // INV3: each version after the first has exactly one record in the trail, and no record has a version of its own.
  const done = trail.filter(({ outcome }) => outcome === 'done');
  for (const { person, pin } of records) {
    const versions = done
      .filter((row) => versioning.includes(row.action) && row.version !== undefined && row.target?.id === person)
      .map(({ version }) => version);
    expect(versions.sort((a, b) => a! - b!)).toEqual(Array.from({ length: pin.version - 1 }, (_, index) => index + 2));
  }
  const changes = ['reset-pin', 'reset-conference-id', 'send-conference-info', 'bulk'];
  expect(offers.filter(({ state }) => state === 'done')).toHaveLength(
    done.filter(({ action }) => changes.includes(action)).length,
  );

  // Every change that perhaps nobody saw was done.
  for (const { operation: offer, action } of trail.filter(({ outcome }) => outcome === 'unconfirmed')) {
    expect(done).toContainEqual(expect.objectContaining({ operation: offer, action }));
  }

  // Every change that was shown was done, was shown once, and was in an answer.
  const shown = trail.filter(({ outcome }) => outcome === 'shown');
  for (const { operation: offer, action } of shown)
    expect(done).toContainEqual(expect.objectContaining({ operation: offer, action }));
  expect(new Set(shown.map(({ operation: offer }) => offer)).size).toBe(shown.length);
  expect(
    trail.filter(
      ({ outcome, operation: offer }) => outcome === 'unconfirmed' && shown.some((one) => one.operation === offer),
    ),
  ).toEqual([]);
  expect(shown.length).toBeLessThanOrEqual(answered.length);

  // INV5 and INV8: no PIN and no offer is in a place where it does not belong.
  const database = await dumpOf(mongoOf(services).db);
  assertAbsent(seen.drawn, { database, logs: seen.logs, outbound: JSON.stringify(seen.connector.calls) });
  assertAbsent(
    offers.map(({ _id }) => _id),
    { logs: seen.logs, trail: JSON.stringify(trail), outbox: JSON.stringify(outbox) },
  );

  // INV6: the index keeps numbers unique. Checked here: each person's number is active and theirs, and nobody has two.
  const active = ids.filter(({ state }) => state === 'active');
  expect(active.map(({ person }) => person).sort()).toEqual(records.map(({ person }) => person).sort());
  for (const { bridge, conferenceId, person } of records)
    expect(active.find(({ number }) => number === conferenceId)).toMatchObject({ bridge, person });
  expect(new Set(ids.map(({ _id }) => _id)).size).toBe(ids.length);

  // Each change that owes a mail has one of its own, with the same time (INV4, except that it is sent).
  const owed = done.filter(
    ({ action, actor, target }) =>
      action === 'send-conference-info' ||
      action === 'reset-conference-id' ||
      (action === 'reset-pin' && actor.id !== target?.id),
  );
  const mailsOf = (rows: { person?: string; at: Date }[]) =>
    rows.map(({ person, at }) => `${person} ${at.toISOString()}`).sort();
  expect(mailsOf(outbox)).toEqual(mailsOf(owed.map(({ target, at }) => ({ person: target?.id, at }))));

  // INV7: the trail is one unbroken chain.
  await services.auditChain.chainWaiting();
  expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ finding: undefined });
}
