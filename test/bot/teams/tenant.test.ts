import type { Activity } from 'botbuilder';
import type { Request, Response } from 'restify';
import { tenantOf } from '../../../bot/teams/activity';
import { createGate } from '../../../bot/teams/gate';
import { createLog } from '../../../services/base/log';

const tenant = 'abcdef00-0000-4000-8000-00000000000a';
const gate = createGate({ log: createLog({ level: 'silent' }), tenant, connectorHosts: ['localhost'], tokens: false });

/** The status of the refusal, or `passed`. */
function answerTo(tenantId: string): number | 'passed' {
  let answer: number | 'passed' | undefined;
  const body = {
    ...{ type: 'message', channelId: 'msteams', serviceUrl: 'http://localhost:1/', from: { id: 'x' } },
    ...{ recipient: { id: 'y' }, conversation: { id: 'z', conversationType: 'personal', tenantId } },
  };
  const response = { send: (status: number) => (answer = status) };
  gate.body(
    { body } as Request,
    response as unknown as Response,
    ((go?: boolean) => {
      if (go !== false) answer = 'passed';
    }) as Parameters<typeof gate.body>[2],
  );
  return answer!;
}

test('a tenant is the same in capitals, and no other one is', () => {
  expect(answerTo(tenant)).toBe('passed');
  expect(answerTo(tenant.toUpperCase())).toBe('passed');
  expect(answerTo(tenant.replace('a', 'b'))).toBe(403);
});

test('what belongs to it is found by one form of its id', () => {
  const activity = { conversation: { tenantId: tenant.toUpperCase() } } as Activity;
  expect(tenantOf(activity)).toBe(tenant);
  expect(tenantOf({ ...activity, channelData: { tenant: { id: tenant.toUpperCase() } } } as Activity)).toBe(tenant);
});
