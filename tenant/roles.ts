import { z } from 'zod';
import { isObjectId, type Role } from '../services/people/person';
import type { Graph } from './graph';
import { GraphFault } from './graph-fault';

/**
 * The directory roles that count, by template id, unless ROLE_MAP says others. Administrators are those who can manage
 * dial-in conferencing in the Teams admin center.
 */
export const defaultRoles: ReadonlyMap<string, Role> = new Map([
  // Global, Teams, Teams Communications and Teams Telephony Administrator.
  ['62e90394-69f5-4237-9190-012177145e10', 'admin'],
  ['69091246-20e8-4a56-aa4d-066075b2a7a8', 'admin'],
  ['baf37b3a-610e-45da-9e62-d9d1e5e8914b', 'admin'],
  ['aa38014f-0993-46e9-9b45-30501a20909d', 'admin'],
  // Communications Support Engineer and Specialist, Helpdesk Administrator.
  ['f70938a0-fc10-4177-9e90-2178f8765737', 'helpdesk'],
  ['fcf91098-03e3-41a9-b5ba-6f0ec8188a12', 'helpdesk'],
  ['729827e3-9c14-49f7-bb1b-9608f156bbb8', 'helpdesk'],
]);

/** Which directory roles and which groups give which role, by their ids in lower case. */
export interface RoleRules {
  byDirectoryRole: ReadonlyMap<string, Role>;
  byGroup: ReadonlyMap<string, Role>;
}

/** Of several roles somebody has the first of these. */
const strongest: readonly Role[] = ['admin', 'helpdesk', 'auditor', 'user'];
const stronger = (one: Role, other: Role): Role => strongest.find((role) => role === one || role === other)!;

/** When it was found out that an id is of no group, by `performance.now`. */
export type NoGroups = Map<string, number>;
/** For how long that counts. Milliseconds. */
const longestNoGroup = 3_600_000;

const withId = z.object({ id: z.string() });
const assignment = z.object({ principalId: z.string(), directoryScopeId: z.string().nullish() });
const directoryRole = z.object({ roleTemplateId: z.string().nullish() });

const membersOf = (group: string): string =>
  `/v1.0/groups/${group}/transitiveMembers/microsoft.graph.user?$select=id&$count=true&$top=999`;

/**
 * Everybody who has a role: by a directory role of the whole organization, themselves or as a member of a group that
 * has it, or by a group that is named in the settings.
 * @param options.noGroups remembers from round to round who is no group, so that it is not asked every five minutes
 * @returns roles by object id, of which some are of apps
 */
export async function rolesOfAll(
  graph: Graph,
  { byDirectoryRole, byGroup }: RoleRules,
  { signal, noGroups = new Map() }: { signal?: AbortSignal; noGroups?: NoGroups } = {},
): Promise<Map<string, Role>> {
  const found = new Map<string, Role>();
  const give = (id: string, role: Role) => {
    const key = id.toLowerCase();
    found.set(key, stronger(found.get(key) ?? 'user', role));
  };
  const members = new Map<string, readonly string[]>();

  for (const [template, role] of byDirectoryRole) {
    const where = `/v1.0/roleManagement/directory/roleAssignments?$filter=roleDefinitionId eq '${template}'`;
    for await (const one of graph.rows(where, assignment, { priority: 'low', signal })) {
      // A role for a part of the organization is none for all of it.
      if (one.directoryScopeId !== '/' || !isObjectId(one.principalId)) continue;
      give(one.principalId, role);
      for (const id of await inGroup(one.principalId.toLowerCase())) give(id, role);
    }
  }
  for (const [group, role] of byGroup) {
    const ids = await inGroup(group);
    if (ids === noGroup) throw new GraphFault({ status: 404, code: `noGroup-${group}` });
    for (const id of ids) give(id, role);
  }
  return found;

  /** The people in a group, or `noGroup`: whoever has a role may also be a person or an app. */
  async function inGroup(id: string): Promise<readonly string[]> {
    const known = members.get(id);
    if (known) return known;
    // Not for ever: a group that is new may not be known everywhere at once.
    if (performance.now() - (noGroups.get(id) ?? -Infinity) < longestNoGroup) return noGroup;
    const ids = await read(id);
    members.set(id, ids);
    return ids;
  }

  async function read(id: string): Promise<readonly string[]> {
    const ids: string[] = [];
    try {
      const rows = graph.rows(membersOf(id), withId, { priority: 'low', eventual: true, signal });
      for await (const one of rows) ids.push(one.id);
      return ids;
    } catch (error) {
      if (!(error instanceof GraphFault && error.status === 404)) throw error;
      noGroups.set(id, performance.now());
      return noGroup;
    }
  }
}

const noGroup: readonly string[] = [];

/** The role of one person at this moment, for somebody who waits. */
export async function roleOfOne(
  graph: Graph,
  id: string,
  { byDirectoryRole, byGroup }: RoleRules,
  signal: AbortSignal,
): Promise<Role> {
  const options = { priority: 'high', eventual: true, signal } as const;
  const memberOf = (what: string, select: string): string =>
    `/v1.0/users/${id}/transitiveMemberOf/microsoft.graph.${what}?$select=${select}&$count=true`;
  const [byRole, inGroups] = await Promise.all([
    collected(graph.rows(memberOf('directoryRole', 'id,roleTemplateId'), directoryRole, options), (one) =>
      byDirectoryRole.get(one.roleTemplateId?.toLowerCase() ?? ''),
    ),
    byGroup.size === 0
      ? []
      : collected(graph.rows(memberOf('group', 'id'), withId, options), (one) => byGroup.get(one.id.toLowerCase())),
  ]);
  return [...byRole, ...inGroups].reduce(stronger, 'user');
}

/** The roles that rows give. Somebody who is not there any more has none. */
async function collected<Row>(rows: AsyncGenerator<Row>, roleIn: (row: Row) => Role | undefined): Promise<Role[]> {
  const roles: Role[] = [];
  try {
    for await (const row of rows) roles.push(roleIn(row) ?? 'user');
  } catch (error) {
    if (!(error instanceof GraphFault && error.status === 404)) throw error;
  }
  return roles;
}
