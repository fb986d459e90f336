import type { Activity } from 'botbuilder';
import { tenantOf } from '../../../bot/teams/activity';
import { createGate } from '../../../bot/teams/gate';
import { createRefusals } from '../../../bot/teams/refusals';
import { createLog } from '../../../services/base/log';

const tenant = 'abcdef00-0000-4000-8000-00000000000a';
const log = createLog({ level: 'silent' });
const gate = createGate({ log, tenant, connectorHosts: ['localhost'], refusals: createRefusals({ log }) });

/** What is wrong with an activity of this tenant. */
const wrongWith = (tenantId: string) =>
  gate.content({
    ...{ type: 'message', channelId: 'msteams', serviceUrl: 'http://localhost:1/', from: { id: 'x' } },
    ...{ recipient: { id: 'y' }, conversation: { id: 'z', conversationType: 'personal', tenantId } },
  });

test('a tenant is the same in capitals, and no other one is', () => {
  expect(wrongWith(tenant)).toBeUndefined();
  expect(wrongWith(tenant.toUpperCase())).toBeUndefined();
  expect(wrongWith(tenant.replace('a', 'b'))).toBe('tenant');
});

test('what belongs to it is found by one form of its id', () => {
  const activity = { conversation: { tenantId: tenant.toUpperCase() } } as Activity;
  expect(tenantOf(activity)).toBe(tenant);
  expect(tenantOf({ ...activity, channelData: { tenant: { id: tenant.toUpperCase() } } } as Activity)).toBe(tenant);
});
