import type { Secret } from '../services/base/secret';

/** Directory roles with which an app may call the cmdlets for dial-in conferencing, by template id. */
const enough: ReadonlyMap<string, string> = new Map([
  ['62e90394-69f5-4237-9190-012177145e10', 'Global Administrator'],
  ['69091246-20e8-4a56-aa4d-066075b2a7a8', 'Teams Administrator'],
]);
const perhaps: ReadonlyMap<string, string> = new Map([
  ['baf37b3a-610e-45da-9e62-d9d1e5e8914b', 'Teams Communications Administrator'],
  ['aa38014f-0993-46e9-9b45-30501a20909d', 'Teams Telephony Administrator'],
]);

/** With this application permission Teams refuses every cmdlet. */
const breaking = 'application_access_custom_sba_appliance';

export interface TeamsRights {
  /** The names of the directory roles that count. */
  roles: string[];
  /** `enough` with Microsoft's word for it, `perhaps` where the documentation leaves it open. */
  verdict: 'enough' | 'perhaps' | 'none' | 'untold';
  /** Whether it has the permission that breaks everything. */
  broken: boolean;
}

/**
 * What a token says of the app's rights: `wids` are the directory roles, `roles` the application permissions. Teams
 * alone decides; a token without `wids` tells nothing.
 */
export function rightsIn(token: Secret): TeamsRights {
  const { wids, roles } = claimsOf(token.reveal());
  const names = (known: ReadonlyMap<string, string>) => wids?.flatMap((id) => known.get(id.toLowerCase()) ?? []) ?? [];
  const [sure, open] = [names(enough), names(perhaps)];
  return {
    roles: [...sure, ...open],
    verdict: wids === undefined ? 'untold' : sure.length > 0 ? 'enough' : open.length > 0 ? 'perhaps' : 'none',
    broken: roles?.includes(breaking) ?? false,
  };
}

function claimsOf(token: string): { wids?: string[]; roles?: string[] } {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >;
    return { wids: textsOf(claims.wids), roles: textsOf(claims.roles) };
  } catch {
    return {};
  }
}

const textsOf = (claim: unknown): string[] | undefined =>
  Array.isArray(claim) ? claim.filter((one) => typeof one === 'string') : undefined;
