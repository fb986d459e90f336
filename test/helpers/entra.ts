import { createLog } from '../../services/base/log';
import { Secret } from '../../services/base/secret';
import { sampleTenant } from '../../services/try-out/sample-people';
import { createEntra } from '../../tenant/entra';
import { createGraph } from '../../tenant/graph';
import { defaultRoles, type RoleRules } from '../../tenant/roles';

const quiet = createLog({ level: 'silent' });

/** People from a Graph at this address, for `createServices`. Pauses between tries take no time. */
export const peopleFrom = (
  address: string,
  { rules, plans, mostGone = 10 }: { rules?: Partial<RoleRules>; plans?: string[]; mostGone?: number } = {},
) => ({
  tenant: sampleTenant,
  mostGone,
  source: createEntra({
    graph: createGraph({
      address,
      scope: `${address}/.default`,
      tokenFor: () => Promise.resolve(new Secret('a token for the tests')),
      log: quiet,
      pause: () => Promise.resolve(),
    }),
    rules: { byDirectoryRole: defaultRoles, byGroup: new Map(), ...rules },
    plans,
  }),
});
