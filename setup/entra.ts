import { existsSync, readFileSync } from 'node:fs';
import type { ServicesOptions } from '../services';
import type { Log } from '../services/base/log';
import { SetupError } from '../services/base/problem';
import { Secret } from '../services/base/secret';
import { isObjectId, type Role, roles } from '../services/people/person';
import { sampleTenant } from '../services/try-out/sample-people';
import { clouds } from '../tenant/clouds';
import { createCredentials, type Credential, graphScope, type SignIn, type TokenFor } from '../tenant/credentials';
import { createEntra } from '../tenant/entra';
import { createGraph } from '../tenant/graph';
import { defaultRoles } from '../tenant/roles';
import type { DirectoryConfig } from './config';

/** An app of Microsoft Entra, and how it signs in. */
export interface EntraApp {
  signIn: SignIn;
  tokenFor: TokenFor;
}

/**
 * The app that reads the directory, and talks to Teams.
 * @throws SetupError with one line for every variable that is missing or wrong
 */
export function entraAppOf(config: DirectoryConfig): EntraApp {
  const { CLOUD: cloud, ENTRA_CLIENT: client, ENTRA_SECRET: secret, ENTRA_CERTIFICATE: path } = config;
  const faults: string[] = [];
  const tenant = config.ENTRA_TENANT ?? config.MicrosoftAppTenantId;
  if (tenant === undefined) faults.push('ENTRA_TENANT is missing: the id of your tenant in Microsoft Entra');
  else if (config.MicrosoftAppTenantId && config.MicrosoftAppTenantId !== tenant)
    faults.push(
      'ENTRA_TENANT is another tenant than MicrosoftAppTenantId, and the bot serves only that one. Leave ENTRA_TENANT ' +
        'out, or set both to the same.',
    );
  if (secret && path) faults.push('ENTRA_SECRET and ENTRA_CERTIFICATE are both set. Leave one of them out.');
  if ((secret ?? path) && !client)
    faults.push('ENTRA_CLIENT is missing: the application (client) id of the app that reads the directory.');
  if (client && client === config.MicrosoftAppId?.toLowerCase())
    faults.push(
      'ENTRA_CLIENT is the app of the bot. Register another one, so that the secret of the bot cannot read the ' +
        'directory.',
    );
  if (path) faults.push(...certificateFaults(path));
  if (faults.length > 0) throw new SetupError(faults.join('\n'));
  const credential: Credential = path
    ? { kind: 'certificate', path }
    : secret
      ? { kind: 'secret', secret: new Secret(secret) }
      : { kind: 'managed' };
  const signIn: SignIn = { cloud, tenant: tenant!, client, credential };
  return { signIn, tokenFor: createCredentials(signIn) };
}

/**
 * Where people come from, for `createServices`: undefined when that is our own directory.
 * @throws SetupError with one line for every variable that is missing or wrong
 */
export function peopleOf(config: DirectoryConfig, log: Log): ServicesOptions['people'] {
  const { DIRECTORY, GRAPH_STAND_IN, CLOUD, SYNC_MOST_GONE: mostGone } = config;
  if (DIRECTORY === 'own') return undefined;
  const rules = {
    byDirectoryRole: config.ROLE_MAP ? pairsOf('ROLE_MAP', config.ROLE_MAP) : defaultRoles,
    byGroup: config.ROLE_GROUPS ? pairsOf('ROLE_GROUPS', config.ROLE_GROUPS) : new Map<string, Role>(),
  };
  const plans = config.LICENCE_PLANS ? idsOf('LICENCE_PLANS', config.LICENCE_PLANS) : [];
  const [tenant, address, scope, tokenFor]: [string, string, string, TokenFor] = GRAPH_STAND_IN
    ? [
        config.MicrosoftAppTenantId ?? sampleTenant,
        GRAPH_STAND_IN,
        'stand-in',
        () => Promise.resolve(new Secret('stand-in')),
      ]
    : inCloud();
  const graph = createGraph({ address, scope, tokenFor, log });
  return { tenant, mostGone, source: createEntra({ graph, rules, plans }) };

  function inCloud(): [string, string, string, TokenFor] {
    const { signIn, tokenFor } = entraAppOf(config);
    return [signIn.tenant, `https://${clouds[CLOUD].graph}`, graphScope(CLOUD), tokenFor];
  }
}

/** How the app proves who it is, as people read it. */
export const credentialWords: Record<Credential['kind'], string> = {
  managed: 'by the managed identity of this machine',
  certificate: 'by its certificate',
  secret: 'by its secret',
};

function certificateFaults(path: string): string[] {
  if (!existsSync(path)) return [`ENTRA_CERTIFICATE: there is no file ${path}.`];
  const text = readFileSync(path, 'latin1');
  if (text.includes('-----BEGIN CERTIFICATE-----') && /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/.test(text)) return [];
  return [
    `ENTRA_CERTIFICATE: ${path} does not hold both a certificate and its private key as PEM, without a password. Of a ` +
      'PFX file they are made with: openssl pkcs12 -in app.pfx -nodes -out app.pem',
  ];
}

/** `<id>=<role>,<id>=<role>` @throws SetupError that names the variable */
function pairsOf(variable: string, text: string): Map<string, Role> {
  const pairs = partsOf(text).map((part): [string, Role] => {
    const [id = '', name = '', ...more] = part.split('=').map((half) => half.trim().toLowerCase());
    const role = roles.find((one) => one === name);
    if (!isObjectId(id) || !role || more.length > 0)
      throw new SetupError(
        `${variable} must be <id>=<role>, with commas between several, for example ` +
          `00000000-0000-4000-8000-000000000001=helpdesk. Roles: ${roles.join(', ')}.`,
      );
    return [id, role];
  });
  return new Map(pairs);
}

/** @throws SetupError that names the variable */
function idsOf(variable: string, text: string): string[] {
  const ids = partsOf(text).map((id) => id.toLowerCase());
  if (!ids.every(isObjectId))
    throw new SetupError(`${variable} must be ids of service plans (GUIDs), with commas between several.`);
  return ids;
}

const partsOf = (text: string): string[] =>
  text
    .split(/[,;\s]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
