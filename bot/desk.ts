import { createServices, type ServicesOptions } from '../services';
import { startChaining } from '../services/audit/chain/loop';
import type { Log } from '../services/base/log';
import { startNumberMailings } from '../services/mail/number-mailings-loop';
import { startSync } from '../services/people/sync/loop';
import { startSending } from '../services/mail/sending/loop';
import { type AppIdentity, DeskAdapter } from './teams/adapter';
import { startBulk } from './loops/bulk';
import { commands } from './commands';
import { createDeskBot } from './teams/desk-bot';
import { createConnectorKeys } from './teams/connector-keys';
import { createDispatcher } from './turn/dispatcher';
import type { GateOptions } from './teams/gate';
import { createFileDesk, type FileOptions } from './teams/file-desk';
import { startNotices } from './loops/notices';
import { createOutbound } from './teams/outbound';
import { createPace } from './teams/pace';
import { createServer } from './teams/server';
import { createTokenCheck } from './teams/token-check';
import { startTidying } from './loops/tidy';
import { startCatchingUp } from './loops/catching-up';
import { startTrailRetention } from './loops/trail-retention';
import { startSweepingCalls } from './loops/sweep-calls';
import { startWatchingFill } from './loops/watch-fill';
import { createWatching } from './watch';

const noPlaceForFiles: FileOptions = { hosts: { hosts: [], loopback: false } };

/** Puts together everything that one replica is made of. The try-out, production and the tests all run this. */
export async function startDesk(options: {
  services: ServicesOptions;
  identity: AppIdentity;
  /** Only the try-out, which listens on loopback, goes without `tokens`. */
  gate: Pick<GateOptions, 'tenant' | 'connectorHosts'> & { tokens: boolean };
  files?: FileOptions;
  listen: { port: number; host: string };
  log: Log;
  /** An IANA name for clients that tell none. Without it their times are in UTC, and say so. */
  timeZone?: string;
  /** How long a click may take until it is answered without its outcome, for tests. Milliseconds. */
  patience?: number;
  /** Whether the process itself is measured as well: once in a process. */
  measureProcess?: boolean;
  /** Whether people get only so much answered, and chats only so much sent, as everywhere but in tests. */
  floods?: boolean;
  /** How often to look for mails that are due, for tests. Milliseconds. */
  mailInterval?: number;
  /** How often to look for messages to edit, for tests. Milliseconds. */
  tidyInterval?: number;
  /** How often to look for notices that are due, for tests. Milliseconds. */
  noticeInterval?: number;
  /** How often to look for bulk jobs, for tests. Milliseconds. */
  bulkInterval?: number;
  /** The shortest time between two edits of a bulk job's card, for tests. Milliseconds. */
  bulkEditInterval?: number;
  /** How often to look for changes in Microsoft Entra, for tests. Milliseconds. */
  syncInterval?: number;
  /** How often calls to Teams of which nothing was heard are looked for, for tests. Milliseconds. */
  sweepInterval?: number;
  /** How often to look for records of the trail whose time is over, for tests. Milliseconds. */
  retentionInterval?: number;
  /** How often records of the trail are chained, for tests. Milliseconds. */
  chainInterval?: number;
}) {
  const { log, floods = true } = options;
  const watching = createWatching({ log, measureProcess: options.measureProcess });
  const services = await createServices({ ...options.services, watch: watching.watch });
  for (const { name, changed } of services.migrated) log.info('migrated', { migration: name, count: changed });
  const adapter = new DeskAdapter(options.identity, log);
  const outbound = createOutbound({
    adapter,
    appId: options.identity.MicrosoftAppId ?? '',
    ids: services.buttonIds,
    turnOf: floods ? createPace() : undefined,
  });
  const dispatcher = createDispatcher({ services, commands, log, patience: options.patience });
  const files = createFileDesk({ services, commands, log, ...(options.files ?? noPlaceForFiles) });
  const turn = createDeskBot({
    services,
    dispatcher,
    outbound,
    files,
    commands,
    uploads: (options.files ?? noPlaceForFiles).hosts,
    timeZone: options.timeZone,
    floods,
    ended: watching.turnEnded,
    log,
  });
  const { tokens, ...gate } = options.gate;
  const keys = createConnectorKeys({ log });
  const check = tokens ? createTokenCheck({ keys, appId: options.identity.MicrosoftAppId ?? '' }) : undefined;
  const { pulses } = watching;
  watching.about({ services, keys: tokens ? keys : undefined });
  const server = createServer({ adapter, turn, services, gate: { ...gate, check }, watching, log });
  try {
    const port = await server.listen(options.listen.port, options.listen.host);
    const loops = [
      startTidying({ services, outbound, commands, log, interval: options.tidyInterval, pulse: pulses.of('tidying') }),
      startNotices({
        services,
        outbound,
        commands,
        log,
        interval: options.noticeInterval,
        pulse: pulses.of('notices'),
      }),
      startBulk({
        services,
        outbound,
        commands,
        log,
        interval: options.bulkInterval,
        betweenEdits: options.bulkEditInterval,
        pulses: { work: pulses.of('bulk-work'), cards: pulses.of('bulk-cards') },
      }),
      ...(services.backend.name === 'own' ? [startWatchingFill({ services, log, pulse: pulses.of('fill') })] : []),
      ...(services.backend.name === 'teams'
        ? [
            startSweepingCalls({
              services,
              log,
              interval: options.sweepInterval,
              pulse: pulses.of('teams-calls'),
            }),
          ]
        : []),
      startTrailRetention({ services, log, interval: options.retentionInterval, pulse: pulses.of('trail-retention') }),
      startNumberMailings({ numberMailings: services.numberMailings, log, pulse: pulses.of('number-mails') }),
      ...(services.sync
        ? [startSync({ sync: services.sync, log, interval: options.syncInterval, pulse: pulses.of('sync') })]
        : []),
      startCatchingUp({ services, log, pulse: pulses.of('catching-up') }),
      ...(services.mailSending
        ? [
            startSending({
              sending: services.mailSending,
              presence: services.mailPresence,
              log,
              interval: options.mailInterval,
              pulse: pulses.of('mails'),
            }),
          ]
        : []),
    ];
    const stopFetching = tokens ? keys.keepFresh() : () => undefined;
    const stopChaining = startChaining({
      services,
      log,
      interval: options.chainInterval,
      pulse: pulses.of('trail-chain'),
    });
    return {
      port,
      services,
      /** Lets go of the port, waits for what is under way, then lets go of the database. */
      async stop(): Promise<void> {
        stopFetching();
        // At the same time, because the work of the loops may take seconds, and so may a click.
        await Promise.all([server.close(), ...loops.map((stop) => stop())]);
        // The last answer may have started a file. Answers and files leave records, which must be chained.
        await files.stop();
        await stopChaining();
        await services.close();
      },
    };
  } catch (error) {
    await services.close();
    throw error;
  }
}

export type Desk = Awaited<ReturnType<typeof startDesk>>;
