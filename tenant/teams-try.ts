import { correlationOf, meaningOf } from './teams-errors';
import { changes, type TeamsArguments, type TeamsVerb } from './teams-protocol';
import type { TeamsWorker, WorkerOutcome } from './teams-worker';

/** What one verb did, in words that name nobody: no values, no identities, no messages. */
export interface TriedVerb {
  verb: TeamsVerb;
  /** How the person was named, where one was. */
  by?: 'object id' | 'user principal name';
  outcome: 'done' | 'refused' | 'unknown' | 'left out';
  /** Our word for what went wrong, Microsoft's type and code, and the id that Microsoft's support asks for. */
  reason?: string;
  type?: string;
  code?: string;
  correlation?: string;
  milliseconds?: number;
  /** The names of the properties that the cmdlet returned, and their types. */
  properties?: Record<string, string>;
  /** What only we need to know of it. */
  note?: string;
}

/**
 * Runs each verb of worker.ps1 once, for one person who has agreed to a new PIN. The number of this person is set to
 * what it is.
 */
export async function tryTeams(worker: TeamsWorker, person: { id: string; upn: string }): Promise<TriedVerb[]> {
  const tried: TriedVerb[] = [];
  const values = new Map<TeamsVerb, unknown>();

  const run = async (verb: TeamsVerb, args: TeamsArguments = {}, by?: TriedVerb['by']): Promise<boolean> => {
    const startedAt = Date.now();
    const outcome = await worker.call(verb, args, { shape: true });
    if (outcome.kind === 'answered') values.set(verb, outcome.value);
    tried.push({ verb, by, ...told(verb, outcome), milliseconds: Date.now() - startedAt });
    return outcome.kind === 'answered';
  };

  await run('ping');
  await run('tenant');
  const byId = await run('user', { identity: person.id }, 'object id');
  const byName = await run('user', { identity: person.upn }, 'user principal name');
  await run('bridges');
  await run('numbers');
  const by = byId || !byName ? 'object id' : 'user principal name';
  const identity = by === 'object id' ? person.id : person.upn;
  const toll = text(values.get('user'), 'ServiceNumber').replace(/^tel:/, '');
  if (/^\+?\d{3,20}$/.test(toll)) await run('set-number', { identity, toll }, by);
  else
    tried.push({ verb: 'set-number', outcome: 'left out', note: 'the person has no number that could be set again' });
  await run('reset-pin', { identity, sendEmail: false }, by);
  const pin = text(values.get('reset-pin'), 'LeaderPin');
  if (values.has('reset-pin')) tried.at(-1)!.note = pinNote(pin);
  return tried;
}

const pinNote = (pin: string): string =>
  /^\d{4,12}$/.test(pin)
    ? 'the new PIN is in clear text'
    : pin === ''
      ? 'the new PIN was not told'
      : 'what was told is no PIN: it is masked';

const text = (value: unknown, name: string): string => {
  const found = (value as Record<string, unknown> | null | undefined)?.[name];
  return typeof found === 'string' ? found : '';
};

function told(verb: TeamsVerb, outcome: WorkerOutcome): Omit<TriedVerb, 'verb'> {
  switch (outcome.kind) {
    case 'answered':
      return { outcome: 'done', properties: outcome.shape };
    case 'unsent':
      return { outcome: 'refused', reason: outcome.reason };
    case 'unknown':
      return { outcome: 'unknown', reason: outcome.reason };
    case 'faulted': {
      const reason = meaningOf(outcome.fault);
      return {
        outcome: reason === 'timeout' && changes(verb) ? 'unknown' : 'refused',
        reason: outcome.fault.kind === 'module' ? 'module' : reason,
        type: /^[A-Za-z.`_+]{1,120}$/.exec(outcome.fault.type)?.[0],
        code: /^(?:AADSTS\d{4,9}|[45]\d\d)$/.exec(outcome.fault.code)?.[0],
        correlation: correlationOf(outcome.fault),
      };
    }
  }
}
