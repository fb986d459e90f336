import nock from 'nock';
import { createLog } from '../../services/base/log';
import { readTryOutConfig } from '../../setup/config';
import { peopleOf } from '../../setup/entra';
import { serveSignIn } from '../helpers/sign-in';

afterAll(() => nock.restore());

const tenant = '11111111-2222-4333-8444-555555555555';
const alice = '00000000-0000-4000-8000-000000000030';
const before = { ...process.env };
const quiet = createLog({ level: 'silent' });

beforeAll(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  process.env = { ...before };
});
afterAll(() => nock.enableNetConnect());

/** The first page of people and the role of one, with these variables. */
async function read(variables: Record<string, string>) {
  Object.assign(process.env, { DIRECTORY: 'entra', ENTRA_TENANT: tenant, ...variables });
  const { source } = peopleOf(readTryOutConfig(), quiet)!;
  const pages = source.pages(undefined);
  const { value } = (await pages.next()) as { value: { rows: unknown[] } };
  await pages.return(undefined);
  return { rows: value.rows, role: await source.roleOf(alice, AbortSignal.timeout(5_000)) };
}

/** Microsoft Graph with Alice, who is a Teams Administrator. */
const serveGraph = (host: string, token: string) =>
  nock(`https://${host}`, { reqheaders: { authorization: `Bearer ${token}` } })
    .get('/v1.0/users/delta')
    .query(true)
    .reply(200, { 'value': [{ id: alice }], '@odata.deltaLink': `https://${host}/v1.0/users/delta?$deltatoken=1` })
    .get(`/v1.0/users/${alice}/transitiveMemberOf/microsoft.graph.directoryRole`)
    .query(true)
    .reply(200, { value: [{ roleTemplateId: '69091246-20e8-4a56-aa4d-066075b2a7a8' }] });

test.each([
  ['global', 'login.microsoftonline.com', 'graph.microsoft.com'],
  ['gcc', 'login.microsoftonline.com', 'graph.microsoft.com'],
  ['gcc-high', 'login.microsoftonline.us', 'graph.microsoft.us'],
  ['dod', 'login.microsoftonline.us', 'dod-graph.microsoft.us'],
  ['china', 'login.chinacloudapi.cn', 'microsoftgraph.chinacloudapi.cn'],
])('the cloud %s: the app signs in at %s and reads %s', async (CLOUD, signIn, host) => {
  serveSignIn(signIn, tenant, {
    takes: ({ scope }) => scope === `https://${host}/.default`,
    reply: () => [200, { token_type: 'Bearer', expires_in: 3_600, access_token: `token of ${CLOUD}` }],
  });
  const graph = serveGraph(host, `token of ${CLOUD}`);
  expect(await read({ CLOUD, ENTRA_CLIENT: alice, ENTRA_SECRET: 'the secret of the app' })).toMatchObject({
    rows: [{ id: alice }],
    role: 'admin',
  });
  expect(graph.isDone()).toBe(true);
});

test('without a certificate and a secret it is the managed identity of the machine', async () => {
  const machine = nock('http://169.254.169.254')
    .persist()
    .get('/metadata/identity/oauth2/token')
    .query(({ resource }) => resource === 'https://graph.microsoft.com')
    .reply(200, {
      ...{ access_token: 'token of the machine', token_type: 'Bearer', resource: 'https://graph.microsoft.com' },
      expires_on: String(Math.floor(Date.now() / 1_000) + 3_600),
    })
    .get('/metadata/identity/oauth2/token')
    .query(true)
    .reply(400, {});
  serveGraph('graph.microsoft.com', 'token of the machine');
  expect(await read({})).toMatchObject({ role: 'admin' });
  machine.persist(false);
});
