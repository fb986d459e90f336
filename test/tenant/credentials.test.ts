import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { Secret } from '../../services/base/secret';
import { type Cloud, clouds } from '../../tenant/clouds';
import { createCredentials, type Credential, graphScope, SignInFailed, teamsScope } from '../../tenant/credentials';
import { serveSignIn } from '../helpers/sign-in';

afterAll(() => nock.restore());

const tenant = '11111111-2222-4333-8444-555555555555';
const client = '99999999-2222-4333-8444-555555555555';
const secret: Credential = { kind: 'secret', secret: new Secret('the secret of the app') };

let asked: URLSearchParams[];
/** Microsoft's sign-in in one cloud. */
const serve = (cloud: Cloud, status = 200, answer: object = { token_type: 'Bearer', expires_in: 3_600 }) =>
  serveSignIn(clouds[cloud].signIn, tenant, {
    reply: (form) => {
      asked.push(new URLSearchParams(form));
      return [status, { access_token: `token ${asked.length}`, ...answer }];
    },
  });

beforeAll(() => nock.disableNetConnect());
beforeEach(() => void (asked = []));
afterEach(() => nock.cleanAll());
afterAll(() => nock.enableNetConnect());

test.each(Object.keys(clouds) as Cloud[])(
  'signs in by a secret in the cloud %s, once for each scope',
  async (cloud) => {
    serve(cloud);
    const tokenFor = createCredentials({ cloud, tenant, client, credential: secret });
    const token = await tokenFor(graphScope(cloud));
    expect(token.reveal()).toBe('token 1');
    expect(`${token} ${JSON.stringify(token)}`).not.toContain('token 1');
    expect((await tokenFor(graphScope(cloud))).reveal()).toBe('token 1');
    expect((await tokenFor(teamsScope)).reveal()).toBe('token 2');
    expect(asked.map((form) => form.get('scope'))).toEqual([`https://${clouds[cloud].graph}/.default`, teamsScope]);
    expect(asked[0]!.get('client_secret')).toBe('the secret of the app');
  },
);

test('signs in by a certificate, whose private key stays here', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'desk-certificate-'));
  try {
    const path = join(folder, 'app.pem');
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=desk', '-days', '1'];
    execFileSync('openssl', [...request, '-keyout', path, '-out', join(folder, 'certificate')], { stdio: 'ignore' });
    execFileSync('sh', ['-c', 'cat certificate >> app.pem'], { cwd: folder });
    serve('global');
    const tokenFor = createCredentials({ cloud: 'global', tenant, client, credential: { kind: 'certificate', path } });
    expect((await tokenFor(graphScope('global'))).reveal()).toBe('token 1');
    expect(asked[0]!.get('client_assertion')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(asked[0]!.toString()).not.toContain('PRIVATE');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a refused sign-in has the code of Microsoft, and nothing of its message', async () => {
  serve('global', 401, {
    access_token: undefined,
    error: 'invalid_client',
    error_description: `AADSTS7000222: The provided client secret keys for app '${client}' are expired.`,
  });
  const tokenFor = createCredentials({ cloud: 'global', tenant, client, credential: secret });
  const fault = await tokenFor(graphScope('global')).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(SignInFailed);
  expect(fault).toMatchObject({ code: 'AADSTS7000222' });
  expect(String(fault)).not.toContain(client);
});
