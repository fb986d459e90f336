import { basename, delimiter, dirname } from 'node:path';
import { z } from 'zod';
import { chatAddress } from '../services/base/chat-address';
import { SetupError } from '../services/base/problem';
import { valuesOf, withEnvironmentFile } from './environment';

/** The only file that reads the environment. Everything else is given what it needs. */

const port = z.coerce
  .number({ error: 'must be a number from 1 to 65535' })
  .int({ error: 'must be a whole number' })
  .min(1)
  .max(65_535);
const guid = z.guid({ error: 'must be a GUID, for example 00000000-0000-4000-8000-000000000001' });
/** A tenant's id is the same in capitals. What belongs to a tenant is found by it, so it has one form here. */
const tenantId = guid.toLowerCase();
const filled = z.string().min(1, { error: 'must not be empty' });

/** For how many days something is kept. */
const days = ({ least, usual }: { least: number; usual: number }) =>
  z.coerce
    .number({ error: `must be a number of days from ${least} to 3650` })
    .int({ error: 'must be a whole number of days' })
    .min(least, { error: `must be at least ${least} days` })
    .max(3650, { error: 'must be at most 3650 days' })
    .default(usual);

/** Where people come from. `setup/entra.ts` reads the lists, and says what is missing. */
const directory = {
  DIRECTORY: z.enum(['own', 'entra'], { error: 'must be own or entra' }).default('own'),
  ENTRA_TENANT: tenantId.optional(),
  ENTRA_CLIENT: guid.toLowerCase().optional(),
  ENTRA_CERTIFICATE: filled.optional(),
  ENTRA_SECRET: filled.optional(),
  CLOUD: z
    .enum(['global', 'gcc', 'gcc-high', 'dod', 'china'], { error: 'must be global, gcc, gcc-high, dod or china' })
    .default('global'),
  ROLE_GROUPS: filled.optional(),
  ROLE_MAP: filled.optional(),
  LICENCE_PLANS: filled.optional(),
  SYNC_MOST_GONE: z.coerce
    .number({ error: 'must be a number of percent from 0 to 100' })
    .min(0, { error: 'must be at least 0 percent' })
    .max(100, { error: 'must be at most 100 percent' })
    .default(10),
};

/** Where conferencing is. `setup/teams.ts` says what is missing. */
const conferencing = {
  CONFERENCING: z.enum(['own', 'teams'], { error: 'must be own or teams' }).default('own'),
  MAILS: z.enum(['desk', 'microsoft'], { error: 'must be desk or microsoft' }).default('desk'),
  PWSH: filled.optional(),
};

const common = {
  ...directory,
  ...conferencing,
  PORT: port.default(3978),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
  DATA_DIR: filled.default('.data'),
  DATABASE: filled.default('dial-in-desk'),
  SMTP_URL: filled.optional(),
  MAIL_FROM: filled.optional(),
};

const tryOut = z.object({
  ...common,
  LOG_LEVEL: common.LOG_LEVEL.default('warn'),
  MONGODB_URI: filled.optional(),
  PIN_KEYS: filled.optional(),
  MONGOMS_SYSTEM_BINARY: filled.optional(),
  /** Never in production: the stand-in for Microsoft Graph takes any token. */
  GRAPH_STAND_IN: z
    .url({ protocol: /^http$/, hostname: /^(?:localhost|127\.0\.0\.1)$/, error: 'must be http://127.0.0.1:<port>' })
    .optional(),
  PLAYGROUND_PORT: port.max(65_531).default(56_150),
});

const commandLine = tryOut.extend({
  DESK_ACT_AS: filled.optional(),
  MicrosoftAppTenantId: tenantId.optional(),
  MicrosoftAppId: guid.optional(),
});

/** OpenTelemetry's own names. `setup/tracing.ts` says what they may be. */
const tracing = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: filled.optional(),
  OTEL_TRACES_EXPORTER: filled.optional(),
  OTEL_SDK_DISABLED: filled.optional(),
};

const production = z
  .object({
    ...common,
    LOG_LEVEL: common.LOG_LEVEL.default('info'),
    HOST: filled.default('0.0.0.0'),
    MONGODB_URI: filled,
    PIN_KEYS: filled,
    SMTP_URL: filled,
    MAIL_FROM: filled,
    MicrosoftAppId: guid,
    MicrosoftAppPassword: filled.optional(),
    MicrosoftAppType: z.enum(['SingleTenant', 'UserAssignedMSI']).default('SingleTenant'),
    MicrosoftAppTenantId: tenantId,
    CONNECTOR_HOSTS: filled.default('smba.trafficmanager.net,*.botframework.com'),
    UPLOAD_HOSTS: filled.default('*.sharepoint.com'),
    KEEP_HISTORY_DAYS: days({ least: 30, usual: 180 }),
    KEEP_OFFERS_DAYS: days({ least: 7, usual: 30 }),
    ...tracing,
  })
  .refine(
    ({ MicrosoftAppType, MicrosoftAppPassword }) =>
      MicrosoftAppType === 'UserAssignedMSI' || MicrosoftAppPassword !== undefined,
    {
      path: ['MicrosoftAppPassword'],
      error: 'is required unless MicrosoftAppType is UserAssignedMSI',
    },
  );

const backend = { CONFERENCING: conferencing.CONFERENCING };
const manifest = z.object({
  ...backend,
  MicrosoftAppId: guid,
  TEAMS_APP_ID: guid.optional(),
  DEVELOPER_NAME: filled.max(32, { error: 'has more than 32 characters' }).default('Dial-in Desk'),
  DEVELOPER_URL: z
    .url({ protocol: /^https$/, error: 'must be an https address' })
    .default('https://dial-in-desk.example'),
});

/** The address that opens the chat with our bot in Teams, if it has an application id. */
export const chatAddressOf = (appId: string | undefined): string | undefined => appId && chatAddress(`28:${appId}`);

export type TryOutConfig = Readonly<z.infer<typeof tryOut>>;
export type CommandLineConfig = Readonly<z.infer<typeof commandLine>>;
export type ProductionConfig = Readonly<z.infer<typeof production>>;

/**
 * What the try-out takes. It reads no file with variables: that belongs to a real installation, whose database must not
 * be filled with sample people by a second `npm start`.
 */
export const readTryOutConfig = (): TryOutConfig => read(tryOut, process.env);
export const readCommandLineConfig = (): CommandLineConfig => read(commandLine);
/** Every variable that production takes. What a deployment sets must be among them. */
export const productionVariables: readonly string[] = Object.keys(production.shape);

export const readProductionConfig = (): ProductionConfig => read(production);
export type DirectoryConfig = Readonly<z.infer<z.ZodObject<typeof directory>>> & {
  MicrosoftAppId?: string;
  MicrosoftAppTenantId?: string;
  GRAPH_STAND_IN?: string;
};
export type ConferencingConfig = Readonly<z.infer<z.ZodObject<typeof conferencing>>> &
  DirectoryConfig & { DATA_DIR: string };
export const readManifestConfig = () => read(manifest);

/**
 * Whether Teams keeps PINs and conference IDs, for help, which is shown whatever else is wrong with the set-up.
 */
export function isByTeams(): boolean {
  try {
    return read(z.object(backend)).CONFERENCING === 'teams';
  } catch {
    return false;
  }
}

/**
 * How the command line was called, so that help and remarks name it as it can be typed again: `npm run desk --` in a
 * clone, `dialin-desk` where the shell finds it by itself, else `npx dialin-desk`.
 * @param script the path of the program that runs, as the shell gave it
 */
export function calledAs(script = process.argv[1] ?? ''): string {
  const { npm_package_name: project, npm_lifecycle_event: event, npm_command: command, PATH = '' } = process.env;
  if (project === 'dial-in-desk' && ['desk', 'keys', 'audit'].includes(event ?? '')) return 'npm run desk --';
  // While npm runs something, it lets the shell find what the project has installed; afterwards the shell does not.
  const found = command === undefined && PATH.split(delimiter).includes(dirname(script));
  return found && basename(script) === 'dialin-desk' ? 'dialin-desk' : 'npx dialin-desk';
}

/**
 * The part of the environment that a program we start may see: where to find things, but nothing of ours, such as keys.
 */
export function environmentFor(program: Record<string, string>): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'SystemRoot',
    'TEMP',
    'TMP',
    'TMPDIR',
    'LANG',
    'APPDATA',
    'LOCALAPPDATA',
    'USERPROFILE',
  ];
  const kept = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return { ...Object.fromEntries(kept), ...program };
}

/**
 * @param from the environment, with or without the file with variables
 * @throws SetupError with one line for every variable that is wrong, all at once
 */
function read<Schema extends z.ZodObject>(schema: Schema, from = withEnvironmentFile(process.env)): Config<Schema> {
  const { given, faults } = valuesOf(Object.keys(schema.shape), from);
  const { success, data, error } = schema.safeParse(given);
  if (success && faults.length === 0) return Object.freeze(data as object) as Config<Schema>;
  for (const { path, code, message } of error?.issues ?? []) {
    const name = path.join('.');
    const missing = given[name] === undefined && code === 'invalid_type';
    // What cannot be had from its file has a line already.
    if (given[name] === undefined && from[`${name}_FILE`]) continue;
    faults.push(`${name} ${missing ? 'is missing' : message.replace(/^Invalid/, 'is invalid: Invalid')}`);
  }
  throw new SetupError(faults.join('\n'));
}

type Config<Schema extends z.ZodType> = Readonly<z.infer<Schema>>;
