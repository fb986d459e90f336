import { Secret } from '../../services/base/secret';
import { rightsIn } from '../../tenant/teams-rights';

const token = (claims: object) =>
  new Secret(`header.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`);
const teamsAdministrator = '69091246-20E8-4A56-AA4D-066075B2A7A8';
const communications = 'baf37b3a-610e-45da-9e62-d9d1e5e8914b';

test.each([
  [
    { wids: [communications, teamsAdministrator] },
    'enough',
    ['Teams Administrator', 'Teams Communications Administrator'],
  ],
  [{ wids: [communications] }, 'perhaps', ['Teams Communications Administrator']],
  [{ wids: ['0997a1d0-0d1d-4acb-b408-d5ca73121e90'] }, 'none', []],
  [{ wids: [] }, 'none', []],
  [{}, 'untold', []],
  [{ wids: 'all of them' }, 'untold', []],
])('a token with %j says that the roles are %s', (claims, verdict, roles) => {
  expect(rightsIn(token(claims))).toEqual({ verdict, roles, broken: false });
});

test('the permission that breaks everything is found', () => {
  const roles = ['Organization.Read.All', 'application_access_custom_sba_appliance'];
  expect(rightsIn(token({ wids: [teamsAdministrator], roles }))).toMatchObject({ verdict: 'enough', broken: true });
});

test.each(['', 'stand-in', 'a.b.c', 'a.bnVsbA.c'])('a token that is none (%j) tells nothing', (text) => {
  expect(rightsIn(new Secret(text))).toEqual({ verdict: 'untold', roles: [], broken: false });
});
