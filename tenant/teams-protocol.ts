import { z } from 'zod';

/** What worker.ps1 can be asked. It has no other verb, and a test holds the two lists together. */
export const teamsVerbs = [
  'ping',
  'connect',
  'tenant',
  'user',
  'reset-pin',
  'set-number',
  'bridges',
  'numbers',
] as const;
export type TeamsVerb = (typeof teamsVerbs)[number];

/** Verbs that change something: what became of them may be unknown, and they are never repeated by themselves. */
export const changes = (verb: TeamsVerb): boolean => verb === 'reset-pin' || verb === 'set-number';

export type TeamsArguments = Readonly<Record<string, string | boolean | undefined>>;

/** An error in Microsoft's words, as the worker tells it, with everything left out that could be a PIN or a person. */
export interface TeamsFault {
  kind: string;
  type: string;
  message: string;
  code: string;
  correlation: string;
}

/** Why a worker does not start. `found` are the versions that are there instead of the one it needs. */
export interface TeamsObstacle {
  kind: 'pwsh-missing' | 'ended' | 'slow' | 'garbled' | (string & {});
  found: string[];
}

/** A line with the mark. */
export type TeamsLine =
  | { kind: 'ready'; module: string; powerShell: string }
  | { kind: 'obstacle'; obstacle: TeamsObstacle }
  | { kind: 'answer'; id: number; value: unknown; shape?: Record<string, string> }
  | { kind: 'fault'; id: number; fault: TeamsFault }
  | { kind: 'garbage' };

const word = z.string().catch('');
const fault = z.object({ kind: word, type: word, message: word, code: z.coerce.string().catch(''), correlation: word });
const line = z.union([
  z.object({ ready: z.literal(true), module: z.string().max(40), ps: z.string().max(40) }),
  z.object({
    ready: z.literal(false),
    error: z.object({ kind: z.string().max(40), found: z.array(z.string().max(40)).max(20).catch([]) }),
  }),
  z.object({
    id: z.int().positive(),
    ok: z.literal(true),
    value: z.unknown(),
    shape: z.record(z.string(), z.string()).optional().catch(undefined),
  }),
  z.object({ id: z.int().positive(), ok: z.literal(false), error: fault }),
]);

/** What a line says, without its mark. */
export function readLine(text: string): TeamsLine {
  let json: unknown;
  try {
    json = JSON.parse(text) as unknown;
  } catch {
    return { kind: 'garbage' };
  }
  const { success, data } = line.safeParse(json);
  if (!success) return { kind: 'garbage' };
  if ('ready' in data)
    return data.ready
      ? { kind: 'ready', module: data.module, powerShell: data.ps }
      : { kind: 'obstacle', obstacle: data.error };
  return data.ok
    ? { kind: 'answer', id: data.id, value: data.value, shape: data.shape }
    : { kind: 'fault', id: data.id, fault: data.error };
}

/**
 * Whether somebody is named so that nobody else can be meant: by an object id, or by a user principal name. worker.ps1
 * checks the same.
 */
export const isTeamsIdentity = (text: string): boolean =>
  /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) || isTeamsAddress(text);

/** Whether this can be a user principal name or an email address. */
export const isTeamsAddress = (text: string): boolean => text.length <= 254 && /^[^\s@"<>;,]+@[^\s@"<>;,]+$/.test(text);

/** Whether this can be a number to dial: digits, with or without a plus. */
export const isTeamsNumber = (text: string): boolean => /^\+?\d{3,20}$/.test(text);
