import { type Attributes, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { CommandFailedEvent, CommandStartedEvent, CommandSucceededEvent, MongoClient } from 'mongodb';

/**
 * Spans for OpenTelemetry. They say what kind of work was done, how it ended and how long it took. Names in them are
 * the program's own: no id, name, address, text or secret of anybody is in an attribute. The words of an error are not
 * either, because they may quote what somebody typed. Where nobody collects spans (setup/tracing.ts), they cost next to
 * nothing.
 */
const name = 'dial-in-desk';
let collected = false;

/** Says that somebody collects spans. Commands of the database are listened to only then. */
export function collectSpans(): void {
  collected = true;
}

/**
 * Runs work in a span.
 * @param work may add attributes at its end
 */
export async function inSpan<Result>(
  kind: string,
  attributes: Attributes,
  work: (add: (attributes: Attributes) => void) => Promise<Result>,
  spanKind = SpanKind.INTERNAL,
): Promise<Result> {
  if (!collected) return work(() => undefined);
  return trace.getTracer(name).startActiveSpan(kind, { kind: spanKind, attributes }, async (span) => {
    try {
      return await work((more) => void span.setAttributes(more));
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The class of an error and its code say enough. */
function failed(span: Span, error: unknown): void {
  const { name: type, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', typeof type === 'string' && /^\w{1,60}$/.test(type) ? type : 'Error');
  if (typeof code === 'number') span.setAttribute('db.response.status_code', String(code));
}

/**
 * Makes a span of every command of the database that is sent for something with a span. What the loops look for again
 * and again has none. Values are not in it.
 */
export function spansOfCommands(client: MongoClient): void {
  if (!collected) return;
  const running = new Map<number, Span>();
  client.on('commandStarted', ({ requestId, commandName, command }: CommandStartedEvent) => {
    if (!trace.getActiveSpan()) return;
    const collection = (command as Record<string, unknown>)[commandName];
    const span = trace.getTracer(name).startSpan(
      'database',
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'db.system.name': 'mongodb',
          'db.operation.name': commandName,
          ...(typeof collection === 'string' && { 'db.collection.name': collection }),
        },
      },
      context.active(),
    );
    running.set(requestId, span);
  });
  client.on('commandSucceeded', ({ requestId }: CommandSucceededEvent) => {
    running.get(requestId)?.end();
    running.delete(requestId);
  });
  client.on('commandFailed', ({ requestId, failure }: CommandFailedEvent) => {
    const span = running.get(requestId);
    running.delete(requestId);
    if (!span) return;
    failed(span, failure);
    span.end();
  });
}

/** Whether the driver is to tell of its commands, which takes a little time for each. */
export const listenToCommands = (): boolean => collected;
