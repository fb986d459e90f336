import { z } from 'zod';
import { isObjectId } from '../services/people/person';
import type { SourcePage, SourceRow } from '../services/people/sync/source';
import type { Graph, Page } from './graph';

/**
 * The service plan of Audio Conferencing, MCOMEETADV. It goes by the plan and never by products: new bundles with it
 * come and go.
 */
export const conferencingPlan = '3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40';
/** What a plan is while it can be used. `Warning` is the time of grace after a subscription has ended. */
const usable = ['enabled', 'warning'];

const fields = [
  ...['id', 'userPrincipalName', 'displayName', 'givenName', 'surname', 'mail', 'proxyAddresses', 'userType'],
  ...['accountEnabled', 'preferredLanguage', 'assignedPlans', 'isResourceAccount'],
];
/** Where a round begins. The choice of fields stays in the links that it leads to. */
const beginning = `/v1.0/users/delta?$select=${fields.join(',')}`;

const text = z.string().nullish();
const user = z.object({
  'id': z.string(),
  '@removed': z.object({ reason: text }).optional(),
  'userPrincipalName': text,
  'displayName': text,
  'givenName': text,
  'surname': text,
  'mail': text,
  'proxyAddresses': z.array(z.string()).nullish(),
  'userType': text,
  'accountEnabled': z.boolean().nullish(),
  'preferredLanguage': text,
  'assignedPlans': z.array(z.object({ servicePlanId: text, capabilityStatus: text })).nullish(),
  'isResourceAccount': z.boolean().nullish(),
});
type GraphUser = z.infer<typeof user>;

/**
 * The people of a round, page by page, as `/users/delta` gives them.
 * @param link where the last round ended; without it everybody comes
 * @param plans the ids of the service plans that are a licence, lower case
 */
export async function* peoplePages(
  graph: Graph,
  { link, plans, signal }: { link: string | undefined; plans: ReadonlySet<string>; signal?: AbortSignal },
): AsyncGenerator<SourcePage> {
  for (let at: string | undefined = link ?? beginning; at !== undefined;) {
    const page: Page<GraphUser> = await graph.page(at, user, { priority: 'low', signal });
    const rows = page.rows.flatMap((one) => {
      const row = rowOf(one, { whole: link === undefined, plans });
      return row ? [row] : [];
    });
    yield { rows, link: page.delta };
    at = page.next;
  }
}

/**
 * A user of Graph as our directory takes people. A change may come with the changed fields alone, so what is not there
 * is not said; only in a full round a text that is not there is empty. A list that is not there is never empty: without
 * the right to read plans there are none.
 */
function rowOf(
  one: GraphUser,
  { whole, plans }: { whole: boolean; plans: ReadonlySet<string> },
): SourceRow | undefined {
  const id = one.id.toLowerCase();
  if (!isObjectId(id)) return undefined;
  if (one['@removed']) return { id, removed: true };
  const complete = whole && one.userPrincipalName && one.displayName;
  const said = (value: string | null | undefined) => value ?? (value === null || complete ? '' : undefined);
  return {
    id,
    upn: one.userPrincipalName ?? undefined,
    name: one.displayName ?? undefined,
    givenName: said(one.givenName),
    surname: said(one.surname),
    mail: said(one.mail),
    language: said(one.preferredLanguage),
    // "smtp:", and "SMTP:" for the main one. The others are for calls and for Exchange itself.
    addresses: one.proxyAddresses?.flatMap((address) => (/^smtp:/i.test(address) ? [address.slice(5)] : [])),
    kind: kindOf(one),
    accountEnabled: one.accountEnabled ?? undefined,
    licensed: one.assignedPlans?.some(
      ({ servicePlanId, capabilityStatus }) =>
        plans.has(servicePlanId?.toLowerCase() ?? '') && usable.includes(capabilityStatus?.toLowerCase() ?? ''),
    ),
  };
}

/** Rooms and shared mailboxes look like members: they have no licence, or an account that is disabled. */
function kindOf({ isResourceAccount, userType }: GraphUser): SourceRow['kind'] {
  if (isResourceAccount) return 'resource';
  if (userType === undefined || userType === null) return undefined;
  return userType.toLowerCase() === 'guest' ? 'guest' : 'member';
}
