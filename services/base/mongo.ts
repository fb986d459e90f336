import {
  type ClientSession,
  type Collection,
  type Db,
  type Document,
  MongoClient,
  MongoError,
  MongoNetworkError,
  MongoServerSelectionError,
} from 'mongodb';
import type { CollectionName } from './collections';
import { SetupError } from './problem';
import { listenToCommands, spansOfCommands } from './span';

/**
 * For how long one change may start again, in milliseconds. Teams gives up on a click after about 15 s, and people
 * sooner.
 */
const changeBudget = 5_000;

/**
 * The same for work that nobody waits for, in batches: longer than the minute for which a database keeps a dead
 * client's transaction.
 */
export const batchBudget = 90_000;

/**
 * Opens the database and proves that a transaction commits there.
 * @throws SetupError with one line that says what is wrong and the way out
 */
export async function connectMongo(options: { uri: string; database: string }) {
  const client = createClient(options.uri);
  const pool = countConnections(client);
  try {
    await client.connect();
    const db = client.db(options.database);
    await proveTransactions(client, db);
    return createMongo(client, db, pool);
  } catch (error) {
    await client.close().catch(() => undefined);
    throw error instanceof SetupError ? error : new SetupError(whyNot(error));
  }
}

export type Mongo = Awaited<ReturnType<typeof connectMongo>>;

/** Something else kept changing or holding the same documents. Nothing was changed. */
export class BudgetSpent extends Error {
  override name = 'BudgetSpent' as const;
}

function createClient(uri: string): MongoClient {
  const client = newClient(uri);
  spansOfCommands(client);
  const weakened = weakenedBy(client);
  if (!weakened) return client;
  throw new SetupError(
    `MONGODB_URI sets ${weakened}, which could show a PIN whose change is rolled back later. Take it out of ` +
      `the address.`,
  );
}

/** The first option of an address that would weaken what every change relies on. */
function weakenedBy({
  options: { writeConcern, readConcern, readPreference, retryWrites },
}: MongoClient): string | undefined {
  if (writeConcern.w !== 'majority') return 'w';
  if (writeConcern.journal !== true) return 'journal';
  if (writeConcern.wtimeoutMS !== undefined) return 'wtimeoutMS';
  if (readConcern.level !== 'majority') return 'readConcernLevel';
  if (readPreference.mode !== 'primary') return 'readPreference';
  return retryWrites ? undefined : 'retryWrites';
}

function newClient(uri: string): MongoClient {
  try {
    return new MongoClient(uri, {
      appName: 'dial-in-desk',
      ignoreUndefined: true,
      // A PIN is shown only after its commit can no longer be rolled back, so: a majority, and on disk.
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      serverSelectionTimeoutMS: 2_000,
      connectTimeoutMS: 3_000,
      socketTimeoutMS: 10_000,
      // An address that asks for it itself keeps it.
      ...(listenToCommands() && { monitorCommands: true }),
    });
  } catch {
    throw new SetupError(
      'MONGODB_URI is not a MongoDB address. It must look like mongodb://host:27017/?replicaSet=name',
    );
  }
}

/** The connections to the database: how many there are, are in use, and are waited for. */
export interface PoolFigures {
  open: number;
  inUse: number;
  waiting: number;
}

/** Counts the connections of a client by what it tells of them. */
function countConnections(client: MongoClient): Readonly<PoolFigures> {
  const figures = { open: 0, inUse: 0, waiting: 0 };
  client.on('connectionCreated', () => (figures.open += 1));
  client.on('connectionClosed', () => (figures.open -= 1));
  client.on('connectionCheckOutStarted', () => (figures.waiting += 1));
  client.on('connectionCheckOutFailed', () => (figures.waiting -= 1));
  client.on('connectionCheckedOut', () => {
    figures.waiting -= 1;
    figures.inUse += 1;
  });
  client.on('connectionCheckedIn', () => (figures.inUse -= 1));
  return figures;
}

function createMongo(client: MongoClient, db: Db, pool: Readonly<PoolFigures>) {
  return {
    /** The whole database, for tests that look at it from outside. Lint keeps it from every room. */
    db,
    /** A collection, for the room that owns it. */
    collection: <Stored extends Document>(name: CollectionName): Collection<Stored> => db.collection<Stored>(name),
    /**
     * Runs `work` in one transaction. The driver may run it several times, so it must do no I/O elsewhere and draw no
     * random value.
     * @param options.budget for how long it may start again, in milliseconds; by default as long as somebody may wait
     * for a change
     * @throws BudgetSpent when it could not be done in that time
     */
    transact<T>(work: (session: ClientSession) => Promise<T>, { budget = changeBudget } = {}): Promise<T> {
      const deadline = performance.now() + budget;
      return client.withSession((session) =>
        // By itself the driver starts again for two minutes, for instance while a dead client's transaction stands in
        // the way. Its option for that no longer has an effect.
        session.withTransaction(async () => {
          if (performance.now() > deadline) throw new BudgetSpent();
          return work(session);
        }),
      );
    },
    /** The database's own time: replicas with a wrong clock then still agree on what has expired. */
    async now(): Promise<Date> {
      const { localTime } = await db.admin().command({ hello: 1 });
      return localTime as Date;
    },
    /**
     * The documents of any collection, whoever owns it, with the database's own types: for a copy of the whole
     * database. Lint keeps it from every room but services/moving.
     */
    contents: (name: string): Collection => db.collection(name, { promoteValues: false }),
    database: db.databaseName,
    /**
     * Opens a view of the whole database at one moment (read concern `snapshot`, MongoDB 5.0 and later). That it stays
     * at its moment is proved, because a database may take the option and not know it.
     * @returns undefined where the database has no such views
     */
    async atOneMoment(): Promise<ClientSession | undefined> {
      const probe = db.collection<{ _id: string; at: Date }>('probe');
      const session = client.startSession({ snapshot: true });
      try {
        const read = () => probe.findOne({ _id: 'snapshot' }, { session, readConcern: { level: 'snapshot' } });
        const first = await read();
        await probe.updateOne({ _id: 'snapshot' }, { $set: { at: new Date() } }, { upsert: true });
        if (String(first?.at) === String((await read())?.at)) return session;
      } catch (error) {
        if (isUnreachable(error)) throw error;
      }
      await session.endSession();
      return undefined;
    },
    /** Changes after how many seconds an index removes documents. */
    async setExpiry(collection: string, index: string, expireAfterSeconds: number): Promise<void> {
      await db.command({ collMod: collection, index: { name: index, expireAfterSeconds } });
    },
    /**
     * Whether the database takes writes from us. An address that leads to one member alone may lead to one that does
     * not. @throws when it does not answer
     */
    async isWritable(): Promise<boolean> {
      const { isWritablePrimary } = await db.admin().command({ hello: 1 }, { timeoutMS: 2_000 });
      return isWritablePrimary !== false;
    },
    /** The connections at the moment. */
    pool: (): PoolFigures => ({ ...pool }),
    close: () => client.close(),
  };
}

async function proveTransactions(client: MongoClient, db: Db): Promise<void> {
  const probe = db.collection<{ _id: string; at: Date }>('probe');
  try {
    // The collection is made beforehand: MongoDB below 4.4 cannot create one inside a transaction.
    await probe.updateOne({ _id: 'transactions' }, { $set: { at: new Date() } }, { upsert: true });
    await client.withSession((session) =>
      session.withTransaction(() =>
        probe.updateOne({ _id: 'transactions' }, { $set: { at: new Date() } }, { session }),
      ),
    );
  } catch (error) {
    if (isUnreachable(error)) throw error;
    throw new SetupError(
      `This database cannot commit a transaction (${error instanceof MongoError ? error.message : 'no answer'}). ` +
        'Dial-in Desk needs a replica set: start mongod with --replSet, or point MONGODB_URI to one.',
    );
  }
}

/** Whether the database did not answer, because it is gone or too busy to do so in time. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof Error &&
  // A mongodb+srv address is looked up by the driver with Node's own errors.
  (['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ECONNREFUSED', 'ETIMEOUT'].includes(
    String((error as { code?: unknown }).code),
  ) ||
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError);

function whyNot(error: unknown): string {
  if (isUnreachable(error))
    return 'The database does not answer. Check MONGODB_URI, and that MongoDB is running there.';
  // The driver's own words name the option or the fault; the address with its password is never among ours.
  return (
    `The database refused us (${error instanceof Error ? error.name : 'unknown error'}). Check the user, the ` +
    `password and the options in MONGODB_URI.`
  );
}

/** Whether a write failed because a unique index already holds the value. */
export const isDuplicate = (error: unknown): boolean => error instanceof MongoError && error.code === 11000;
