import { createSign, generateKeyPairSync } from 'node:crypto';
import nock from 'nock';

const kid = 'test-key';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A token signed as the Connector signs, with these claims. */
export function signToken(
  claims: object,
  options: { alg?: string; key?: typeof privateKey; kid?: string } = {},
): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg: options.alg ?? 'RS256', typ: 'JWT', kid: options.kid ?? kid })}.${encode(claims)}`;
  return `${content}.${createSign('RSA-SHA256')
    .update(content)
    .sign(options.key ?? privateKey)
    .toString('base64url')}`;
}

export const strangersKey = (): typeof privateKey => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

/** The keys that the key server gives, by id, and what each is endorsed for. All have the same content. */
const endorsed = {
  [kid]: ['msteams'],
  'for-web-chat': ['webchat'],
  'for-many': ['webchat', 'msteams'],
  'for-none': [],
  'for-all': undefined,
};
const keys = Object.entries(endorsed).map(([id, endorsements]) => ({
  ...publicKey.export({ format: 'jwk' }),
  kid: id,
  use: 'sig',
  alg: 'RS256',
  endorsements,
}));

/** What the key server gives while it is well. */
export const connectorKeys: readonly object[] = keys;

/** How the key server answers, and how often it was asked. */
export interface KeyServer {
  state: 'is well' | 'cannot be reached';
  asked: number;
}

/** Microsoft's key server and token service, until nock is cleaned up. */
export function serveMicrosoft(): KeyServer {
  const keyServer: KeyServer = { state: 'is well', asked: 0 };
  nock('https://login.botframework.com')
    .persist()
    .get('/v1/.well-known/openidconfiguration')
    .reply((_uri, _body, callback) => {
      keyServer.asked += 1;
      if (keyServer.state === 'cannot be reached')
        return callback(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), [503, '']);
      callback(null, [
        200,
        {
          issuer: 'https://api.botframework.com',
          jwks_uri: 'https://login.botframework.com/v1/.well-known/keys',
          id_token_signing_alg_values_supported: ['RS256'],
        },
      ]);
    })
    .get('/v1/.well-known/keys')
    .reply(200, { keys });
  nock('https://login.microsoftonline.com')
    .persist()
    .get(/discovery|openid-configuration/)
    .query(true)
    .reply(200, (uri) => ({
      tenant_discovery_endpoint: `https://login.microsoftonline.com${uri}`,
      issuer: 'https://login.microsoftonline.com/00000000-0000-4000-8000-000000000001/v2.0',
      authorization_endpoint:
        'https://login.microsoftonline.com/00000000-0000-4000-8000-000000000001/oauth2/v2.0/authorize',
      token_endpoint: 'https://login.microsoftonline.com/00000000-0000-4000-8000-000000000001/oauth2/v2.0/token',
      jwks_uri: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
      metadata: [],
      // This answer is also the document of keys, from which the SDK takes the Emulator's keys.
      keys,
    }))
    .post(/token/)
    .reply(200, {
      token_type: 'Bearer',
      expires_in: 3600,
      ext_expires_in: 3600,
      access_token: signToken({ aud: 'https://api.botframework.com' }),
    });
  return keyServer;
}
