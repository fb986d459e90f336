import nock from 'nock';

/** What Microsoft's library asks for, as a form. */
type Asked = Record<string, string>;

/**
 * Microsoft's sign-in for apps of one tenant, until nock is cleaned up. The library knows another name for that of
 * 21Vianet, and may take it.
 * @param answer.takes which requests for a token it knows; by default all
 */
export function serveSignIn(
  host: string,
  tenant: string,
  answer: { takes?: (asked: Asked) => boolean; reply: (asked: Asked) => readonly [status: number, body: object] },
): void {
  const { takes = () => true, reply } = answer;
  for (const name of [host, 'login.partner.microsoftonline.cn'])
    nock(`https://${name}`)
      .persist()
      .get(`/${tenant}/v2.0/.well-known/openid-configuration`)
      .query(true)
      .reply(200, {
        token_endpoint: `https://${host}/${tenant}/oauth2/v2.0/token`,
        authorization_endpoint: `https://${host}/${tenant}/oauth2/v2.0/authorize`,
        issuer: `https://${host}/${tenant}/v2.0`,
        jwks_uri: `https://${host}/${tenant}/discovery/v2.0/keys`,
      })
      .post(`/${tenant}/oauth2/v2.0/token`, takes)
      .query(true)
      .reply((_uri, body) => reply(Object.fromEntries(new URLSearchParams(String(body)))) as [number, nock.Body]);
}
