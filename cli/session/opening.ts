import { join } from 'node:path';
import { chatAddressOf, type CommandLineConfig } from '../../setup/config';
import { createServices, type Services } from '../../services';
import { startChaining } from '../../services/audit/chain/loop';
import { createLog } from '../../services/base/log';
import { type MailRoute, parseSender, smtpRoute } from '../../services/mail/route';
import { SetupError } from '../../services/base/problem';
import { sampleTenant } from '../../services/try-out/sample-people';
import { type DatabaseAddress, withDatabaseAddress } from '../../setup/database';
import { peopleOf } from '../../setup/entra';
import { readKeys } from '../../setup/pin-keys';
import { teamsOf } from '../../setup/teams';

/** How long a command may take at its end to chain its records; a bot or the next command does the rest. In ms. */
const longestChaining = 10_000;

/** What a command works on. */
export interface Opened {
  services: Services;
  tenant: string;
}

/**
 * Opens the services with the bot's database and keys, for one command.
 * @throws SetupError with one line when the database, the keys or the tenant cannot be found
 */
export function withServices<Result>(
  config: CommandLineConfig,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const pinKeys = readKeys(config);
  const people = peopleOf(config, createLog({ level: 'silent' }));
  let upnOf = (_id: string): Promise<string | undefined> => Promise.resolve(undefined);
  const teams = teamsOf(config, createLog({ level: 'silent' }), (id) => upnOf(id));
  return withDatabaseAddress(config, async (address) => {
    const services = await createServices({
      uri: address.uri,
      database: address.database,
      pinKeys,
      people,
      backend: teams?.backend,
      mail: mailRoute(config, address),
      chatAddress: chatAddressOf(config.MicrosoftAppId),
    });
    // What a command writes into the trail it also chains, so that nothing waits for a bot that may not run.
    const stopChaining = startChaining({
      services,
      log: createLog({ level: 'silent' }),
      wanted: services.audit.hasWritten,
      lastMoments: longestChaining,
    });
    try {
      const tenant = await tenantOf(config, address, services);
      upnOf = async (id) => (await services.directory.byId(tenant, id))?.upn;
      return await work({ services, tenant });
    } finally {
      await teams?.stop();
      await stopChaining();
      services.mailSending?.close();
      await services.close();
    }
  });
}

/** Whom mails come from. Without MAIL_FROM only those of a try-out have a sender, which is used without MONGODB_URI. */
export const senderOf = ({ MAIL_FROM, MONGODB_URI }: CommandLineConfig): string | undefined =>
  MAIL_FROM ?? (MONGODB_URI ? undefined : 'Dial-in Desk <dial-in-desk@contoso.example>');

/** In a try-out, mails become files. Elsewhere, without a mail server, they wait for the bot. */
function mailRoute(config: CommandLineConfig, { local }: DatabaseAddress): MailRoute | undefined {
  const { SMTP_URL, DATA_DIR } = config;
  const from = senderOf(config);
  if (SMTP_URL) {
    if (from === undefined) throw new SetupError('MAIL_FROM is missing: SMTP_URL needs the sender that the bot has.');
    return smtpRoute(SMTP_URL, from);
  }
  return local && from !== undefined ? { folder: join(DATA_DIR, 'mail'), from: parseSender(from) } : undefined;
}

/** @throws SetupError when it is not clear which tenant is meant */
async function tenantOf(
  { MicrosoftAppTenantId }: CommandLineConfig,
  { local }: DatabaseAddress,
  services: Services,
): Promise<string> {
  if (MicrosoftAppTenantId) return MicrosoftAppTenantId;
  if (services.sync) return services.sync.tenant;
  if (local) return sampleTenant;
  const [only, ...others] = await services.directory.tenants();
  if (only === undefined)
    throw new SetupError(
      'The directory of this database is empty. Check MONGODB_URI and DATABASE; for a new installation set ' +
        'MicrosoftAppTenantId, and make its first administrator with "bootstrap-admin".',
    );
  if (others.length > 0)
    throw new SetupError('This database holds several tenants. Set MicrosoftAppTenantId to the one that is meant.');
  return only;
}
