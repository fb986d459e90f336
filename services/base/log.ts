import pino from 'pino';

/**
 * The only fields a log line may have. There is deliberately no field for a text, a name, a card, a token or an offer
 * id.
 */
export interface LogFields {
  command?: string;
  outcome?: string;
  reason?: string;
  correlation?: string;
  status?: number;
  milliseconds?: number;
  count?: number;
  percent?: number;
  port?: number;
  /** The name of a migration. */
  migration?: string;
  /** The class of an unexpected error, and where it was thrown: never its message, which may quote data. */
  error?: string;
  at?: string;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Writes JSON lines with an event's name and the allowed fields; everything else is left out. */
export function createLog(options: { level: LogLevel; destination?: pino.DestinationStream }) {
  const logger = pino(
    { level: options.level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime },
    options.destination,
  );
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}) =>
      logger[level](allowed(fields), event);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export type Log = ReturnType<typeof createLog>;

/** The class and the place of an error. A message can hold what a person typed or a value from the database. */
export function describeError(error: unknown): Pick<LogFields, 'error' | 'at'> {
  if (!(error instanceof Error)) return { error: typeof error };
  const frame = error.stack?.split('\n').find((line) => line.trim().startsWith('at '));
  const code = (error as { code?: unknown }).code;
  const name =
    typeof code === 'number' || (typeof code === 'string' && /^[A-Z_\d]+$/.test(code))
      ? `${error.name} ${code}`
      : error.name;
  return { error: name, at: frame?.trim() };
}

const allowedNames = [
  'command',
  'outcome',
  'reason',
  'correlation',
  'status',
  'milliseconds',
  'count',
  'percent',
  'port',
  'migration',
  'error',
  'at',
] as const satisfies readonly (keyof LogFields)[];

function allowed(fields: LogFields): LogFields {
  return Object.fromEntries(
    allowedNames.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]),
  );
}
