/** What Graph's error says, or ours where there was no answer that can be read. */
interface Fault {
  /** The HTTP status; undefined where there was no answer. */
  status?: number;
  /**
   * Graph's own code, such as `syncStateNotFound`, or ours: `unreachable`, `unreadable` (an answer that is cut off),
   * `unexpected` (an answer of another shape), `foreignLink` (a link that leads out of Graph).
   */
  code?: string;
  /** How long Graph asks to wait, in milliseconds. */
  retryAfter?: number;
  /** Whose limit was reached: the ids of the app and the tenant, of no person. */
  throttle?: string;
}

/** Graph did not do what it was asked. Its message is left out: it may quote what it was asked about. */
export class GraphFault extends Error {
  override name = 'GraphFault' as const;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly retryAfter: number | undefined;
  readonly throttle: string | undefined;

  constructor({ status, code, retryAfter, throttle }: Fault) {
    super(`Microsoft Graph: ${[status, code].filter((part) => part !== undefined).join(' ') || 'no answer'}`);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
    this.throttle = throttle;
  }

  /** The fault that an answer tells. @param body the answer, if it could be read */
  static of({ status, headers }: Response, body: unknown): GraphFault {
    const code = (body as { error?: { code?: unknown } } | undefined)?.error?.code;
    const told = ['x-ms-throttle-scope', 'x-ms-throttle-information'].flatMap((name) => headers.get(name) ?? []);
    return new GraphFault({
      status,
      code: typeof code === 'string' && /^[\w.-]{1,80}$/.test(code) ? code : undefined,
      retryAfter: retryAfterOf(headers.get('retry-after')),
      throttle: told.length > 0 ? told.join(' ').slice(0, 200) : undefined,
    });
  }

  /** Whether the same request may be answered a little later. */
  get passes(): boolean {
    return this.status === undefined
      ? this.code === 'unreachable' || this.code === 'unreadable'
      : [429, 503, 504].includes(this.status);
  }

  /** Whether the link of our last round leads nowhere any more, so that a full one is needed. */
  get stateLost(): boolean {
    const { status = 0, code = '' } = this;
    // It is of another cloud.
    if (code === 'foreignLink') return true;
    return status === 410 || (status >= 400 && status < 500 && /^(?:syncState|resync)/i.test(code));
  }
}

/** A number of seconds, or a date. @returns milliseconds */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const milliseconds = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}
