import { createLog } from '../../services/base/log';
import { Secret } from '../../services/base/secret';
import { createServices } from '../../services';
import { createEntra } from '../../tenant/entra';
import { createGraph } from '../../tenant/graph';
import { defaultRoles } from '../../tenant/roles';

/** Where the services are, and the Graph that people come from. */
export interface SyncOrders {
  uri: string;
  database: string;
  key: string;
  tenant: string;
  graph: string;
}

/** What one round took. */
export interface RoundTaken {
  seconds: number;
  outcome: string;
  rows: number;
  changed: number;
  /** The most memory that the process has had meanwhile, in megabytes. */
  megabytes: number;
}

/** Runs a round whenever it is told to, so that its memory is that of a process which does nothing else. */
async function serve({ uri, database, key, tenant, graph: address }: SyncOrders): Promise<void> {
  const graph = createGraph({
    ...{ address, scope: 'tests', tokenFor: () => Promise.resolve(new Secret('a token for the tests')) },
    log: createLog({ level: 'silent' }),
  });
  const rules = { byDirectoryRole: defaultRoles, byGroup: new Map() };
  const services = await createServices({
    ...{ uri, database, pinKeys: [{ id: 'test-1', bytes: Buffer.from(key, 'base64') }] },
    people: { tenant, mostGone: 10, source: createEntra({ graph, rules }) },
  });
  process.on('message', (message: string) => {
    void (async () => {
      if (message === 'stop') {
        await services.close();
        process.disconnect();
        return;
      }
      const begun = performance.now();
      let most = 0;
      const sample = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 100);
      const outcome = await services.sync!.run({ full: message === 'full' }).catch((error: unknown) => ({
        ...{ kind: 'failed' as const, why: String(error) },
      }));
      const totals = outcome.kind === 'done' ? outcome.totals : { rows: 0, changed: 0 };
      const taken: RoundTaken = {
        ...{ seconds: (performance.now() - begun) / 1_000, rows: totals.rows, changed: totals.changed },
        outcome: outcome.kind === 'failed' ? outcome.why : outcome.kind,
        megabytes: most / 1_024 ** 2,
      };
      clearInterval(sample);
      process.send!(taken);
    })();
  });
  process.send!('ready');
}

void serve(JSON.parse(process.argv[2]!) as SyncOrders);
