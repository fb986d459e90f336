import { randomBytes } from 'node:crypto';
import type { Audit, AuditRecord } from '../audit/trail';
import type { FaultPoints } from '../base/fault-points';
import { drawIds, inMoment, type MomentOfChange } from '../base/moment-of-change';
import type { Mongo } from '../base/mongo';
import { operationHash } from '../base/operation-hash';
import { contactOf, type Person } from '../people/person';
import { Problem } from '../base/problem';
import { Outdated } from '../base/start-again';
import type { TeamsOutcome } from '../conferencing/teams-calls';
import type { TenantCall, TenantCalls } from '../conferencing/tenant-calls';
import type { Notices } from '../offers/notices';
import type { Click, Offers } from '../offers/offers';
import type { Directory } from '../people/directory';
import { nobodyWatches, type Watch } from '../base/watch';
import type { Change, Parties } from './change';

/** A change that Teams makes. */
export interface OutsideChange<Value, Result> {
  verb: TenantCall['verb'];
  /** Checks what must hold, and writes what does not depend on Teams, in the transaction that claims the offer. */
  before(parties: Parties, moment: MomentOfChange): Promise<void>;
  /** Asks Teams. `onSent` is called when the request is about to be written. */
  call(onSent: () => void): Promise<TeamsOutcome<Value>>;
  /**
   * Prepares what is written once Teams has done it. It may run again when somebody changed the same person meanwhile.
   * @returns what is done in the transaction that notes the outcome
   */
  after(
    value: Value,
  ): Promise<
    (
      parties: Pick<Parties, 'actor' | 'target' | 'own'>,
      moment: MomentOfChange,
    ) => Promise<{ result: Result; untold?: boolean } & Pick<AuditRecord, 'version' | 'change'>>
  >;
}

/** How often it is tried to note what Teams has done. */
const mostAttempts = 8;

/**
 * The way of a change whose effect is outside our transaction, because Teams makes it (reference real-tenant.md, 2.4).
 * First what will be asked is committed, with everything that a change is checked for. Then Teams is asked, for one
 * person at a time over all replicas. Then what came of it is committed. So a process may die at any moment: what it
 * asked for is known, and is never asked for again by itself. As long as nothing was sent, nothing was changed.
 */
export function createOutside(dependencies: {
  mongo: Mongo;
  change: Change;
  tenantCalls: TenantCalls;
  audit: Audit;
  offers: Offers;
  notices: Notices;
  directory: Directory;
  faultPoints: FaultPoints;
  /** Hears of each change that Teams was asked for. */
  watch?: Watch;
}) {
  const { mongo, change, tenantCalls, audit, offers, notices, directory, faultPoints } = dependencies;
  const { watch = nobodyWatches } = dependencies;

  return {
    /**
     * Runs one change.
     * @throws Problem `teams-at-it`, or as `change.commit`, when Teams was not asked; `teams-refused` when it changed
     * nothing, and `teams-unknown` when nobody can tell
     */
    async run<Value, Result>(
      click: Click,
      action: TenantCall['action'],
      target: Person,
      outside: OutsideChange<Value, Result>,
    ): Promise<Result> {
      const lease = tenantCalls.leaseFor(target);
      if (!(await lease.take())) throw new Problem('teams-at-it', { person: contactOf(target) });
      try {
        const call = await change.commit(click, action, async (parties, moment) => {
          await outside.before(parties as Parties, moment);
          const { offer, actor, request } = parties;
          const { conversation, job, tenant } = offer;
          const asked = {
            ...{ offer: offer._id, tenant, actor: actor.id, target: parties.target.id, asker: request?.asker },
            ...{ action, verb: outside.verb, from: click.from, conversation, job, at: moment.at },
          };
          await tenantCalls.ask(asked, moment.session);
          await offers.setCall(offer._id, 'asked', moment.session);
          return { result: asked, asked: true };
        });
        faultPoints('asked');
        const outcome = await ask(outside);
        faultPoints('answered');
        return await note(call, outcome, outside);
      } finally {
        await lease.release().catch(() => undefined);
      }
    },

    end,
  };

  /** Asks Teams. What fails before it was sent has changed nothing, and what fails afterwards may have. */
  async function ask<Value>({ call }: Pick<OutsideChange<Value, unknown>, 'call'>): Promise<TeamsOutcome<Value>> {
    let sent = false;
    const onSent = (): void => {
      sent = true;
      faultPoints('sent');
    };
    const outcome = await call(onSent).catch((): TeamsOutcome<Value> => ({ kind: 'unknown', reason: 'garbled' }));
    return outcome.kind === 'unknown' && !sent ? { kind: 'refused', reason: 'unavailable' } : outcome;
  }

  async function note<Value, Result>(
    call: Asked,
    outcome: TeamsOutcome<Value>,
    { after }: Pick<OutsideChange<Value, Result>, 'after'>,
  ): Promise<Result> {
    const person = await directory.byId(call.tenant, call.target);
    const about = { person: person ? contactOf(person) : nobody(call), own: call.actor === call.target };
    if (outcome.kind !== 'done') {
      const state = outcome.kind;
      watch.changed(call.action, state);
      const refused = state === 'refused' ? { reason: outcome.reason, correlation: outcome.correlation } : {};
      // Where this fails, the sweeper notes that nothing is known. What is known is said here all the same.
      await end(call, { state, ...refused }).catch(() => false);
      throw outcome.kind === 'refused'
        ? new Problem('teams-refused', { ...about, reason: outcome.reason, correlation: outcome.correlation })
        : new Problem('teams-unknown', about);
    }
    const done = await noteDone(call, outcome.value, after).catch(() => undefined);
    watch.changed(call.action, done ? 'done' : 'unknown');
    if (!done) throw new Problem('teams-unknown', about);
    return done.result;
  }

  /** @returns undefined when it could not be noted: then nothing of it is shown */
  async function noteDone<Value, Result>(
    call: Asked,
    value: Value,
    after: OutsideChange<Value, Result>['after'],
  ): Promise<{ result: Result } | undefined> {
    const endedBy = randomBytes(12).toString('base64url');
    let ready: { result: Result } | undefined;
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const write = await after(value);
      const at = await mongo.now();
      const id = drawIds();
      try {
        return await mongo.transact(async (session) => {
          const [actor, target] = [
            await directory.byId(call.tenant, call.actor, session),
            await directory.byId(call.tenant, call.target, session),
          ];
          if (!actor || !target) return undefined;
          const own = call.actor === call.target;
          const { result, untold, version, change: texts } = await write({ actor, target, own }, { at, session, id });
          const state = { state: 'done' as const, endedAt: at, endedBy, ...(untold && { untold }) };
          if (!(await tenantCalls.settle(idOf(call), state, session))) return undefined;
          await offers.setCall(call.offer, untold ? 'untold' : 'done', session);
          if (untold) await offers.setUnseen(call.offer, session);
          const role = actor.role;
          await audit.append({ ...recordOf(call, { role }), outcome: 'done', version, change: texts, at }, session);
          return (ready = { result });
        });
      } catch (error) {
        if (error instanceof Outdated) continue;
        // The connection was lost: perhaps it is noted, by this work.
        const noted = ready && (await tenantCalls.ofOffer(call.offer).catch(() => undefined));
        return noted?.endedBy === endedBy ? ready : undefined;
      }
    }
    return undefined;
  }

  /**
   * Notes that a call came to nothing, or that nobody knows, and tells whoever had asked an administrator for it.
   * @param about.tell whether the actor has to be told as well, whom no answer reaches
   * @returns false when its outcome is noted already
   */
  async function end(
    call: Asked,
    about: Pick<TenantCall, 'reason' | 'correlation'> & { state: 'refused' | 'unknown'; tell?: boolean },
  ): Promise<boolean> {
    const { tell = false, state, reason, correlation } = about;
    return inMoment(mongo, async (moment) => {
      const { at, session } = moment;
      if (!(await tenantCalls.settle(idOf(call), { state, endedAt: at, reason, correlation }, session))) return false;
      await offers.setCall(call.offer, state, session);
      await offers.setUnseen(call.offer, session);
      const actor = await directory.byId(call.tenant, call.actor, session);
      const record = recordOf(call, { role: actor?.role });
      await audit.append(
        { ...record, outcome: state, reason: state === 'refused' ? 'teams-refused' : undefined, at },
        session,
      );
      const target = await directory.byId(call.tenant, call.target, session);
      const facts = {
        ...{ person: target ? contactOf(target) : nobody(call), action: call.action },
        ...{ how: state, reason, correlation, at: call.at },
      };
      const told = [...(tell ? [call.actor] : []), ...(call.asker === undefined ? [] : [call.asker])];
      for (const person of new Set(told))
        await notices.owe({ tenant: call.tenant, person, kind: 'call-ended', facts }, moment);
      return true;
    });
  }
}

export type Outside = ReturnType<typeof createOutside>;

type Asked = Omit<TenantCall, '_id' | 'state'>;

const idOf = ({ offer }: Asked) => ({ _id: operationHash(offer) });
const nobody = ({ target }: Asked) => ({ id: target, name: target, upn: '' });

const recordOf = (call: Asked, { role }: { role?: string }) => ({
  tenant: call.tenant,
  action: call.action,
  actor: { id: call.actor, role },
  target: { id: call.target },
  asker: call.asker === undefined ? undefined : { id: call.asker },
  from: call.from,
  operation: operationHash(call.offer),
});
