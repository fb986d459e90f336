import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolFigures } from '../../services/base/mongo';
import type { Watch } from '../../services/base/watch';
import type { TurnEnd } from '../turn/request';
import type { Figures } from './figures';
import type { Pulses } from './pulses';

/** People wait for a turn: from what nobody notices to where Teams gives up. Seconds. */
const waits = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 8, 10, 15];

/** What is looked up at a scrape. */
export interface Looked {
  /** Undefined when the database does not answer in time. */
  figures?: Figures;
  pool: PoolFigures;
  loops: ReturnType<Pulses['figures']>;
  /** Seconds. Undefined where no token is checked, or no keys were ever had. */
  keysAge?: number;
  /** Undefined where conferencing is our own. */
  teamsUp?: boolean;
}

/**
 * The metrics of one replica. Each label is a name of the program's own: a command, a kind of change, a code. Nobody's
 * id, name or text is in one.
 * @param options.measureProcess whether memory, CPU time and the like are measured as well: once in a process
 */
export function createMetrics({ measureProcess = false }: { measureProcess?: boolean }) {
  const registry = new Registry();
  const registers = [registry];
  if (measureProcess) collectDefaultMetrics({ register: registry });

  const turns = new Histogram({
    ...{ registers, name: 'dialin_desk_turn_duration_seconds', buckets: waits },
    ...{ help: 'How long turns took until they were answered.', labelNames: ['command', 'outcome'] as const },
  });
  const turnsRefused = new Counter({
    ...{ registers, name: 'dialin_desk_turns_refused_total', labelNames: ['reason'] as const },
    help: 'Turns of people that were refused, by the code of the problem.',
  });
  const requestsRefused = new Counter({
    ...{ registers, name: 'dialin_desk_requests_refused_total', labelNames: ['reason'] as const },
    help: 'Requests that the gate refused.',
  });
  const changes = new Counter({
    ...{ registers, name: 'dialin_desk_changes_total', labelNames: ['change', 'outcome'] as const },
    help: 'Changes that were made, such as resets of PINs (reset-pin) and conference IDs (reset-conference-id).',
  });
  const pinChecks = new Counter({
    ...{ registers, name: 'dialin_desk_pin_checks_total', labelNames: ['outcome'] as const },
    help: 'Checks of PINs.',
  });

  const gauge = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ registers, name: `dialin_desk_${name}`, help, labelNames });
  const databaseUp = gauge('database_up', 'Whether the database answered this scrape in time.');
  const fromDatabase = {
    outboxMails: gauge('outbox_mails', 'Mails that wait, on all replicas together.'),
    outboxAge: gauge('outbox_oldest_due_seconds', 'For how long the oldest mail that is due has been due.'),
    notices: gauge('notices_owed', 'Cards that are owed to people, on all replicas together.'),
    noticesAge: gauge('notices_oldest_due_seconds', 'For how long the oldest card that is due has been due.'),
    trail: gauge('trail_unchained_records', 'Records of the trail without a link, on all replicas together.'),
    trailAge: gauge('trail_oldest_unchained_seconds', 'How old the oldest record of the trail without a link is.'),
    ids: gauge('conference_ids_used', 'Conference IDs of the fullest bridge that cannot be given.'),
    share: gauge('conference_ids_used_ratio', 'The same as a share of all, between 0 and 1.'),
  };
  const connections = gauge('database_connections', 'Connections to the database.', ['state']);
  const keysAge = gauge('connector_keys_age_seconds', 'How old the keys of the Bot Connector are.');
  const teamsUp = gauge('teams_up', 'Whether calls to Teams PowerShell get through.');
  const loopBusy = gauge('loop_busy_seconds', 'For how long a loop has been at the look that is under way.', ['loop']);
  const loopFailures = new Counter({
    ...{ registers, name: 'dialin_desk_loop_failures_total', labelNames: ['loop'] as const },
    help: 'Looks of a loop that failed.',
  });

  const watch: Watch = {
    changed: (change, outcome) => changes.inc({ change, outcome }),
    pinChecked: (outcome) => pinChecks.inc({ outcome }),
  };

  function setFigures(figures: Figures | undefined): void {
    databaseUp.set(figures ? 1 : 0);
    // What is not known is left out: an old value would look like a new one.
    if (!figures) return Object.values(fromDatabase).forEach((one) => one.remove());
    const { outbox, notices, trail, conferenceIds } = figures;
    fromDatabase.outboxMails.set(outbox.count);
    fromDatabase.outboxAge.set(outbox.seconds);
    fromDatabase.notices.set(notices.count);
    fromDatabase.noticesAge.set(notices.seconds);
    fromDatabase.trail.set(trail.count);
    fromDatabase.trailAge.set(trail.seconds);
    if (conferenceIds) fromDatabase.ids.set(conferenceIds.count);
    else fromDatabase.ids.remove();
    if (conferenceIds) fromDatabase.share.set(conferenceIds.share);
    else fromDatabase.share.remove();
  }

  return {
    watch,
    turnEnded({ command = 'none', outcome, reason }: TurnEnd, seconds: number): void {
      turns.observe({ command, outcome }, seconds);
      if (reason) turnsRefused.inc({ reason });
    },
    refused: (reason: string): void => requestsRefused.inc({ reason }),
    contentType: registry.contentType,
    /** All of it, in Prometheus' text format. */
    async text({ figures, pool, loops, keysAge: age, teamsUp: up }: Looked): Promise<string> {
      setFigures(figures);
      connections.set({ state: 'open' }, pool.open);
      connections.set({ state: 'in-use' }, pool.inUse);
      connections.set({ state: 'waited-for' }, pool.waiting);
      loopFailures.reset();
      for (const { loop, busy, failures } of loops) {
        loopBusy.set({ loop }, busy);
        loopFailures.inc({ loop }, failures);
      }
      if (age === undefined) keysAge.remove();
      else keysAge.set(age);
      if (up === undefined) teamsUp.remove();
      else teamsUp.set(up ? 1 : 0);
      return registry.metrics();
    },
  };
}
