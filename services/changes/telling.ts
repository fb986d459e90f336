import type { Directory } from '../people/directory';
import type { MomentOfChange } from '../base/moment-of-change';
import type { NoticeFacts } from '../offers/notice-kinds';
import type { Notices } from '../offers/notices';
import type { OfferInputs } from '../offers/offers';
import type { RequestDocument } from '../offers/requests';
import { loosens } from '../offers/two-admins';
import { contactOf } from '../people/person';
import type { Parties } from './change';
import { objectionLifetime } from './objection-lifetime';

/** What every administrator is told of: a guard that was loosened, and a change to an administrator. */
export type ToldToAdmins = 'guard-loosened' | 'admin-changed';

/**
 * Tells all administrators about a change, as part of it, except those who made it: whoever asked for it is told that
 * it was approved, and whoever approved it has seen it.
 */
export async function tellAdmins<Kind extends ToldToAdmins>(
  { directory, notices }: { directory: Pick<Directory, 'everyAdmin'>; notices: Pick<Notices, 'owe'> },
  { tenant, kind, facts, request }: { tenant: string; kind: Kind; facts: NoticeFacts[Kind]; request?: RequestDocument },
  moment: MomentOfChange,
): Promise<void> {
  const makers = [facts.by.id, request?.asker, request?.target];
  for (const { id } of await directory.everyAdmin(tenant, moment.session))
    if (!makers.includes(id))
      await notices.owe({ tenant, person: id, kind, facts } as Parameters<Notices['owe']>[0], moment);
}

/** Tells all administrators which of these changes to settings, by name, loosen a guard, if any does. */
export async function tellLoosened(
  to: Parameters<typeof tellAdmins>[0],
  { actor, request }: Pick<Parties, 'actor' | 'request'>,
  changes: Record<string, { before: string; after: string }>,
  moment: MomentOfChange,
): Promise<void> {
  const looser = Object.entries(changes).filter(([name, { before, after }]) => loosens(name, before, after));
  if (looser.length === 0) return;
  const facts = { by: contactOf(actor), at: moment.at, settings: Object.fromEntries(looser) };
  await tellAdmins(to, { tenant: actor.tenant, kind: 'guard-loosened', facts, request }, moment);
}

/** What owners are told of, and can object to. */
export type ToldToOwner =
  'pin-reset-by-other' | 'conference-id-reset-by-other' | 'enabled-by-other' | 'disabled-by-other' | 'lock-lifted';

/**
 * Tells the owner who did it, regardless of the mail switches, and lets the owner object.
 * @param about.untold whether Teams did not tell the new PIN, so that nobody was shown it
 * @returns whether the owner has a chat in which a card says so
 */
export async function tellOwner(
  notices: Pick<Notices, 'owe'>,
  kind: ToldToOwner,
  { actor, target }: Pick<Parties, 'actor' | 'target'>,
  moment: MomentOfChange,
  { input = {}, untold }: { input?: OfferInputs['not-me']; untold?: true } = {},
): Promise<boolean> {
  const facts = { by: contactOf(actor), at: moment.at, ...(untold && { untold }) };
  const offers = [{ button: 'not-me', kind: 'not-me' as const, target: target.id, input, lifetime: objectionLifetime }];
  return notices.owe({ tenant: target.tenant, person: target.id, kind, facts, offers }, moment);
}

/** Tells all administrators that so many people are missing in Microsoft Entra that one of them has to say so. */
export const tellStopped =
  ({ directory, notices }: { directory: Pick<Directory, 'everyAdmin'>; notices: Pick<Notices, 'owe'> }) =>
  async (
    { tenant, ...facts }: NoticeFacts['sync-stopped'] & { tenant: string },
    moment: MomentOfChange,
  ): Promise<void> => {
    for (const { id } of await directory.everyAdmin(tenant, moment.session))
      await notices.owe({ tenant, person: id, kind: 'sync-stopped', facts }, moment);
  };
