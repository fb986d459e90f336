import type { TokenCredential } from '@azure/identity';
import { Secret } from '../services/base/secret';
import { type Cloud, clouds } from './clouds';

/** How the app proves who it is: `managed` by the machine it runs on, else by a certificate or a secret. */
export type Credential =
  | { kind: 'managed' }
  /** The path of a PEM file that holds the certificate and its private key. */
  | { kind: 'certificate'; path: string }
  | { kind: 'secret'; secret: Secret };

export interface SignIn {
  cloud: Cloud;
  tenant: string;
  /** The application (client) id; with a managed identity of the machine's own there is none. */
  client?: string;
  credential: Credential;
}

/** Microsoft did not let the app sign in. `code` is Microsoft's own, such as AADSTS7000222, never its message. */
export class SignInFailed extends Error {
  override name = 'SignInFailed' as const;

  constructor(readonly code: string | undefined) {
    super(`the app could not sign in${code ? ` (${code})` : ''}`);
  }
}

/** Gets a token for a scope such as `https://graph.microsoft.com/.default`. @throws SignInFailed */
export type TokenFor = (scope: string, options?: { signal?: AbortSignal }) => Promise<Secret>;

/** What Teams PowerShell asks tokens for, besides Graph: the Teams service itself, the same in all clouds. */
export const teamsScope = '48ac35b8-9aa8-4d74-927d-1f4a14a0b239/.default';

/** What Graph takes tokens for. */
export const graphScope = (cloud: Cloud): string => `https://${clouds[cloud].graph}/.default`;

/**
 * Signs the app in, and keeps each token until shortly before it ends. It is one app registration for Graph and Teams,
 * and another one than the bot's.
 */
export function createCredentials(signIn: SignIn): TokenFor {
  let credential: Promise<TokenCredential> | undefined;

  return async (scope, { signal } = {}) => {
    try {
      credential ??= open(signIn);
      const token = await (await credential).getToken(scope, { abortSignal: signal });
      if (!token) throw new SignInFailed(undefined);
      return new Secret(token.token);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof SignInFailed ? error : new SignInFailed(codeOf(error));
    }
  };
}

async function open({ cloud, tenant, client, credential }: SignIn): Promise<TokenCredential> {
  // It takes half a second to load, and only installations on Microsoft 365 need it.
  const { ClientCertificateCredential, ClientSecretCredential, ManagedIdentityCredential } =
    await import('@azure/identity');
  // The authorities are known; without this each start would ask the global cloud about the others.
  const options = { authorityHost: `https://${clouds[cloud].signIn}`, disableInstanceDiscovery: true };
  switch (credential.kind) {
    case 'managed':
      return client ? new ManagedIdentityCredential({ clientId: client }) : new ManagedIdentityCredential();
    case 'certificate':
      return new ClientCertificateCredential(tenant, client!, { certificatePath: credential.path }, options);
    case 'secret':
      return new ClientSecretCredential(tenant, client!, credential.secret.reveal(), options);
  }
}

/** Microsoft's code for what is wrong. Its message may quote ids and addresses, so it is left out. */
function codeOf(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  return /\bAADSTS\d{4,9}\b/.exec(message)?.[0] ?? (error instanceof Error ? error.name : undefined);
}
