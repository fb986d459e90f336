import { type PeopleSource, SourceFault, SourceLost } from '../services/people/sync/source';
import { SignInFailed } from './credentials';
import type { Graph } from './graph';
import { GraphFault } from './graph-fault';
import { conferencingPlan, peoplePages } from './people';
import { type NoGroups, type RoleRules, rolesOfAll, roleOfOne } from './roles';

/** Microsoft Entra as the directory that people come from, read by Microsoft Graph. */
export function createEntra({
  graph,
  rules,
  plans = [],
}: {
  graph: Graph;
  rules: RoleRules;
  /** Service plans that are a licence besides Audio Conferencing, such as those that are paid by the minute. */
  plans?: readonly string[];
}): PeopleSource {
  const licences = new Set([conferencingPlan, ...plans].map((id) => id.toLowerCase()));
  const noGroups: NoGroups = new Map();
  return {
    async *pages(link, signal) {
      try {
        yield* peoplePages(graph, { link, plans: licences, signal });
      } catch (error) {
        throw told(error, 'people', 'User.Read.All');
      }
    },
    roles: (signal) =>
      rolesOfAll(graph, rules, { signal, noGroups }).catch((error: unknown) => {
        throw told(error, 'roles and groups', 'RoleManagement.Read.Directory and GroupMember.Read.All');
      }),
    roleOf: (id, signal) =>
      roleOfOne(graph, id, rules, signal).catch((error: unknown) => {
        throw told(error, 'the role of somebody', 'RoleManagement.Read.Directory and GroupMember.Read.All');
      }),
  };
}

/** A fault as the services know it: what was read, what came back, and what helps. Anything else is a bug. */
function told(error: unknown, what: string, permission: string): unknown {
  if (error instanceof SignInFailed) return new SourceFault(`reading ${what}: ${error.message}. ${signInHelp(error)}`);
  if (!(error instanceof GraphFault)) return error;
  if (error.stateLost) return new SourceLost(`reading ${what}: ${error.message}`);
  const group = /^noGroup-(.+)$/.exec(error.code ?? '')?.[1];
  if (group) return new SourceFault(`reading ${what}: there is no group ${group}, which ROLE_GROUPS names`);
  const help = error.status === 403 ? `. The app needs the application permission ${permission}, with consent` : '';
  return new SourceFault(`reading ${what}: ${error.message}${help}`);
}

function signInHelp({ code }: SignInFailed): string {
  if (code === 'AADSTS7000222') return 'The secret of the app has expired: make a new one, and set ENTRA_SECRET';
  if (code === 'AADSTS7000215') return 'ENTRA_SECRET is not the secret of that app: it is the value, not the id';
  if (code === 'AADSTS700016') return 'ENTRA_CLIENT is not an app of that tenant';
  return 'Check ENTRA_TENANT, ENTRA_CLIENT, CLOUD, and the certificate or secret';
}
