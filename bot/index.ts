import { createLog } from '../services/base/log';
import { smtpRoute } from '../services/mail/route';
import { parsePinKeys } from '../services/pins/keys';
import { readProductionConfig } from '../setup/config';
import { runUntilStopped } from '../setup/until-stopped';

/** `npm run serve`: production, configured by environment alone. */
runUntilStopped(async () => {
  const config = readProductionConfig();
  const { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppType, MicrosoftAppTenantId } = config;
  const log = createLog({ level: config.LOG_LEVEL });
  // Loaded only now, so that a missing setting is reported at once, and not after a second of loading.
  const { startDesk } = await import('./desk.js');
  const desk = await startDesk({
    services: {
      ...{ uri: config.MONGODB_URI, database: config.DATABASE, pinKeys: parsePinKeys(config.PIN_KEYS) },
      mail: smtpRoute(config.SMTP_URL, config.MAIL_FROM),
    },
    identity: { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppType, MicrosoftAppTenantId },
    gate: { tenant: MicrosoftAppTenantId, connectorHosts: config.CONNECTOR_HOSTS.split(','), tokens: true },
    files: { hosts: { hosts: config.UPLOAD_HOSTS.split(','), loopback: false } },
    listen: { port: config.PORT, host: config.HOST },
    log,
  });
  log.info('listening', { port: desk.port });
  return desk.stop;
});
