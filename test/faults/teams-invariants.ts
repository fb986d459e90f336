import { mongoOf } from '../helpers/database';
import { type Services } from '../../services';
import { type AuditDocument } from '../../services/audit/trail';
import { type ConferencingRecord } from '../../services/conferencing/records';
import { type TenantCall } from '../../services/conferencing/tenant-calls';
import { type OutboxDocument } from '../../services/mail/outbox-document';
import { type Offer } from '../../services/offers/offers';
import { sampleTenant } from '../../services/try-out/sample-people';
import { assertAbsent, dumpOf } from '../helpers/canary';
import { type Seen } from './invariants';

/**
 * The invariants of the crash matrix (docs/threats.md, section 6), restated for changes by Teams: what was asked
 * has one outcome, nothing was asked twice, and nobody was shown what is not known to be done. No replica may run.
 */
export async function checkTeamsInvariants(services: Services, seen: Seen): Promise<void> {
  const all = <T extends object>(name: string) =>
    mongoOf(services).db.collection<T>(name).find().batchSize(500).toArray();
  const [records, calls, offers, trail, outbox] = await Promise.all([
    all<ConferencingRecord>('conferencing'),
    all<TenantCall>('tenantCalls'),
    all<Offer>('operations'),
    all<AuditDocument>('audit'),
    all<OutboxDocument>('outbox'),
  ]);
  const resets = trail.filter(({ action }) => action === 'reset-pin');
  const having = (outcome: AuditDocument['outcome']) => resets.filter((record) => record.outcome === outcome);

  // INV1: each PIN is in at most one answer, in part or whole.
  for (const pin of new Set(seen.drawn))
    expect(seen.answers.filter(({ body }) => body.includes(pin)).length).toBeLessThanOrEqual(1);

  // Every accepted offer asked once, every call has one outcome, and both are in the trail.
  const ended = ['done', 'refused', 'unknown'] as const;
  expect(calls.filter(({ state }) => state === 'asked')).toEqual([]);
  expect(calls.map(({ offer }) => offer).sort()).toEqual(
    offers.flatMap(({ _id, kind, state }) => (kind === 'reset-pin' && state === 'done' ? [_id] : [])).sort(),
  );
  for (const { _id, state } of calls) {
    // A press that was not passed on to Teams is a refusal of its own.
    const about = resets.filter(
      ({ operation, outcome, reason }) => operation === _id && (outcome !== 'refused' || reason === 'teams-refused'),
    );
    expect(about.filter(({ outcome }) => outcome === 'asked')).toHaveLength(1);
    expect(about.filter(({ outcome }) => ended.some((one) => one === outcome)).map(({ outcome }) => outcome)).toEqual([
      state,
    ]);
  }

  // Nothing was repeated by itself: Teams made at most one PIN for each call.
  expect(new Set(seen.drawn).size).toBeLessThanOrEqual(calls.length);

  // INV3: each version has one record, and no verifier is kept.
  for (const { person, pin } of records) {
    const versions = having('done').filter(({ target }) => target?.id === person);
    expect(versions.map(({ version }) => version!).sort((one, other) => one - other)).toEqual(
      Array.from({ length: pin.version }, (_, index) => index + 1),
    );
    expect(Object.keys(pin)).toEqual(['version']);
  }

  // What was shown was done. What is not known was shown to nobody, and owes no mail.
  const done = new Set(having('done').map(({ operation }) => operation));
  for (const { operation } of having('shown')) expect(done).toContain(operation);
  for (const { operation } of [
    ...having('unknown'),
    ...having('refused').filter(({ reason }) => reason === 'teams-refused'),
  ])
    expect(done).not.toContain(operation);
  const owed = having('done').filter(({ actor, target }) => actor.id !== target?.id);
  expect(outbox.map(({ operation }) => operation).sort()).toEqual(owed.map(({ operation }) => operation).sort());

  // INV5 and INV8: no PIN and no offer is in a place where it does not belong.
  const database = await dumpOf(mongoOf(services).db);
  assertAbsent(seen.drawn, { database, logs: seen.logs, outbound: JSON.stringify(seen.connector.calls) });
  assertAbsent(
    offers.map(({ _id }) => _id),
    { logs: seen.logs, trail: JSON.stringify(trail), outbox: JSON.stringify(outbox) },
  );

  // INV7: the trail is one unbroken chain.
  await services.auditChain.chainWaiting();
  expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ finding: undefined });
}
