import { version } from '../package.json';
import { createAfterRestore } from './changes/after-restore';
import { createApprovals } from './changes/approvals';
import { createAudit, droppingOldIndexes } from './audit/trail';
import { createAuditChain } from './audit/chain/chain';
import { createTrailCuts } from './audit/chain/cut';
import { createAuditExport } from './views/audit-export';
import { createAuditReading } from './audit/reading';
import { createBootstrap } from './people/bootstrap';
import { createBulk } from './bulk';
import { createChange } from './changes/change';
import { createConferenceIds, type NumberRange } from './conferencing/conference-ids';
import { createConferencing } from './changes';
import { type BackendChoice, createOwnBackend, createTeamsBackend } from './conferencing/backend';
import { createTenantCalls, sealedLatePins } from './conferencing/tenant-calls';
import { createTeamsMirror } from './changes/teams-mirror';
import { createOutside } from './changes/outside';
import { createLateAnswers } from './changes/late-answers';
import { type ConferencingRecords, createConferencingRecords } from './conferencing/records';
import { sealedVerifiers } from './conferencing/sealed-verifiers';
import { createFailedMails } from './changes/failed-mails';
import { createNumberUse, forgettingCopies } from './conferencing/number-use';
import { createNumberMailings } from './mail/number-mailings';
import { createForgetting } from './changes/forgetting';
import { createChats } from './people/chats';
import { createDirectory, refolding } from './people/directory';
import { type FaultPoints, noFaultPoints } from './base/fault-points';
import { createLapses } from './changes/lapses';
import { createAnswersSeen } from './offers/answers-seen';
import { createOfferedFiles } from './offers/offered-files';
import { createFloods } from './offers/floods';
import { createLimits } from './offers/limits';
import { createCarrier } from './mail/sending/carrier';
import { createLetters } from './mail/letter/letters';
import type { MailRoute } from './mail/route';
import { createMailPresence } from './mail/sending/presence';
import { createMailSending } from './mail/sending/sending';
import { connectMongo, type Mongo } from './base/mongo';
import { createNudges } from './changes/nudges';
import { createNotices } from './offers/notices';
import { createObjections } from './changes/objections';
import { createOffers, droppingOneOffer } from './offers/offers';
import { createOutbox } from './mail/outbox';
import { checkPinKeys } from './pins/keys';
import { type PinKey } from './pins/pin-key';
import { createLicensing } from './people/licensing';
import { createPeopleImport } from './people/import/import';
import { createPeopleLists } from './views/people-lists';
import { createPersonView } from './views/person';
import { createPickUps } from './changes/pick-ups';
import { createPinRotation, type PinRotation } from './pins/key-rotation';
import { createPinVerification } from './conferencing/pin-check';
import { createButtonIds } from './pins/button-ids';
import { createPins, type Pins } from './pins/pins';
import { prepareLeases } from './base/lease';
import { createRestoreMark } from './base/restore-mark';
import type { Kept } from './base/kept';
import type { Migration } from './base/migration';
import { createBackup } from './moving/backup';
import { createLoading, type Loading } from './moving/load';
import { createMigrations } from './moving/migrations';
import { createPinEnding } from './conferencing/ended-pins';
import { createAuditCounts } from './audit/counts';
import { sealedMails } from './mail/sealed-mails';
import { createFormerPeople } from './people/forgetting';
import { createReports } from './views/report';
import { createProtection } from './changes/protection';
import { createRequests } from './offers/requests';
import { createRoles } from './changes/roles';
import { createRoleCheck } from './people/sync/role-check';
import type { PeopleSource } from './people/sync/source';
import { createSync } from './people/sync/sync';
import { tellStopped } from './changes/telling';
import { createSettings, type SettingsService } from './settings/settings';
import { createSettingsChanges } from './changes/settings';
import type { Watch } from './base/watch';

export interface ServicesOptions {
  /** Address of a MongoDB with transactions. */
  uri: string;
  database: string;
  pinKeys: PinKey[];
  /** Where people's conferencing is kept. By default here. */
  backend?: BackendChoice;
  /** Replaces the random source of PINs in tests; receives the number of digits. */
  drawPin?: (length: number) => string;
  /** A smaller range of conference IDs, for tests in which it is full. */
  conferenceIdRange?: NumberRange;
  /** The directory that people come from, if it is not our own: Microsoft Entra. */
  people?: { tenant: string; source: PeopleSource; mostGone: number };
  /** How mails leave. If absent, they wait in the outbox. */
  mail?: MailRoute;
  /** The address that opens the chat with the bot in Teams, for mails. */
  chatAddress?: string;
  /** How long a run of sending waits for one mail, for tests. Milliseconds. */
  mailPatience?: number;
  /** For how many days things are kept that are over, where the program says that. */
  keep?: Kept;
  /** Opens a database that is being restored, to do the rest of that. Everybody else is refused. */
  restoring?: true;
  /** Hears what is changed and checked. */
  watch?: Watch;
  /** Only for the fault tests: ends the process at a named moment. */
  faultPoints?: FaultPoints;
}

/**
 * Connects to the database and builds every service on it.
 * @throws SetupError with one line when the database or the keys are no good
 */
export async function createServices(options: ServicesOptions) {
  const mongo = await connectMongo(options);
  const { faultPoints = noFaultPoints, keep } = options;
  try {
    const mark = createRestoreMark(mongo);
    if (!options.restoring) await mark.assertNone();
    const settings = createSettings(mongo);
    const all = migrationsOf(mongo, settings);
    const migrations = createMigrations({ mongo, all, version });
    await migrations.assertUnderstood();
    const audit = createAudit(mongo);
    const auditChain = createAuditChain({ mongo, faultPoints });
    const trailCuts = createTrailCuts({ mongo, audit });
    const auditReading = createAuditReading(mongo);
    const directory = createDirectory(mongo);
    const offers = createOffers(mongo, keep?.offers);
    const chats = createChats(mongo);
    const conferenceIds = createConferenceIds(mongo, options.conferenceIdRange);
    const pins = createPins({ keys: options.pinKeys, draw: options.drawPin });
    const buttonIds = createButtonIds(options.pinKeys);
    const pinVerification = createPinVerification({ mongo, pins, audit, watch: options.watch });
    const places = sealedPlaces(mongo, pins);
    const pinRotation = createPinRotation({ mongo, keys: options.pinKeys, places, faultPoints });
    const backend =
      options.backend?.name === 'teams'
        ? createTeamsBackend(options.backend)
        : createOwnBackend({ pins, pinVerification });
    const tenantCalls = createTenantCalls({ mongo, pins, keep: keep?.history });
    const records = createConferencingRecords({ mongo, settings, conferenceIds, backend: backend.name });
    const numberUse = createNumberUse({ mongo });
    const outbox = createOutbox(mongo, pins, keep?.history);
    const numberMailings = createNumberMailings({ mongo, numberUse, directory, settings, outbox });
    const mailSending =
      options.mail &&
      createMailSending({
        ...{ mongo, records, pins, directory, settings, chats, faultPoints },
        letters: createLetters({ chatAddress: options.chatAddress }),
        carrier: createCarrier(options.mail),
        patience: options.mailPatience,
      });
    const mailPresence = createMailPresence(mongo);
    const answersSeen = createAnswersSeen({ mongo, audit });
    const floods = createFloods(mongo);
    const limits = createLimits({ mongo, settings, answersSeen });
    const notices = createNotices({ mongo, offers, chats, keep: keep?.history });
    const requests = createRequests({ mongo, offers, notices, directory, keep: keep?.history });
    const fromEntra = options.people !== undefined;
    const sync =
      options.people &&
      createSync({ mongo, directory, audit }, { ...options.people, tellStopped: tellStopped({ directory, notices }) });
    const roleCheck = sync && createRoleCheck({ source: sync.source, state: sync.state, now: mongo.now });
    const change = createChange({
      mongo,
      offers,
      directory,
      settings,
      audit,
      limits,
      requests,
      faultPoints,
      roleCheck,
      watch: options.watch,
    });
    const outside = createOutside({
      ...{ mongo, change, tenantCalls, audit, offers, notices, directory, faultPoints, watch: options.watch },
    });
    const pickUps = createPickUps({
      ...{ change, outside, tenantCalls, offers, records, directory, notices, audit, backend },
    });
    const lateAnswers = createLateAnswers({
      ...{ mongo, change, outside, tenantCalls, offers, records, notices, directory },
    });
    const objections = createObjections({ mongo, change, records, settings, directory, notices, backend, outbox });
    const mirror = createTeamsMirror({ mongo, backend, settings, records });
    const conferencing = createConferencing({
      ...{
        mirror,
        mongo,
        change,
        outside,
        directory,
        settings,
        chats,
        conferenceIds,
        outbox,
        backend,
        pinVerification,
      },
      ...{ pickUps, notices, objections, requests, records, numberUse, limits },
    });
    const approvals = createApprovals({ mongo, change, directory, requests, records, outbox, chats, settings });
    const nudges = createNudges({ change, records, limits, notices, outbox, chats });
    const protection = createProtection({ change, directory, notices });
    const lapses = createLapses({ mongo, offers, pickUps, requests, notices, audit, approvals, directory, outbox });

    const settingsChanges = createSettingsChanges({
      ...{ change, settings, directory, notices, numberUse, numberMailings, backend },
    });
    const peopleLists = createPeopleLists({ mongo, directory, records });
    const personView = createPersonView({ mongo, records, settings, outbox, auditReading });
    const offeredFiles = createOfferedFiles(mongo);
    const auditExport = createAuditExport({ auditReading, directory });
    const reports = createReports({ counts: createAuditCounts(mongo), outbox, records, settings, backend, directory });
    const peopleImport = createPeopleImport({ mongo, directory, audit, fromEntra });
    const licensing = createLicensing({ mongo, directory, audit, fromEntra });
    const bootstrap = createBootstrap({ mongo, directory, audit, fromEntra });
    const bulk = createBulk({
      keep: keep?.offers,
      backend,
      tenantCalls,
      mongo,
      directory,
      settings,
      records,
      chats,
      limits,
      offers,
      conferencing,
      audit,
      faultPoints,
      change,
      requests,
    });
    const roles = createRoles({ change, directory, notices, fromEntra });
    const failedMails = createFailedMails({ mongo, directory, outbox, offers, notices, redrawJob: bulk.redraw });
    const former = createFormerPeople(mongo);
    const forgetting = createForgetting({
      change,
      former,
      fromEntra,
      rooms: [
        ...[former, directory, chats, records, pinVerification, outbox, numberMailings],
        ...[offers, offeredFiles, notices, requests, limits, floods, bulk, tenantCalls],
      ],
    });

    const afterRestore = createAfterRestore({
      ...{ mongo, mark, audit, auditChain, notices, pinEnding: createPinEnding({ mongo, pins }) },
      rooms: [offers, notices, requests, offeredFiles, outbox, numberMailings, tenantCalls, bulk],
    });
    const backup = createBackup({ mongo });

    await checkPinKeys(mongo, options.pinKeys, Object.values(places));
    // One after the other: an index would have to wait anyway if somebody else is just making its collection.
    for (const service of [
      directory,
      chats,
      offers,
      conferenceIds,
      audit,
      auditChain,
      records,
      tenantCalls,
      numberUse,
      offeredFiles,
      outbox,
      pinVerification,
      limits,
      notices,
      requests,
      bulk,
    ])
      await service.prepare();
    await prepareLeases(mongo);
    const migrated = await migrations.run();

    const services = {
      /** The database's own time. */
      now: mongo.now,
      /** Whether the database takes writes from us. @throws when it does not answer */
      isWritable: mongo.isWritable,
      /** The connections to the database. */
      pool: mongo.pool,
      faultPoints,
      /** Where people's conferencing is kept, and what can be done about it there. */
      backend,
      lateAnswers,
      buttonIds,
      audit,
      auditChain,
      trailCuts,
      auditReading,
      auditExport,
      reports,
      offeredFiles,
      directory,
      offers,
      settings,
      settingsChanges,
      answersSeen,
      limits,
      floods,
      forgetting,
      roles,
      bootstrap,
      peopleImport,
      /** Absent when the directory is our own. */
      sync,
      licensing,
      bulk,
      personView,
      peopleLists,
      chats,
      conferenceIds,
      pins,
      pinRotation,
      outbox,
      numberMailings,
      mailSending,
      mailPresence,
      failedMails,
      numberUse,
      conferencing,
      notices,
      requests,
      approvals,
      nudges,
      pickUps,
      objections,
      protection,
      lapses,
      backup,
      migrations,
      /** What was run at this start. */
      migrated,
      afterRestore,
      close: mongo.close,
    };
    internals.set(services, { mongo, records });
    return services;
  } catch (error) {
    await mongo.close();
    throw error;
  }
}

export type Services = Awaited<ReturnType<typeof createServices>>;

/** What is behind the services and is not given to any front. */
interface Internals {
  mongo: Mongo;
  records: ConferencingRecords;
}

const internals = new WeakMap<object, Internals>();

/** The database behind the services, for the try-out and the tests; lint keeps it from everybody else. */
export function internalsOf(services: Pick<Services, 'now'>): Internals {
  const found = internals.get(services);
  if (!found) throw new Error('These services were not made by createServices');
  return found;
}

/** Where PINs are sealed: as the verifiers of people's PINs, and in waiting mails. */
const sealedPlaces = (mongo: Mongo, pins: Pins) => ({
  verifiers: sealedVerifiers(mongo, pins),
  mails: sealedMails(mongo, pins),
  late: sealedLatePins(mongo, pins),
});

/**
 * What brings a database of an older version to the form of this one, in this order. They stay for as long as somebody
 * may come from a version before them (docs/operation.md).
 */
const migrationsOf = (mongo: Mongo, settings: SettingsService): Migration[] => [
  droppingOneOffer(mongo),
  droppingOldIndexes(mongo),
  forgettingCopies({ mongo, settings }),
  refolding(mongo),
];

/** Brings a backup back into a database on which the services do not start yet. */
export const openLoading = ({ mongo, keys }: { mongo: Mongo; keys: PinKey[] }): Loading =>
  createLoading({ mongo, keys, migrations: migrationsOf(mongo, createSettings(mongo)) });

/** Looks after the keys of a database even when the services cannot start on it, because a key is missing or wrong. */
export function createKeyRotation(options: {
  mongo: Mongo;
  keys: PinKey[];
  faultPoints?: FaultPoints;
  batchSize?: number;
}): PinRotation {
  const places = sealedPlaces(options.mongo, createPins({ keys: options.keys }));
  return createPinRotation({ ...options, faultPoints: options.faultPoints ?? noFaultPoints, places });
}
