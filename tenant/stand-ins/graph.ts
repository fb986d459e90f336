import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A stand-in for Microsoft Graph, as far as the directory is read, for the try-out and the tests. It is not
 * Microsoft's: it answers on this machine only, knows one tenant, and takes any token.
 */

/** A user as Graph writes one. */
export type StandInUser = { id: string } & Record<string, unknown>;

/** A role that somebody, a group or an app holds. A scope other than `/` is a part of the organization. */
export interface StandInRole {
  principalId: string;
  /** The template id of the directory role. */
  role: string;
  scope?: string;
}

/** What the next requests get instead of an answer, one after the other. */
export interface StandInFault {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

interface Removed {
  id: string;
  removed: 'changed' | 'deleted';
}

/** Starts it. @param options.pageSize how many rows a page has */
export async function startGraphStandIn({
  users = [],
  roles = [],
  groups = {},
  pageSize = 200,
}: {
  users?: readonly StandInUser[];
  roles?: readonly StandInRole[];
  /** Members of groups, those of groups within them as well. */
  groups?: Record<string, readonly string[]>;
  pageSize?: number;
}) {
  const people = new Map(users.map((user) => [user.id, user]));
  /** Every change since the start; a delta link is a place in it. */
  const changes: (StandInUser | Removed)[] = [];
  const held = [...roles];
  const faults: StandInFault[] = [];
  const asked: { path: string; headers: IncomingMessage['headers'] }[] = [];
  let oldestLink = 0;
  let address = '';

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', address);
    asked.push({ path: `${url.pathname}${url.search}`, headers: request.headers });
    const fault = faults.shift();
    if (fault) return send(response, fault.status, fault.body ?? {}, fault.headers);
    if (!/^Bearer ./.test(request.headers.authorization ?? '')) return send(response, 401, failure('InvalidAuthToken'));
    const answer = answerTo(url);
    return send(response, 'error' in answer ? (answer.status as number) : 200, answer);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    /** Where it is. */
    address,
    /** What it was asked, in order. */
    asked,
    /** What the next requests get instead of an answer. */
    faults,
    /** The roles that are held; changes count at once. */
    roles: held,
    /** The members of groups; changes count at once. */
    groups,
    /** Adds or changes a user. */
    save(user: StandInUser): void {
      people.set(user.id, { ...people.get(user.id), ...user });
      changes.push(people.get(user.id)!);
    },
    remove(id: string, reason: Removed['removed'] = 'deleted'): void {
      people.delete(id);
      changes.push({ id, removed: reason });
    },
    /** Takes somebody away without a word: a change that a delta never tells. */
    lose: (id: string) => people.delete(id),
    /** Every link that it has given is too old from now on. */
    forgetLinks: () => void (oldestLink = changes.length + 1),
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };

  function answerTo(url: URL): Record<string, unknown> {
    const path = url.pathname.replace(/^\/v1\.0/, '');
    if (path === '/users/delta') return delta(url.searchParams);
    if (path === '/roleManagement/directory/roleAssignments') {
      const wanted = /^roleDefinitionId eq '([^']+)'$/.exec(url.searchParams.get('$filter') ?? '')?.[1];
      const rows = held.filter(({ role }) => role === wanted);
      return { value: rows.map(({ principalId, scope = '/' }) => ({ principalId, directoryScopeId: scope })) };
    }
    const group = /^\/groups\/([^/]+)\/transitiveMembers\/microsoft\.graph\.user$/.exec(path)?.[1];
    if (group) return groups[group] ? { value: groups[group].map((id) => ({ id })) } : notFound;
    const [, user, kind] = /^\/users\/([^/]+)\/transitiveMemberOf\/microsoft\.graph\.(\w+)$/.exec(path) ?? [];
    if (!user || !people.has(user)) return notFound;
    const inGroups = Object.keys(groups).filter((id) => groups[id]!.includes(user));
    if (kind === 'group') return { value: inGroups.map((id) => ({ id })) };
    const own = held.filter(
      ({ principalId, scope = '/' }) => scope === '/' && [user, ...inGroups].includes(principalId),
    );
    return { value: own.map(({ role }) => ({ id: role, roleTemplateId: role })) };
  }

  function delta(query: URLSearchParams): Record<string, unknown> {
    const link = query.get('$deltatoken');
    const [from = -1, at = 0, begun = changes.length] = query.get('$skiptoken')?.split('.').map(Number) ?? [];
    const since = link === null ? from : Number(link);
    if (since >= 0 && since < oldestLink) return { ...failure('syncStateNotFound'), status: 410 };
    // A round without a link is everybody; one with a link is what was changed since.
    const rows = since < 0 ? [...people.values()] : changes.slice(since);
    const page = rows
      .slice(at, at + pageSize)
      .map((row) => ('removed' in row ? { 'id': row.id, '@removed': { reason: (row as Removed).removed } } : row));
    const next = at + pageSize < rows.length;
    const place = `${address}/v1.0/users/delta?`;
    return {
      value: page,
      ...(next
        ? { '@odata.nextLink': `${place}$skiptoken=${since}.${at + pageSize}.${begun}` }
        : { '@odata.deltaLink': `${place}$deltatoken=${begun}` }),
    };
  }
}

export type GraphStandIn = Awaited<ReturnType<typeof startGraphStandIn>>;

const failure = (code: string): Record<string, unknown> => ({ error: { code, message: 'The stand-in says no.' } });
const notFound = { ...failure('Request_ResourceNotFound'), status: 404 };

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
