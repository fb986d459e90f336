import { inTime } from '../base/in-time';
import { keepInMind } from '../base/keep-in-mind';
import { parseNumber } from '../base/phone-number';
import type { Mongo } from '../base/mongo';
import { Outdated } from '../base/start-again';
import type { ConferencingBackend } from '../conferencing/backend';
import type { ConferencingRecord, ConferencingRecords } from '../conferencing/records';
import type { TeamsCalls, TeamsNumber, TeamsOutcome, TeamsUser } from '../conferencing/teams-calls';
import type { Person } from '../people/person';
import { type NumberField, numberFields } from '../settings/bridge-numbers';
import type { Settings, SettingsService } from '../settings/settings';

/** How long what Teams said about the bridge is taken as true. Milliseconds. */
const bridgeFor = 10 * 60_000;
/** The same for what it said about one person. */
const personFor = 60_000;
/** So many answers are kept in mind. */
const mostFresh = 10_000;
/** How long somebody waits for Teams to say it: afterwards what it said before counts. Milliseconds. */
const patience = 6_000;

/**
 * What Teams says about the bridge and about people, kept where the desk's own settings and records are. So everything
 * that shows numbers reads them in one place, and goes on to when Teams does not answer.
 */
export function createTeamsMirror(dependencies: {
  mongo: Mongo;
  backend: ConferencingBackend;
  settings: SettingsService;
  records: ConferencingRecords;
}) {
  const { mongo, backend, settings, records } = dependencies;
  const fresh = new Map<string, number>();

  return {
    /** Looks up the numbers of the bridge and how long its PINs are, unless that was done a moment ago. */
    bridge: (tenant: string): Promise<void> =>
      once(`bridge/${tenant}`, bridgeFor, (calls) => readBridge(tenant, calls)),

    /** The same for the numbers and the conference ID of a person. */
    person: async (target: Person): Promise<void> => {
      await Promise.all([
        once(`bridge/${target.tenant}`, bridgeFor, (calls) => readBridge(target.tenant, calls)),
        once(`person/${target.tenant}/${target.id}`, personFor, (calls) => readPerson(target, calls)),
      ]);
    },
  };

  /** @param work returns whether Teams said it */
  async function once(key: string, time: number, work: (calls: TeamsCalls) => Promise<boolean>): Promise<void> {
    if (backend.name !== 'teams' || (fresh.get(key) ?? 0) > Date.now()) return;
    const asking = work(backend.calls).then((told) => {
      if (told) keepInMind(fresh, key, Date.now() + time, mostFresh);
    });
    await inTime(asking, patience);
  }

  async function readBridge(tenant: string, calls: TeamsCalls): Promise<boolean> {
    const [bridges, numbers, own] = [await calls.bridges(), await calls.numbers(), await calls.tenant()];
    if (bridges.kind !== 'done' || numbers.kind !== 'done') return false;
    const bridge = bridges.value.find(({ isDefault }) => isDefault) ?? bridges.value[0];
    const of = (tollFree: boolean) => e164s(numbers.value.filter((one) => one.tollFree === tollFree));
    const [toll, tollFree] = [of(false), of(true)];
    const usual = parseNumber(bridge?.defaultNumber ?? '') ?? toll[0] ?? '';
    const found: Partial<Settings> = {
      ...{ tollNumber: usual, serviceNumbers: toll.filter((number) => number !== usual) },
      ...(tollFree[0] !== undefined && { tollFreeNumber: tollFree[0] }),
      tollFreeNumbers: tollFree.slice(1),
      ...(bridge && { bridge: bridge.name }),
      ...pinLengthOf(own),
    };
    const now = await settings.of(tenant);
    const changed = Object.entries(found).some(
      ([name, value]) => String(now[name as keyof Settings]) !== String(value),
    );
    if (changed) await settings.save(tenant, found);
    return true;
  }

  async function readPerson(target: Person, calls: TeamsCalls): Promise<boolean> {
    const said = await calls.user(target.id);
    if (said.kind !== 'done') return false;
    const record = await records.find(target);
    if (!record) return true;
    const now = numbersOfUser(said.value);
    const set = { ...now, conferenceId: said.value.conferenceId ?? '' };
    const gone = numberFields.filter((field) => now[field] === undefined && record[field] !== undefined);
    const same =
      gone.length === 0 &&
      Object.entries(set).every(([name, value]) => record[name as keyof ConferencingRecord] === value);
    if (same) return true;
    await mongo
      .transact((session) => records.update(record, { unchanged: ['conferenceId'], set, unset: gone }, session))
      .catch((error: unknown) => {
        // Somebody has just changed it, and that is newer.
        if (!(error instanceof Outdated)) throw error;
      });
    return true;
  }
}

export type TeamsMirror = ReturnType<typeof createTeamsMirror>;

const e164s = (numbers: readonly TeamsNumber[]): string[] => [
  ...new Set(numbers.flatMap(({ number }) => parseNumber(number) ?? [])),
];

/** The numbers of somebody as Teams tells them, in E.164. */
function numbersOfUser({ tollNumber, tollFreeNumber }: TeamsUser): Partial<Record<NumberField, string>> {
  const [toll, tollFree] = [parseNumber(tollNumber ?? ''), parseNumber(tollFreeNumber ?? '')];
  return { ...(toll && { tollNumber: toll }), ...(tollFree && { tollFreeNumber: tollFree }) };
}

const pinLengthOf = (tenant: TeamsOutcome<{ pinLength?: number }>): Pick<Partial<Settings>, 'pinLength'> =>
  tenant.kind === 'done' && tenant.value.pinLength !== undefined ? { pinLength: tenant.value.pinLength } : {};
