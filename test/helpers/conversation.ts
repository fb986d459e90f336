import { mongoOf } from './database';
import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { type Button, type Card } from '../../cards/card';
import { type Desk, startDesk } from '../../bot/desk';
import { createLog } from '../../services/base/log';
import { type ServicesOptions } from '../../services';
import { type Person } from '../../services/people/person';
import { sampleTenant } from '../../services/try-out/sample-people';
import { assertAbsent, createCanaries, dumpOf } from './canary';
import { type Connector, startConnector } from './connector';
import { button } from './read-card';
import { freshDatabase, leaveDatabase, noLimits, person, testKey } from './services';
import { seed } from './seed';

/**
 * A desk as production runs it, on a real database, with a stand-in for the Connector. It posts what Teams would post,
 * and records what the bot sends. `TestAdapter` can neither look up members nor open chats.
 *
 * Every conversation runs with PINs of twelve digits that nothing else equals, and with the most detailed log. `close`
 * searches the log, the database and everything that was sent for these PINs.
 */
export async function openDesk(options: Partial<ServicesOptions> = {}, intervals: Intervals = {}) {
  const connector = await startConnector();
  const canaries = createCanaries();
  const services = { drawPin: canaries.drawPin, ...options };
  const logged: string[] = [];
  const start = async (database: Pick<ServicesOptions, 'uri' | 'database'>) =>
    startDesk({
      services: { pinKeys: [testKey], ...database, ...services },
      identity: {},
      gate: { tenant: sampleTenant, connectorHosts: ['127.0.0.1'], tokens: false },
      files: { hosts: { hosts: ['*.sharepoint.com'], loopback: true } },
      listen: { port: 0, host: '127.0.0.1' },
      floods: false,
      log: createLog({ level: 'debug', destination: collect(logged) }),
      mailInterval: 50,
      // A notice that comes in between would be taken for an answer, so only tests of notices send any. Looking often
      // also takes much work.
      noticeInterval: 3_600_000,
      bulkInterval: 3_600_000,
      ...intervals,
    });
  const database = { ...freshDatabase(), ...(options.database ? { database: options.database } : {}) };
  const replicas = [await start(database)];
  await seed(replicas[0]!.services, options);
  // The sample people's own PINs have five digits, and something else may well equal one.
  canaries.drawn.length = 0;
  await replicas[0]!.services.settings.save(sampleTenant, options.drawPin ? noLimits : { ...noLimits, pinLength: 12 });

  return {
    connector,
    /** What was logged so far, line by line. */
    logged,
    /** Every PIN that was drawn. */
    drawn: canaries.drawn,
    get services() {
      return replicas[0]!.services;
    },
    /** The metrics of the first replica. */
    scrape: async (): Promise<string> => (await fetch(`http://127.0.0.1:${replicas[0]!.port}/metrics`)).text(),
    /** Starts one more replica of the bot on the same database. */
    async addReplica(): Promise<Desk> {
      const replica = await start(database);
      replicas.push(replica);
      return replica;
    },
    /** Ends all replicas and starts a new one on the same data. */
    async restart(): Promise<void> {
      for (const replica of replicas.splice(0)) await replica.stop();
      replicas.push(await start(database));
    },
    /** Somebody in Teams, by default in the 1:1 chat. */
    as: (name: string, where: Place = {}) =>
      chat({ person: person(name), where, connector, port: () => (where.replica ?? replicas[0]!).port }),
    /** The same for somebody whom the directory may not know. */
    asPerson: (somebody: Person, where: Place = {}) =>
      chat({ person: somebody, where, connector, port: () => (where.replica ?? replicas[0]!).port }),
    async close(): Promise<void> {
      const [first, ...others] = replicas;
      for (const replica of others) await replica.stop();
      const database = await dumpOf(mongoOf(first!.services).db);
      assertAbsent(canaries.drawn, { database, log: logged.join('\n'), outbound: JSON.stringify(connector.calls) });
      await leaveDatabase(first!.services);
      await first!.stop();
      await connector.close();
    },
  };
}

/** How often a desk looks for what is due, if not as often as usual, in milliseconds; and whether it limits floods. */
export type Intervals = Pick<
  Parameters<typeof startDesk>[0],
  | 'noticeInterval'
  | 'tidyInterval'
  | 'bulkInterval'
  | 'bulkEditInterval'
  | 'patience'
  | 'sweepInterval'
  | 'syncInterval'
  | 'floods'
  | 'chainInterval'
>;

export type OpenDesk = Awaited<ReturnType<typeof openDesk>>;

/** Where somebody says something. */
export interface Place {
  conversationType?: 'personal' | 'groupChat' | 'channel';
  conversation?: string;
  replica?: Desk;
  timeZone?: string;
}

/** A message that the bot sent. */
export interface Sent {
  card: Card;
  conversation: string;
  id: string;
}

function chat(options: { person: Person; where: Place; connector: Connector; port: () => number }) {
  const { person: somebody, where, connector, port } = options;
  const { conversationType = 'personal', timeZone = 'Europe/Berlin' } = where;
  const conversation =
    where.conversation ?? (conversationType === 'personal' ? `personal:${somebody.id}` : `${conversationType}:1`);

  const activity = (own: object) => ({
    id: randomUUID(),
    channelId: 'msteams',
    serviceUrl: connector.url,
    from: { id: `29:${somebody.id}`, name: somebody.name, aadObjectId: somebody.id },
    recipient: { id: '28:desk', name: 'Dial-in Desk' },
    conversation: {
      id: conversation,
      conversationType,
      tenantId: somebody.tenant,
      isGroup: conversationType !== 'personal',
    },
    channelData: { tenant: { id: somebody.tenant } },
    localTimezone: timeZone,
    ...own,
  });

  async function deliver(own: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`http://127.0.0.1:${port()}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity(own)),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  async function sentDuring(work: () => Promise<unknown>): Promise<Sent[]> {
    const before = connector.calls.length;
    await work();
    return connector.calls.slice(before).flatMap(({ method, path, body }) => {
      const content = body.attachments?.[0]?.content;
      const [, to, id = ''] = /^\/v3\/conversations\/([^/]+)\/activities\/?(.*)$/.exec(path) ?? [];
      return method === 'POST' && content && to ? [{ card: content, conversation: to, id }] : [];
    });
  }

  /** Presses a button, given as a button or as a raw action, and returns the HTTP answer. */
  const invoke = (action: object, trigger: string | undefined = 'manual', more: object = {}) =>
    deliver({
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { type: 'Action.Execute', ...action }, trigger },
      ...more,
    });

  return {
    person: somebody,
    conversation,
    deliver,
    invoke,
    /** Says it and returns all cards that came, in any chat. */
    say: (text: string, more: object = {}): Promise<Sent[]> =>
      sentDuring(() => deliver({ type: 'message', text, ...more })),
    /** Says it and returns the one card that came. A notice that reaches somebody else at that moment is no answer. */
    async ask(text: string, more: object = {}): Promise<Card> {
      const sent = (await this.say(text, more)).filter(
        ({ conversation: to }) => !to.startsWith('personal:') || to === `personal:${somebody.id}`,
      );
      if (sent.length !== 1) throw new Error(`"${text}" was answered by ${sent.length} cards`);
      return sent[0]!.card;
    },
    /** Presses a button of a card and returns the card in the answer to that click. */
    async click(card: Card, title: string): Promise<Card> {
      return cardIn(await invoke(button(card, title)));
    },
    /** Presses a button of a card that is answered by a line beside the card. The card stays as it is. */
    async note(card: Card, title: string): Promise<string> {
      return noteIn(await invoke(button(card, title)));
    },
    /** Presses the button of a command and returns the cards that were sent. */
    press: (pressed: Button): Promise<Sent[]> => sentDuring(() => invoke(pressed)),
    /** What was sent while something else happened. */
    sentDuring,
  };
}

/** The card in the answer to a click. */
export function cardIn({ status, body }: { status: number; body: unknown }): Card {
  const { type, value } = body as { type: string; value: Card };
  if (status !== 200 || type !== 'application/vnd.microsoft.card.adaptive')
    throw new Error(`The click was answered by ${status} ${type}`);
  return value;
}

/** Whether the answer to a click is a line that leaves the card alone. */
export const isNote = ({ body }: { body: unknown }): boolean =>
  (body as { type?: string }).type === 'application/vnd.microsoft.activity.message';

/** That line. */
export function noteIn(answer: { status: number; body: unknown }): string {
  const { value, type } = answer.body as { value: string; type: string };
  if (!isNote(answer)) throw new Error(`The click was answered by ${answer.status} ${type}`);
  return value;
}

function collect(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
}
