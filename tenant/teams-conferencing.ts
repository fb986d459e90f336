import { z } from 'zod';
import { Secret } from '../services/base/secret';
import type {
  TeamsBridge,
  TeamsCalls,
  TeamsNumber,
  TeamsOutcome,
  TeamsTenant,
  TeamsUser,
} from '../services/conferencing/teams-calls';
import { correlationOf, meaningOf } from './teams-errors';
import { changes, isTeamsAddress, isTeamsIdentity, isTeamsNumber } from './teams-protocol';
import type { TeamsArguments, TeamsVerb } from './teams-protocol';
import type { TeamsWorker, WorkerOutcome } from './teams-worker';

/** Properties are read as text whatever they are: Microsoft documents no types. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String).catch('');
const flag = text.transform((value) => value.toLowerCase() === 'true');
const listOf = <Row extends z.ZodType>(row: Row) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value : [value].filter((one) => one !== null && one !== undefined)),
    z.array(row),
  );

const user = z.object({
  ConferenceId: text,
  ServiceNumber: text,
  TollFreeServiceNumber: text,
  DefaultTollNumber: text,
  DefaultTollFreeNumber: text,
  BridgeName: text,
});
/** A PIN is a text, because its leading zeros belong to it. Microsoft masks PINs in other places. */
const reset = z.object({
  LeaderPin: z
    .string()
    .regex(/^\d{4,12}$/)
    .optional()
    .catch(undefined),
});
const bridge = z.object({ Identity: text, Name: text, IsDefault: flag, DefaultServiceNumber: text });
const number = z.object({
  Number: text,
  Type: text,
  City: text,
  IsShared: flag,
  PrimaryLanguage: text,
  SecondaryLanguages: z.array(z.string()).catch([]),
});
const settings = z.object({ PinLength: text, AutomaticallySendEmailsToUsers: text });

/**
 * What the bot asks of Teams, by Teams PowerShell. Whatever the worker answers is checked before it counts: what cannot
 * be read is `unknown` after a change, and `refused` after a look.
 * @param upnOf the user principal name of an object id. Microsoft's documentation has no object ids as identities, so
 * that whoever is not found by one is asked for by name.
 */
export function createTeamsConferencing(
  worker: TeamsWorker,
  upnOf: (id: string) => Promise<string | undefined> = () => Promise.resolve(undefined),
): TeamsCalls {
  let takesIds = true;

  return {
    user: (identity) => ask('user', { identity }, user, userOf),
    resetPin: ({ identity, sendEmail, to }, onSent) =>
      ask('reset-pin', { identity, sendEmail, to }, reset, ({ LeaderPin }) => pinOf(LeaderPin), onSent),
    setNumber: ({ identity, toll, tollFree }, onSent) =>
      ask('set-number', { identity, toll, tollFree }, user, userOf, onSent),
    bridges: () => ask('bridges', {}, listOf(bridge), (found) => found.map(bridgeOf)),
    numbers: () => ask('numbers', {}, listOf(number), (found) => found.flatMap(numberOf)),
    tenant: () => ask('tenant', {}, settings, tenantOf),
    health: worker.health,
  };

  async function ask<Shape, Value>(
    verb: TeamsVerb,
    args: TeamsArguments,
    shape: z.ZodType<Shape>,
    value: (read: Shape) => Value,
    onSent?: () => void,
  ): Promise<TeamsOutcome<Value>> {
    if (!fits(args)) return { kind: 'refused', reason: 'failed' };
    const outcome = await call(verb, args, onSent);
    if (outcome.kind !== 'answered') return changes(verb) ? ended(outcome) : refused(outcome);
    // A change that was made is made, also where nothing is told of it.
    const { success, data } = shape.safeParse(outcome.value ?? (changes(verb) ? {} : null));
    if (success) return { kind: 'done', value: value(data) };
    return changes(verb) ? { kind: 'unknown', reason: 'garbled' } : { kind: 'refused', reason: 'failed' };
  }

  async function call(verb: TeamsVerb, args: TeamsArguments, onSent?: () => void): Promise<WorkerOutcome> {
    const { identity } = args;
    if (typeof identity !== 'string') return worker.call(verb, args, { onSent });
    const name = takesIds ? undefined : await upnOf(identity);
    const outcome = await worker.call(verb, { ...args, identity: name ?? identity }, { onSent });
    if (name !== undefined || outcome.kind !== 'faulted' || meaningOf(outcome.fault) !== 'person-unknown')
      return outcome;
    // Nothing was done for somebody who was not found.
    const other = await upnOf(identity);
    if (other === undefined || !isTeamsIdentity(other)) return outcome;
    const named = await worker.call(verb, { ...args, identity: other });
    if (named.kind === 'answered') takesIds = false;
    return named.kind === 'unsent' ? outcome : named;
  }
}

/** What worker.ps1 would refuse is not sent. */
function fits({ identity, to, toll, tollFree }: TeamsArguments): boolean {
  const right = (given: string | boolean | undefined, check: (given: string) => boolean) =>
    given === undefined || (typeof given === 'string' && check(given));
  return (
    right(identity, isTeamsIdentity) &&
    right(to, isTeamsAddress) &&
    right(toll, isTeamsNumber) &&
    right(tollFree, isTeamsNumber)
  );
}

type Unanswered = Exclude<WorkerOutcome, { kind: 'answered' }>;

/** A change that was not answered as done. */
function ended(outcome: Unanswered): TeamsOutcome<never> {
  if (outcome.kind === 'unknown') return outcome;
  if (outcome.kind === 'faulted' && meaningOf(outcome.fault) === 'timeout')
    return { kind: 'unknown', reason: 'timeout' };
  return refused(outcome);
}

/** A look that was not answered, or a change that was refused. Nothing was changed. */
function refused(outcome: Unanswered): TeamsOutcome<never> {
  if (outcome.kind !== 'faulted')
    return { kind: 'refused', reason: outcome.kind === 'unsent' ? outcome.reason : 'unavailable' };
  const meaning = meaningOf(outcome.fault);
  const correlation = correlationOf(outcome.fault);
  return {
    kind: 'refused',
    reason: meaning === 'timeout' ? 'unavailable' : meaning,
    ...(correlation && { correlation }),
  };
}

const pinOf = (pin: string | undefined): { pin?: Secret } => (pin === undefined ? {} : { pin: new Secret(pin) });

/** `tel:+1 425 555 0100` as `+14255550100`. Undefined for what is no number. */
function dialled(given: string): string | undefined {
  const plain = given.replace(/^tel:/i, '').replaceAll(/[\s().-]/g, '');
  return isTeamsNumber(plain) ? plain : undefined;
}

function userOf(found: z.infer<typeof user>): TeamsUser {
  const id = found.ConferenceId.replaceAll(/\s/g, '');
  return present({
    // 0 where Teams gives each meeting an ID of its own.
    conferenceId: /^\d+$/.test(id) && !/^0+$/.test(id) ? id : undefined,
    tollNumber: dialled(found.ServiceNumber) ?? dialled(found.DefaultTollNumber),
    tollFreeNumber: dialled(found.TollFreeServiceNumber) ?? dialled(found.DefaultTollFreeNumber),
    bridgeName: found.BridgeName || undefined,
  });
}

const bridgeOf = ({ Identity, Name, IsDefault, DefaultServiceNumber }: z.infer<typeof bridge>): TeamsBridge =>
  present({ id: Identity, name: Name, isDefault: IsDefault, defaultNumber: dialled(DefaultServiceNumber) });

function numberOf(found: z.infer<typeof number>): TeamsNumber[] {
  const dials = dialled(found.Number);
  if (dials === undefined) return [];
  const languages = [found.PrimaryLanguage, ...found.SecondaryLanguages].filter((one) => one !== '');
  const tollFree = /toll-?\s?free/i.test(found.Type);
  return [present({ number: dials, tollFree, city: found.City || undefined, languages, shared: found.IsShared })];
}

function tenantOf({ PinLength, AutomaticallySendEmailsToUsers }: z.infer<typeof settings>): TeamsTenant {
  const length = /^\d{1,2}$/.test(PinLength) ? Number(PinLength) : 0;
  const mails = AutomaticallySendEmailsToUsers.toLowerCase();
  return present({
    pinLength: length >= 4 && length <= 12 ? length : undefined,
    sendsMailsByItself: mails === 'true' ? true : mails === 'false' ? false : undefined,
  });
}

/** Without the fields that are undefined. */
const present = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Value;
