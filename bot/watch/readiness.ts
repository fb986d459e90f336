import type { Services } from '../../services';
import { inTime } from '../../services/base/in-time';
import type { Pulses } from './pulses';

/** How long the database may take to answer. Kubernetes waits for three seconds. Milliseconds. */
const patience = 2_000;

/** Whether a replica can serve, and what each part of it says of itself. */
export interface Readiness {
  ready: boolean;
  status: string;
  checks: Record<string, string>;
}

/**
 * What `/readyz` tells. The database, and the keys of the Connector where tokens are checked, decide: without one of
 * them nobody can be answered. The others are told only, because most of what people ask goes on without them.
 */
export function createReadiness({
  services,
  keys,
  pulses,
  limit = patience,
}: {
  services: Pick<Services, 'isWritable' | 'backend'>;
  /** Absent where tokens are not checked. */
  keys?: { state(): 'ok' | 'stale' | 'none' };
  pulses: Pulses;
  /** For tests. Milliseconds. */
  limit?: number;
}) {
  async function database(): Promise<'ok' | 'no answer' | 'read-only'> {
    const writable = await inTime(
      services.isWritable().catch(() => undefined),
      limit,
    );
    if (writable === undefined) return 'no answer';
    return writable ? 'ok' : 'read-only';
  }

  return async function readiness(): Promise<Readiness> {
    const { backend } = services;
    const checks = {
      database: await database(),
      ...(keys && { keys: keys.state() }),
      loops: pulses.state(),
      ...(backend.name === 'teams' && { teams: backend.calls.health().state }),
    };
    const faults = [
      ...(checks.database === 'no answer' ? ['the database does not answer'] : []),
      ...(checks.database === 'read-only' ? ['the database takes no writes'] : []),
      ...(checks.keys === 'none' ? ['the keys of the Bot Connector cannot be had'] : []),
    ];
    return { ready: faults.length === 0, status: faults.length === 0 ? 'ready' : faults.join(', '), checks };
  };
}
