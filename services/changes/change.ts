import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import type { Audit, AuditRecord } from '../audit/trail';
import { operationHash } from '../base/operation-hash';
import { type Directory } from '../people/directory';
import { contactOf, type Person } from '../people/person';
import type { FaultPoints } from '../base/fault-points';
import { isLimited, type Limits } from '../offers/limits';
import { drawIds, type MomentOfChange } from '../base/moment-of-change';
import { BudgetSpent, type Mongo } from '../base/mongo';
import { requestOf } from '../offers/offer';
import type { AnyInput, Click, Offer, OfferKind, Offers } from '../offers/offers';
import { Problem } from '../base/problem';
import { needsSecondAdmin, whyTwoAdmins } from '../offers/two-admins';
import type { RequestDocument, Requests } from '../offers/requests';
import { mayAct, permit } from '../people/rights';
import type { RoleCheck } from '../people/sync/role-check';
import type { SettingsService } from '../settings/settings';
import { nobodyWatches, type Watch } from '../base/watch';

/** The people and the offer that a change is about, as the database holds them at that moment. */
export interface Parties<Kind extends OfferKind = OfferKind> {
  offer: Offer<Kind>;
  actor: Person;
  target: Person;
  /** Whether people do it for themselves. */
  own: boolean;
  /** The request that this decides, inside the transaction. */
  request?: RequestDocument;
}

/** What the record of a change says. */
type Outcome = Pick<AuditRecord, 'version' | 'change'> & {
  /** Nothing was done yet: Teams will be asked to, and another record says what came of it. */
  asked?: true;
};

/**
 * How every change is made: the offer is claimed, role and target are checked again, and the writes and the record in
 * the trail are made, all in one transaction. A new kind of change adds only `work`.
 */
export function createChange(options: {
  mongo: Mongo;
  offers: Offers;
  directory: Directory;
  settings: SettingsService;
  audit: Audit;
  limits: Limits;
  requests: Requests;
  faultPoints: FaultPoints;
  /** Asks Microsoft Entra whether somebody still has the role, if roles come from there. */
  roleCheck?: RoleCheck;
  /** Hears of each change that was made. */
  watch?: Watch;
}) {
  const { mongo, offers, directory, settings, audit, limits, requests, faultPoints, roleCheck } = options;
  const { watch = nobodyWatches } = options;

  return {
    /**
     * What a click is about, for the preparations that cannot run in a transaction. Only the check inside `commit`
     * counts.
     * @throws Problem when the offer is not open, or not this person's
     */
    async look<Kind extends OfferKind>(click: Click, action: Kind): Promise<Parties<Kind>> {
      const offer = await offers.read(click);
      offers.assertOpen(offer, await mongo.now());
      return ofKind<Kind>(await parties(offer, action));
    },

    /**
     * Runs one change. `work` runs inside the transaction, perhaps several times, so it must do no I/O elsewhere and
     * draw no random values.
     * @throws Problem when the offer is no longer open, a role was lost, or nobody can tell whether it was committed
     */
    async commit<Result, Kind extends OfferKind>(
      click: Click,
      action: Kind,
      work: (parties: Parties<Kind>, moment: MomentOfChange) => Promise<{ result: Result } & Outcome>,
    ): Promise<Result> {
      await assertRoleStill(click, action);
      const at = await mongo.now();
      const by = randomBytes(12).toString('base64url');
      const id = drawIds();
      // Set once a transaction only has to commit: from there on a failure may hide a success.
      let ready: { result: Result; asked?: true } | undefined;
      let committing = false;
      // What Teams is asked for is made there, and counted where its answer is noted.
      const count = (outcome: 'done' | 'unknown') => ready?.asked || watch.changed(action, outcome);
      try {
        const result = await mongo.transact(async (session) => {
          committing = false;
          const offer = await offers.claim(click, { by, at }, session);
          faultPoints('claimed');
          const about = await parties(offer, action, session);
          const moment = { at, session, id };
          about.request = await decision(about, action, moment);
          if (isLimited(action))
            await limits.take(
              {
                tenant: offer.tenant,
                actor: offer.actor,
                target: offer.target,
                action,
                part: offer.job === undefined ? undefined : 'row',
              },
              at,
              session,
            );
          const { result, version, change, asked } = await work(ofKind<Kind>(about), moment);
          const record = { ...recordOf(click, about, action), version, change, at };
          await audit.append({ ...record, ...(asked ? { outcome: 'asked' } : { outcome: 'done' }) }, session);
          faultPoints('written');
          ready = { result, asked };
          committing = true;
          return result;
        });
        faultPoints('committed');
        count('done');
        return result;
      } catch (error) {
        if (!ready) throw error;
        // A commit that the driver starts again was refused by the database: only the last one may hide a success.
        const refused = !committing || error instanceof BudgetSpent;
        try {
          const result = await settle(click, { by, result: ready.result, error: refused ? error : undefined });
          count('done');
          return result;
        } catch (problem) {
          if (problem instanceof Problem && problem.is('outcome-unknown')) count('unknown');
          throw problem;
        }
      }
    },
  };

  /**
   * Where roles come from Microsoft Entra, the one here may be minutes old: at a click that takes a role, it is checked
   * there. The transaction checks the one here as well.
   * @throws Problem `role-unchecked`, or as `permit` does for the role that somebody has there
   */
  async function assertRoleStill(click: Click, action: OfferKind): Promise<void> {
    if (!roleCheck) return;
    const offer = await offers.read(click);
    const tenantSettings = await settings.of(offer.tenant);
    const others = offer.actor !== offer.target;
    const actor = await directory.byId(offer.tenant, offer.actor);
    if (!actor || mayAct('user', action, { others, settings: tenantSettings })) return;
    const now = await roleCheck.current(actor, { run: offer.job !== undefined });
    const target = others ? await directory.byId(offer.tenant, offer.target) : undefined;
    permit(now, target ?? (others ? 'others' : 'self'), action, tenantSettings);
  }

  async function parties(offer: Offer, action: OfferKind, session?: ClientSession): Promise<Parties> {
    // Nobody can accept the offer of a mail and get a PIN for it.
    if (offer.kind !== action) throw new Problem('operation-unknown', {});
    const actor = await directory.byId(offer.tenant, offer.actor, session);
    const own = offer.actor === offer.target;
    const tenantSettings = await settings.of(offer.tenant, session);
    permit(actor, own ? 'self' : 'others', action, tenantSettings);
    const target = own ? actor : await directory.byId(offer.tenant, offer.target, session);
    if (!target) throw new Problem('person-unknown', { text: '', nearest: [] });
    permit(actor, target, action, tenantSettings);
    return { offer, actor, target, own };
  }

  /** The request that a change decides. Without a request, nobody changes a protected person alone (threats E3). */
  async function decision(
    about: Parties,
    action: OfferKind,
    moment: MomentOfChange,
  ): Promise<RequestDocument | undefined> {
    const { offer, actor, target } = about;
    const request = requestOf(offer);
    const input: AnyInput = offer.input ?? {};
    if (request === undefined) {
      const why = await whyTwoAdmins(directory, action, about, { input, session: moment.session });
      if (why)
        throw new Problem('protected', {
          person: contactOf(target),
          command: action,
          why,
          role: input.role,
        });
      return undefined;
    }
    const state = action === 'decline-request' ? 'declined' : 'approved';
    const decided = await requests.decide(request, state, { offer: offer._id, by: actor.id }, moment);
    // There must be two administrators at the moment of the change: an asker who has been demoted since no longer
    // counts.
    const wished = decided.asker === target.id && action === 'reset-conference-id';
    if (wished || state !== 'approved') return decided;
    if (decided.via) await assertStillAsking(decided, about, moment.session);
    else await assertStillAdmin(decided, action, moment.session);
    return decided;
  }

  /**
   * What helpdesk asked for is decided by one administrator, so it must be something that one may do alone, and that
   * helpdesk may still ask for: the person may have been protected or made an administrator since (threats E1, E3).
   */
  async function assertStillAsking(
    { tenant, asker, kind, via = 'ask-admin' }: RequestDocument,
    about: Parties,
    session: ClientSession,
  ): Promise<void> {
    const { target } = about;
    if (needsSecondAdmin(kind, about)) throw new Problem('ask-protected', { person: contactOf(target) });
    const person = await directory.byId(tenant, asker, session);
    try {
      permit(person, target, via);
    } catch (error) {
      throw error instanceof Problem ? new Problem('asker-not-admin', {}) : error;
    }
  }

  async function assertStillAdmin(
    { tenant, asker, target }: RequestDocument,
    action: OfferKind,
    session: ClientSession,
  ): Promise<void> {
    const person = await directory.byId(tenant, asker, session);
    if (!person?.accountEnabled || !mayAct(person.role, action, { others: asker !== target }))
      throw new Problem('asker-not-admin', {});
  }

  /**
   * After a lost connection, finds out whether the change was committed, and by this call. Nothing is shown unless both
   * are certain.
   * @param about.error why a later try of the same transaction was refused; it counts unless an earlier try was
   * committed
   */
  async function settle<Result>(
    click: Click,
    { by, result, error }: { by: string; result: Result; error: unknown },
  ): Promise<Result> {
    const offer = await offers.read(click).catch(() => undefined);
    if (offer?.claimedBy === by) return result;
    // Somebody else's click took the offer, so this one can never be committed.
    if (offer?.claimedBy !== undefined) offers.assertOpen(offer, offer.expiresAt);
    if (offer && error !== undefined) throw error;
    throw new Problem('outcome-unknown', {});
  }
}

export type Change = ReturnType<typeof createChange>;

/** `parties` has checked that the offer is of the accepted kind. */
const ofKind = <Kind extends OfferKind>(about: Parties): Parties<Kind> => about as unknown as Parties<Kind>;

const recordOf = (click: Click, { offer, actor, target, request }: Parties, action: OfferKind) => ({
  tenant: offer.tenant,
  action,
  actor: { id: actor.id, role: actor.role },
  target: { id: target.id },
  asker: request && { id: request.asker },
  from: click.from,
  operation: operationHash(offer._id),
});
