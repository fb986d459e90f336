import { createLease } from '../base/lease';
import type { Migration } from '../base/migration';
import type { Mongo } from '../base/mongo';
import { SetupError } from '../base/problem';

/** What the database remembers of a migration. */
export interface MigrationDocument {
  _id: string;
  startedAt: Date;
  /** Absent while it is under way, or was broken off. */
  endedAt?: Date;
  /** The version of the program that ran it. */
  version: string;
  /** The first version that works on this database, if older ones do not. */
  needs?: string;
  /** How many documents or indexes it changed, in its last run. */
  changed?: number;
}

/** A migration that has just been run. */
export type Migrated = Required<Pick<MigrationDocument, 'changed'>> & { name: string };

/** How long a replica that says nothing keeps the right to migrate; it renews that before each step. Milliseconds. */
const leaseLength = 60_000;
/** How long a replica waits for the one that migrates. Milliseconds. */
const longestWait = 600_000;
/** How often it looks. Milliseconds. */
const betweenLooks = 500;

/**
 * Brings a database to the form of this program, once over all replicas: the first one runs what is missing, and the
 * others wait for it.
 * @param options.all in the order in which they run
 * @param options.version of this program
 * @param options.patience how long to wait for another replica, for tests. Milliseconds
 */
export function createMigrations(options: {
  mongo: Mongo;
  all: readonly Migration[];
  version: string;
  patience?: number;
}) {
  const { mongo, all, version, patience = longestWait } = options;
  const migrations = mongo.collection<MigrationDocument>('migrations');
  const lease = createLease(mongo, 'migrations', leaseLength);

  return {
    /** @throws SetupError when a newer program has made of the database what this one cannot work on */
    assertUnderstood: async (): Promise<void> => assertUnderstood(await migrations.find().toArray(), all),

    /**
     * Runs what is missing, or waits until another replica has. One that died half way is gone on with.
     * @returns those that were run here
     * @throws SetupError when another replica takes too long
     */
    async run(): Promise<Migrated[]> {
      const done: Migrated[] = [];
      for (const deadline = Date.now() + patience; ;) {
        if ((await missing()).length === 0) break;
        if (await lease.take()) {
          try {
            for (const migration of await missing()) done.push(await runOne(migration));
          } catch (error) {
            // Whoever has taken over goes on with it.
            if (!(error instanceof TakenOver)) throw error;
          } finally {
            await lease.release();
          }
          continue;
        }
        if (Date.now() > deadline)
          throw new SetupError(
            'Another replica, or a command, is still bringing the database to the form of this version. Start again ' +
              'when it is done: it goes on where it is.',
          );
        await new Promise((go) => setTimeout(go, betweenLooks));
      }
      const ran = done.map(({ name }) => name);
      for (const { name, again, run } of all) if (again && !ran.includes(name)) await run(() => Promise.resolve());
      return done;
    },

    /** Looks for what an older version has written since, on one replica. @returns how much was changed */
    async catchUp(): Promise<number> {
      if (!(await lease.take())) return 0;
      try {
        let changed = 0;
        for (const { again, run } of all) if (again) changed += await run(mayGoOn);
        return changed;
      } catch (error) {
        if (error instanceof TakenOver) return 0;
        throw error;
      } finally {
        await lease.release();
      }
    },
  };

  async function missing(): Promise<Migration[]> {
    const ended = await migrations.distinct('_id', { endedAt: { $exists: true } });
    return all.filter(({ name }) => !ended.includes(name));
  }

  async function runOne({ name, needs, run }: Migration): Promise<Migrated> {
    await mayGoOn();
    await migrations.updateOne(
      { _id: name },
      { $set: { version, ...(needs && { needs }) }, $setOnInsert: { startedAt: await mongo.now() } },
      { upsert: true },
    );
    const changed = await run(mayGoOn);
    await migrations.updateOne({ _id: name }, { $set: { endedAt: await mongo.now(), changed } });
    return { name, changed };
  }

  async function mayGoOn(): Promise<void> {
    if (!(await lease.take())) throw new TakenOver();
  }
}

/** This replica was silent for too long, and another one has begun to migrate. */
class TakenOver extends Error {
  override name = 'TakenOver' as const;
}

/**
 * Holds what a database, or a backup of one, remembers against what this program knows.
 * @throws SetupError when a newer program has made of it what this one cannot work on
 */
export function assertUnderstood(
  remembered: readonly Pick<MigrationDocument, '_id' | 'needs' | 'version'>[],
  all: readonly Pick<Migration, 'name'>[],
  where = 'This database',
): void {
  const beyond = remembered.find(({ _id, needs }) => needs !== undefined && !all.some(({ name }) => name === _id));
  if (!beyond) return;
  throw new SetupError(
    `${where} was brought to a newer form by version ${beyond.version} ("${beyond._id}"). Versions from ` +
      `${beyond.needs} on work with it, and this one does not.`,
  );
}
