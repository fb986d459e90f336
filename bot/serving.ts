import { createLog } from '../services/base/log';
import { writeOnlyTheLog } from './only-the-log';
import { smtpRoute } from '../services/mail/route';
import { parsePinKeys } from '../services/pins/keys';
import { chatAddressOf, readProductionConfig } from '../setup/config';
import { peopleOf } from '../setup/entra';
import { teamsOf } from '../setup/teams';
import { startTracing } from '../setup/tracing';
import type { Desk } from './desk';

/**
 * Starts the bot as production runs it, configured by environment alone.
 * @returns a function that stops it
 * @throws SetupError with one line for every variable that is wrong
 */
export async function startServing(): Promise<() => Promise<void>> {
  const config = readProductionConfig();
  const { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppType, MicrosoftAppTenantId } = config;
  const log = createLog({ level: config.LOG_LEVEL });
  writeOnlyTheLog(log);
  const people = peopleOf(config, log);
  const started: { desk?: Desk } = {};
  const teams = teamsOf(
    config,
    log,
    async (id) => (await started.desk?.services.directory.byId(MicrosoftAppTenantId, id))?.upn,
  );
  const stopTracing = await startTracing(config);
  // Loaded only now, so that a missing setting is reported at once, and not after a second of loading.
  const { startDesk } = await import('./desk.js');
  const desk = await startDesk({
    services: {
      ...{ uri: config.MONGODB_URI, database: config.DATABASE, pinKeys: parsePinKeys(config.PIN_KEYS) },
      people,
      backend: teams?.backend,
      mail: smtpRoute(config.SMTP_URL, config.MAIL_FROM),
      chatAddress: chatAddressOf(MicrosoftAppId),
      keep: { history: config.KEEP_HISTORY_DAYS, offers: config.KEEP_OFFERS_DAYS },
    },
    identity: { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppType, MicrosoftAppTenantId },
    gate: { tenant: MicrosoftAppTenantId, connectorHosts: config.CONNECTOR_HOSTS.split(','), tokens: true },
    files: { hosts: { hosts: config.UPLOAD_HOSTS.split(','), loopback: false } },
    listen: { port: config.PORT, host: config.HOST },
    measureProcess: true,
    log,
  });
  started.desk = desk;
  log.info('listening', { port: desk.port });
  teams?.open();
  return async () => {
    // Calls that are under way are those of clicks, which are waited for first.
    await desk.stop();
    await teams?.stop();
    await stopTracing();
  };
}
