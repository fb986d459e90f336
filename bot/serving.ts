import { createLog } from '../services/base/log';
import { writeOnlyTheLog } from './only-the-log';
import { smtpRoute } from '../services/mail/route';
import { parsePinKeys } from '../services/pins/keys';
import { chatAddressOf, readProductionConfig } from '../setup/config';
import { peopleOf } from '../setup/entra';

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
  // Loaded only now, so that a missing setting is reported at once, and not after a second of loading.
  const { startDesk } = await import('./desk.js');
  const desk = await startDesk({
    services: {
      ...{ uri: config.MONGODB_URI, database: config.DATABASE, pinKeys: parsePinKeys(config.PIN_KEYS) },
      people,
      mail: smtpRoute(config.SMTP_URL, config.MAIL_FROM),
      chatAddress: chatAddressOf(MicrosoftAppId),
    },
    identity: { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppType, MicrosoftAppTenantId },
    gate: { tenant: MicrosoftAppTenantId, connectorHosts: config.CONNECTOR_HOSTS.split(','), tokens: true },
    files: { hosts: { hosts: config.UPLOAD_HOSTS.split(','), loopback: false } },
    listen: { port: config.PORT, host: config.HOST },
    log,
  });
  log.info('listening', { port: desk.port });
  return desk.stop;
}
