import { type ClientRequest, request } from 'node:http';
import { type Card } from '../../../cards/card';
import type { AuditDocument } from '../../../services/audit/trail';
import { operationHash } from '../../../services/base/operation-hash';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { button, offerOf, textById } from '../../helpers/read-card';

describe('a click whose answer', () => {
  let desk: OpenDesk;
  /** Runs in the middle of a change: the offer is claimed, but nothing is committed. */
  let meanwhile = (): void => undefined;
  beforeAll(
    async () =>
      void (desk = await openDesk({ faultPoints: (point) => (point === 'claimed' ? meanwhile() : undefined) })),
  );
  afterEach(() => void (meanwhile = () => undefined));
  afterAll(() => desk.close());

  const alice = () => desk.as('Alice');
  /** What the trail says about the offer on a card, the oldest record first. */
  const recordsOf = async (offer: Card, title: string): Promise<AuditDocument[]> => {
    const operation = operationHash(offerOf(button(offer, title)));
    return (await desk.services.audit.latest(sampleTenant, 50))
      .filter((record) => record.operation === operation)
      .reverse();
  };

  /** Presses a button by hand, since fetch cannot be cut off at will. */
  function press(port: number, offer: Card, title: string): ClientRequest {
    const { person, conversation } = alice();
    const sent = request({
      port,
      host: '127.0.0.1',
      path: '/api/messages',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    sent.on('error', () => undefined);
    sent.end(
      JSON.stringify({
        ...{
          type: 'invoke',
          name: 'adaptiveCard/action',
          id: '1',
          channelId: 'msteams',
          serviceUrl: desk.connector.url,
        },
        value: { action: { type: 'Action.Execute', ...button(offer, title) }, trigger: 'manual' },
        from: { id: `29:${person.id}`, name: person.name, aadObjectId: person.id },
        recipient: { id: '28:desk', name: 'Desk' },
        conversation: { id: conversation, conversationType: 'personal', tenantId: person.tenant },
        channelData: { tenant: { id: person.tenant } },
      }),
    );
    return sent;
  }

  test.each([
    ['reset my pin', 'Reset PIN', 'reset-pin'],
    ['send my conference info', 'Send', 'send-conference-info'],
  ])('did not leave us is in the trail beside its change: "%s"', async (text, title, action) => {
    const replica = await desk.addReplica();
    const offer = await alice().ask(text);
    const sent = press(replica.port, offer, title);
    await new Promise<void>((gone) => {
      sent.on('close', gone);
      meanwhile = () => void sent.destroy();
    });
    // Stopping waits for what is under way.
    await replica.stop();
    const [done, unconfirmed, ...others] = await recordsOf(offer, title);
    expect(done).toMatchObject({ action, outcome: 'done' });
    const { id } = alice().person;
    expect(unconfirmed).toEqual({
      ...{ _id: expect.anything() as unknown, at: expect.any(Date) as Date },
      ...{ tenant: sampleTenant, action, outcome: 'unconfirmed', from: 'personal' },
      ...{ actor: { id }, target: { id }, operation: done!.operation },
    });
    expect(others).toEqual([]);
    expect(desk.logged.map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({ msg: 'answer not delivered', command: action }),
    );
  });

  test('arrived is in the trail as shown, once its PIN has left us', async () => {
    const offer = await alice().ask('reset my pin');
    expect(textById(await alice().click(offer, 'Reset PIN'), 'pin')).toBeDefined();
    await desk.restart();
    expect((await recordsOf(offer, 'Reset PIN')).map(({ outcome }) => outcome)).toEqual(['done', 'shown']);
  });

  test('arrived without a PIN in it is in the trail with its change alone', async () => {
    const offer = await alice().ask('send my conference info');
    await alice().click(offer, 'Send');
    await desk.restart();
    expect((await recordsOf(offer, 'Send')).map(({ outcome }) => outcome)).toEqual(['done']);
  });

  test('changed nothing needs no such record', async () => {
    const replica = await desk.addReplica();
    const offer = await alice().ask('reset my pin');
    await alice().click(offer, 'Reset PIN');
    const sent = press(replica.port, offer, 'Reset PIN');
    await new Promise<void>((gone) => {
      sent.on('close', gone);
      sent.on('finish', () => void sent.destroy());
    });
    await replica.stop();
    expect((await recordsOf(offer, 'Reset PIN')).map(({ outcome }) => outcome)).not.toContain('unconfirmed');
  });

  test('did not leave us is chained like every other record', async () => {
    // Stopping chains the trail to its end.
    await desk.restart();
    expect(await desk.services.auditChain.verify(sampleTenant)).toMatchObject({ finding: undefined, waiting: 0 });
  });
});
