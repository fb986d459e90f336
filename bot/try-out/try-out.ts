import { join, resolve } from 'node:path';
import { makeDataFolder, startLocalMongo } from '../../services/try-out/local-mongo';
import { announceRunning } from '../../services/try-out/running';
import { isPortFree } from '../../services/try-out/ports';
import { createLog } from '../../services/base/log';
import { type MailRoute, parseSender, smtpRoute } from '../../services/mail/route';
import { keysFromFile, parsePinKeys } from '../../services/pins/keys';
import { SetupError } from '../../services/base/problem';
import { samplePeople, sampleTenant, seedSamplePeople } from '../../services/try-out/sample-people';
import { readTryOutConfig, type TryOutConfig } from '../../setup/config';
import { playgroundCli, startPlaygrounds } from './playground';
import { greeting, whatItIs } from './greeting';
import { writeSampleLists } from './sample-lists';

const cacheFolder = join(__dirname, '..', '..', 'node_modules', '.cache', 'dial-in-desk');
const windowRoles = ['admin', 'helpdesk', 'user', 'second admin', 'auditor'] as const;
const windowPeople = ['Megan Bowen', 'Adele Vance', 'Alice Smith', 'Nestor Wilke', 'Johanna Lorenz'];

/** How it stops: for how long at most, in milliseconds, and with which words. */
export const tryOutStopping = { patience: 4_500, asked: () => console.log('\nStopping. The data stays.') };

/**
 * Starts everything local, with sample people, and the Agents Playground as the Teams client.
 * @param options.tenant whether people come from a stand-in for Microsoft Graph, and PINs from one for Teams
 * @returns a function that stops it
 * @throws SetupError with one line that says what is in the way
 */
export async function startTryOut({
  playground: withPlayground,
  tenant: withTenant = false,
}: {
  playground: boolean;
  tenant?: boolean;
}): Promise<() => Promise<void>> {
  const config = withTenant ? tenantConfig(readTryOutConfig()) : readTryOutConfig();
  const cli = withPlayground ? playgroundCli() : undefined;
  const say = (line: string) => console.log(line);
  makeDataFolder(config.DATA_DIR);
  const pinKeys = config.PIN_KEYS ? parsePinKeys(config.PIN_KEYS) : keysFromFile(join(config.DATA_DIR, 'keys.json'));
  const mail = mailRoute(config);
  await checkPorts(config, withPlayground);

  const stops: (() => Promise<void>)[] = [];
  // The last one started is stopped first. If one fails to stop, the others stop all the same.
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop().catch((error: unknown) => console.error(error));
  };
  try {
    const local = config.MONGODB_URI
      ? undefined
      : await startLocalMongo({
          dataFolder: config.DATA_DIR,
          cacheFolder,
          mongodBinary: config.MONGOMS_SYSTEM_BINARY,
          say,
        });
    if (local) stops.push(local.stop);
    say(`Database: ${local?.description ?? 'the one MONGODB_URI names'}`);

    // Loaded only now, so that a mistake in the set-up is reported at once, and not after a second of loading.
    const { startDesk } = await import('../desk.js');
    const log = createLog({ level: config.LOG_LEVEL });
    const tenant = withTenant ? await (await import('./tenant.js')).startTenant(config, log) : undefined;
    if (tenant) stops.push(tenant.stop);
    const desk = await startDesk({
      services: {
        uri: config.MONGODB_URI ?? local!.uri,
        database: config.DATABASE,
        pinKeys,
        mail,
        ...tenant?.services,
      },
      identity: {},
      gate: { tenant: sampleTenant, connectorHosts: ['localhost', '127.0.0.1'], tokens: false },
      files: { hosts: { hosts: [], loopback: true }, folder: resolve(config.DATA_DIR, 'files') },
      listen: { port: config.PORT, host: '127.0.0.1' },
      // The Playground tells no time zone, and its windows are on this machine.
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      log,
    });
    stops.push(desk.stop);
    if (tenant) {
      await tenant.ready(desk.services);
      say(`Sample people: ${samplePeople.length} of Contoso, from the stand-in for Microsoft Graph`);
    } else if (await seedSamplePeople(desk.services))
      say(`Sample people: ${samplePeople.length} of Contoso, made just now`);
    if (local) {
      // From now on the command line may use it, as long as it runs.
      const withdraw = await announceRunning(config.DATA_DIR, local.port);
      stops.push(async () => withdraw());
    }
    const endpoint = `http://127.0.0.1:${desk.port}/api/messages`;
    say(`Bot: ${endpoint}`);
    say(
      `Emails: ${
        'folder' in mail
          ? `files in ${mail.folder}, one ` + `for each email`
          : 'sent through the server that SMTP_URL names'
      }`,
    );

    if (cli === undefined) {
      say(`\nDial-in Desk is ready, without the Playground.\n\n${tenant?.words ?? whatItIs}`);
    } else {
      const windows = windowPeople.map((name, index) => ({
        port: config.PLAYGROUND_PORT + index,
        person: samplePeople.find((person) => person.name === name)!,
      }));
      const playgrounds = await startPlaygrounds({
        windows,
        people: samplePeople,
        endpoint,
        dataFolder: config.DATA_DIR,
        cli,
      });
      stops.push(playgrounds.stop);
      say(
        greeting(
          windows.map(
            ({ port, person }, index) => `  http://localhost:${port}  ${person.name} (${windowRoles[index]})`,
          ),
          writeSampleLists(config.DATA_DIR),
          tenant?.words,
        ),
      );
    }
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** `npm start -- --tenant`: its data lies beside that of the usual try-out, and is not mixed with it. */
const tenantConfig = (config: TryOutConfig): TryOutConfig => ({
  ...config,
  DATA_DIR: join(config.DATA_DIR, 'tenant'),
  // The local database has a folder of its own.
  DATABASE: config.MONGODB_URI ? `${config.DATABASE}-tenant` : config.DATABASE,
});

/** Without a mail server, mails become files next to the data. */
function mailRoute({
  SMTP_URL,
  MAIL_FROM = 'Dial-in Desk <dial-in-desk@contoso.example>',
  DATA_DIR,
}: TryOutConfig): MailRoute {
  return SMTP_URL ? smtpRoute(SMTP_URL, MAIL_FROM) : { folder: join(DATA_DIR, 'mail'), from: parseSender(MAIL_FROM) };
}

/** The Playground silently takes another port when its own is in use, so we check the ports first. */
async function checkPorts(config: TryOutConfig, withPlayground: boolean): Promise<void> {
  const windowPorts = withPlayground ? windowRoles.map((_, index) => config.PLAYGROUND_PORT + index) : [];
  if (windowPorts.includes(config.PORT)) {
    throw new SetupError(
      `PORT ${config.PORT} is one of the five ports that the Playground takes from PLAYGROUND_PORT ` +
        `${config.PLAYGROUND_PORT} on. Set one of them to another port.`,
    );
  }
  const wanted = [
    { port: config.PORT, name: 'PORT' },
    ...windowPorts.map((port) => ({ port, name: 'PLAYGROUND_PORT' })),
  ];
  for (const { port, name } of wanted) {
    if (!(await isPortFree(port)))
      throw new SetupError(`Port ${port} is in use. Stop what uses it, or set ${name} to another one.`);
  }
}
