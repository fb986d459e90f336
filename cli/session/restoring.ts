import { createServices, openLoading } from '../../services';
import type { AfterRestoreResult } from '../../services/changes/after-restore';
import { versioning } from '../../services/conferencing/pin-check';
import type { Examined, Loading } from '../../services/moving/load';
import { connectMongo } from '../../services/base/mongo';
import { createLog } from '../../services/base/log';
import type { CommandLineConfig } from '../../setup/config';
import type { DatabaseAddress } from '../../setup/database';
import { readKeys } from '../../setup/pin-keys';
import { teamsOf } from '../../setup/teams';
import { exitCodes, Refusal } from '../terminal/refusal';

/** What somebody wants to restore, and how. */
export interface Wanted {
  /** The lines of the file, from its beginning each time; undefined where another program has brought it all back. */
  lines: (() => AsyncIterable<string>) | undefined;
  keepPins: boolean;
  /** The name of the database whose content is to be replaced. */
  replace?: string;
}

/**
 * Opens the database to bring something back into it.
 * @throws SetupError when the keys or the database cannot be found
 */
export async function withLoading<Result>(
  config: CommandLineConfig,
  address: DatabaseAddress,
  work: (loading: Loading) => Promise<Result>,
): Promise<Result> {
  const mongo = await connectMongo(address);
  try {
    return await work(openLoading({ mongo, keys: readKeys(config) }));
  } finally {
    await mongo.close();
  }
}

/**
 * Checks everything that could stand in the way, and writes nothing.
 * @throws Refusal or SetupError
 */
export async function examined(
  loading: Loading,
  { lines, keepPins, replace }: Wanted,
  { config: { CONFERENCING }, address }: { config: CommandLineConfig; address: DatabaseAddress },
): Promise<Examined | undefined> {
  const found = lines && (await loading.examine(lines(), { backend: CONFERENCING }));
  const { documents, botAtWork, brokenOff } = await loading.target();
  if (botAtWork) throw refused('bot-at-work', 'a bot is at work on this database', 'Stop it, and wait half a minute.');
  if (!found) return undefined;
  if (replace !== undefined && replace !== address.database)
    throw refused(
      'wrong-database',
      `--replace names another database than the one that is meant, ${address.database}`,
      'It takes the name of the database whose content is to go.',
    );
  if (replace === undefined && (documents > 0 || brokenOff))
    throw refused(
      'database-not-empty',
      brokenOff
        ? 'an earlier restore into this database was broken off'
        : `this database is not empty: it holds ${documents} documents`,
      `Name an empty one in DATABASE, or let what it holds go with --replace ${address.database}.`,
    );
  const resets = keepPins ? await loading.resetsSince(found.header.at, versioning) : 0;
  if (resets > 0)
    throw refused(
      'pins-replaced-since',
      `the database that is to be replaced has ${resets} changes of PINs after this backup`,
      'Leave out --keep-pins: an old PIN would work again.',
    );
  return found;
}

const refused = (code: string, what: string, wayOut: string): Refusal =>
  new Refusal({ code, what, wayOut: `${wayOut} Nothing was changed.`, exit: exitCodes.refused });

/** Ends what the backup promised, says it in the trail, and chains that. */
export async function finishRestore(
  config: CommandLineConfig,
  { uri, database }: DatabaseAddress,
): Promise<AfterRestoreResult | undefined> {
  const teams = teamsOf(config, createLog({ level: 'silent' }));
  const services = await createServices({
    ...{ uri, database, pinKeys: readKeys(config), backend: teams?.backend, restoring: true },
  });
  try {
    const result = await services.afterRestore.finish();
    await services.auditChain.chainWaiting();
    return result;
  } finally {
    await teams?.stop();
    await services.close();
  }
}
