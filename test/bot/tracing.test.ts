import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { inSpan } from '../../services/base/span';
import { smtpRoute } from '../../services/mail/route';
import { startTracing } from '../../setup/tracing';
import { type OpenDesk, openDesk } from '../helpers/conversation';
import { mongoOf } from '../helpers/database';
import { type MailServer, startMailServer } from '../helpers/mail-server';
import { offerOf, button, textById } from '../helpers/read-card';
import { person } from '../helpers/services';
import { until } from '../helpers/until';

interface Span {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: { code?: number; message?: string };
  events?: unknown[];
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

/** Where a collector of OpenTelemetry would be: keeps what it is sent. */
let collector: Server;
const received: string[] = [];
let stop: () => Promise<void>;
let mail: MailServer;
let desk: OpenDesk;
beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(`${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks).toString()}`);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  await new Promise<void>((ready) => collector.listen(0, '127.0.0.1', ready));
  const { port } = collector.address() as AddressInfo;
  stop = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/` });
  mail = await startMailServer();
  desk = await openDesk({ mail: smtpRoute(mail.url, 'desk@contoso.example') });
});
afterAll(async () => {
  await mail.close();
  collector.closeAllConnections();
  await new Promise<void>((ended) => collector.close(() => ended()));
});

const spans = (): Span[] =>
  received.flatMap((one) => {
    const { resourceSpans } = JSON.parse(one.slice(one.indexOf('{"resourceSpans'))) as {
      resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
    };
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  });
const valueOf = ({ attributes }: Span, key: string) => attributes.find((one) => one.key === key)?.value.stringValue;

test('turns, the database, the Connector and mails are traced, without one name, text, id or secret', async () => {
  const [alice, megan] = [desk.as('Alice'), desk.as('Megan')];
  const words = 'what is xylophone canary';
  await alice.say(words);
  const own = await alice.ask('reset my pin');
  const pin = textById(await alice.click(own, 'Reset PIN'), 'pin')!;
  const offer = await megan.ask('reset pin for alice');
  const other = textById(await megan.click(offer, 'Reset PIN'), 'pin')!;
  await until('the mail', () => mail.received.length > 0);
  // A command that fails, with words in it and in the answer.
  const failing = () =>
    mongoOf(desk.services)
      .db.collection('people')
      .findOne({ name: { $canary: 'a name' } });
  await expect(inSpan('turn', {}, failing)).rejects.toThrow(/canary/);
  await desk.close();
  await stop();

  const all = spans();
  const turn = all.find((span) => span.name === 'turn' && valueOf(span, 'desk.outcome') === 'changed')!;
  expect(valueOf(turn, 'desk.command')).toBe('reset-pin');
  const below = (name: string, trace: string) => all.filter((span) => span.name === name && span.traceId === trace);
  const commands = below('database', turn.traceId).map((span) => valueOf(span, 'db.operation.name'));
  expect(commands).toEqual(expect.arrayContaining(['find', 'update', 'insert', 'commitTransaction']));
  const known = new Set(all.map(({ spanId }) => spanId));
  for (const span of all.filter((one) => one.name === 'database')) expect(known).toContain(span.parentSpanId);
  // A message is answered through the Connector, below its own turn.
  const offered = all.find((span) => span.name === 'turn' && valueOf(span, 'desk.outcome') === 'offered')!;
  expect(below('connector', offered.traceId)).not.toEqual([]);
  expect(all.find(({ name }) => name === 'mail')).toBeDefined();
  const failed = all.filter(({ status }) => status.code === 2);
  expect(failed.map((span) => [span.name, valueOf(span, 'error.type')])).toContainEqual([
    'database',
    'MongoServerError',
  ]);

  const everything = received.join('\n');
  const people = [person('Alice'), person('Megan')].flatMap(({ id, upn, name, givenName, surname, tenant }) => [
    ...[id, upn, name, givenName, surname, tenant],
  ]);
  const secrets = [pin, other, offerOf(button(own, 'Reset PIN')), offerOf(button(offer, 'Reset PIN'))];
  for (const canary of [...people, ...secrets, 'xylophone', 'canary', 'personal:', 'contoso', 'message-'])
    expect(everything.toLowerCase()).not.toContain(canary.toLowerCase());
  for (const { status, events } of all) {
    expect(status.message ?? '').toBe('');
    expect(events ?? []).toEqual([]);
  }
});

test.each([
  [{}, undefined],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_SDK_DISABLED: 'true' }, undefined],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_TRACES_EXPORTER: 'none' }, undefined],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_TRACES_EXPORTER: 'zipkin' },
    'OTEL_TRACES_EXPORTER must be otlp or none.',
  ],
  [
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    'OTEL_EXPORTER_OTLP_PROTOCOL must be http/json, which every collector takes at its port for HTTP (4318).',
  ],
])('with %j nothing is sent: %s', async (config, message) => {
  if (message) await expect(startTracing(config)).rejects.toThrow(message);
  else await (await startTracing(config))();
});
