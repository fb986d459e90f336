import type { Services } from '../../services';
import { inTime } from '../../services/base/in-time';
import { describeError, type Log } from '../../services/base/log';
import type { Waiting } from '../../services/base/watch';

/** How long a scrape waits for the database. Prometheus waits for ten seconds. Milliseconds. */
const patience = 2_000;
/** However often somebody asks, the database is asked at most this often. Milliseconds. */
const keptFor = 5_000;
/** Conference IDs are counted one by one, and change slowly. Milliseconds. */
const fillKeptFor = 300_000;

/** What only the database knows. */
export interface Figures {
  outbox: Waiting;
  notices: Waiting;
  trail: Waiting;
  /** Of the bridge that is the fullest. Absent where Teams keeps conference IDs. */
  conferenceIds?: { count: number; share: number };
}

/** Reads what only the database knows, for whoever asks, and not too often. */
export function createFigures({
  services,
  log,
  limit = patience,
  now = () => performance.now(),
}: {
  services: Pick<Services, 'outbox' | 'notices' | 'auditChain' | 'conferenceIds' | 'backend'>;
  log: Log;
  /** For tests. Milliseconds. */
  limit?: number;
  /** For tests. Milliseconds. */
  now?: () => number;
}) {
  const read = remembering(async (): Promise<Figures> => {
    const [outbox, notices, trail, conferenceIds] = await Promise.all([
      services.outbox.waiting(),
      services.notices.waiting(),
      services.auditChain.waiting(),
      services.backend.name === 'own' ? fill() : undefined,
    ]);
    return { outbox, notices, trail, conferenceIds };
  }, keptFor);
  const fill = remembering(async () => {
    const levels = await services.conferenceIds.fillLevels();
    return levels.sort((one, other) => other.share - one.share)[0] ?? { count: 0, share: 0 };
  }, fillKeptFor);

  /** Does the work once for all who ask at the same time, and remembers what came of it, unless it failed. */
  function remembering<T>(work: () => Promise<T>, time: number): () => Promise<T> {
    let known: { value: T; at: number } | undefined;
    let asking: Promise<T> | undefined;
    return () => {
      if (known && now() - known.at < time) return Promise.resolve(known.value);
      asking ??= work()
        .then((value) => {
          known = { value, at: now() };
          return value;
        })
        .finally(() => (asking = undefined));
      return asking;
    };
  }

  /** @returns undefined when the database does not answer in time */
  return function figures(): Promise<Figures | undefined> {
    const reading = read().catch((error: unknown) => {
      log.warn('figures not read', describeError(error));
      return undefined;
    });
    return inTime(reading, limit);
  };
}
