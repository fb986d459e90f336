import { randomUUID } from 'node:crypto';
import { type Person } from '../../services/people/person';
import { type Connector } from '../helpers/connector';
import { buttonsOf } from '../helpers/read-card';

/** What the Connector would post for somebody in the 1:1 chat; returns the answer's body. */
export async function post(
  port: number,
  options: { connector: Connector; person: Person; own: object },
): Promise<string> {
  const {
    connector,
    person: { id, name, tenant },
    own,
  } = options;
  const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: randomUUID(),
      channelId: 'msteams',
      serviceUrl: connector.url,
      from: { id: `29:${id}`, name, aadObjectId: id },
      recipient: { id: '28:desk', name: 'Dial-in Desk' },
      conversation: { id: `personal:${id}`, conversationType: 'personal', tenantId: tenant },
      channelData: { tenant: { id: tenant } },
      ...own,
    }),
  });
  return response.text();
}

/** The offer behind the button of the last card that was sent. */
export function operationIn(connector: Connector): string {
  const card = connector.calls.findLast(({ body }) => body.attachments)?.body.attachments?.[0]?.content;
  return String(buttonsOf(card!).find(({ verb }) => verb === 'confirm')!.data.opId);
}
