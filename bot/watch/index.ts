import type { Services } from '../../services';
import type { Log } from '../../services/base/log';
import { createFigures } from './figures';
import { createMetrics } from './metrics';
import { createPulses } from './pulses';
import { createReadiness, type Readiness } from './readiness';

/** What is watched, once there is something to watch. */
interface Watched {
  services: Services;
  /** The keys of the Connector. Absent where tokens are not checked. */
  keys?: { state(): 'ok' | 'stale' | 'none'; ageInSeconds(): number | undefined };
}

/** Everything that is told of a replica to whoever watches it. */
export function createWatching({ log, measureProcess }: { log: Log; measureProcess?: boolean }) {
  const metrics = createMetrics({ measureProcess });
  const pulses = createPulses();
  let asked: { scrape(): Promise<string>; readiness(): Promise<Readiness> } | undefined;

  function of<T>(ask: (those: NonNullable<typeof asked>) => T): T {
    if (!asked) throw new Error('Nothing is watched yet');
    return ask(asked);
  }

  return {
    /** For the services. */
    watch: metrics.watch,
    turnEnded: metrics.turnEnded,
    refused: metrics.refused,
    pulses,
    contentType: metrics.contentType,
    /** Says what is watched. The services need `watch` first, and so come later. */
    about({ services, keys }: Watched): void {
      const figures = createFigures({ services, log });
      const { backend } = services;
      asked = {
        readiness: createReadiness({ services, keys, pulses }),
        scrape: async () =>
          metrics.text({
            figures: await figures(),
            pool: services.pool(),
            loops: pulses.figures(),
            keysAge: keys?.ageInSeconds(),
            teamsUp: backend.name === 'teams' ? backend.calls.health().state === 'ready' : undefined,
          }),
      };
    },
    /** The metrics, in Prometheus' text format. */
    scrape: (): Promise<string> => of((those) => those.scrape()),
    /** Whether this replica can serve. It takes two seconds at the longest. */
    readiness: (): Promise<Readiness> => of((those) => those.readiness()),
  };
}

export type Watching = ReturnType<typeof createWatching>;
