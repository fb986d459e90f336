import { createApprovals } from './changes/approvals';
import { createAudit } from './audit/trail';
import { createAuditChain } from './audit/chain/chain';
import { createAuditExport } from './views/audit-export';
import { createAuditReading } from './audit/reading';
import { createBootstrap } from './people/bootstrap';
import { createBulk } from './bulk';
import { createChange } from './changes/change';
import { createConferenceIds, type NumberRange } from './conferencing/conference-ids';
import { createConferencing } from './changes';
import { createConferencingRecords } from './conferencing/records';
import { createForgetting } from './changes/forgetting';
import { createConversations } from './people/chats';
import { createDirectory } from './people/directory';
import { type Passing, passingNothing } from './base/fault-points';
import { createLapses } from './changes/lapses';
import { createDisplays } from './offers/answers-seen';
import { createFiles } from './offers/offered-files';
import { createLimits } from './offers/limits';
import { createCarrier } from './mail/sending/carrier';
import { createLetters } from './mail/letter/letters';
import type { MailRoute } from './mail/route';
import { createMailSending } from './mail/sending/sending';
import { connectMongo } from './base/mongo';
import { createNotices } from './offers/notices';
import { createObjections } from './changes/objections';
import { createOperations } from './offers/offers';
import { createOutbox } from './mail/outbox';
import { checkPinKeys, type PinKey } from './pins/keys';
import { createPeopleImport } from './people/import/import';
import { createPersonView } from './views/person';
import { createPickUps } from './changes/pick-ups';
import { createPinRotation } from './pins/key-rotation';
import { createPinVerification } from './conferencing/pin-check';
import { createPins } from './pins/pins';
import { createReports } from './views/report';
import { createProtection } from './changes/protection';
import { createRequests } from './offers/requests';
import { createRoles } from './changes/roles';
import { createSettings } from './settings/settings';
import { createSettingsChanges } from './changes/settings';

export interface ServicesOptions {
  /** Address of a MongoDB with transactions. */
  uri: string;
  database: string;
  pinKeys: PinKey[];
  /** Replaces the random source of PINs in tests; receives the number of digits. */
  drawPin?: (length: number) => string;
  /** A smaller range of conference IDs, for tests of a full one. */
  conferenceIdRange?: NumberRange;
  /** How mails leave; without it they wait in the outbox. */
  mail?: MailRoute;
  /** For the fault tests alone: ends the process at a named moment. */
  passing?: Passing;
}

/**
 * Connects the database and builds every service on it.
 * @throws SetupError with one line when the database or the keys will not do
 */
export async function createServices(options: ServicesOptions) {
  const mongo = await connectMongo(options);
  const passing = options.passing ?? passingNothing;
  try {
    const audit = createAudit(mongo);
    const auditChain = createAuditChain({ mongo, passing });
    const auditReading = createAuditReading(mongo);
    const directory = createDirectory(mongo);
    const operations = createOperations(mongo);
    const settings = createSettings(mongo);
    const conversations = createConversations(mongo);
    const conferenceIds = createConferenceIds(mongo, options.conferenceIdRange);
    const pins = createPins({ keys: options.pinKeys, draw: options.drawPin });
    const pinVerification = createPinVerification({ mongo, pins });
    const pinRotation = createPinRotation({ mongo, pins, keys: options.pinKeys, passing });
    const outbox = createOutbox(mongo, pins);
    const mailSending =
      options.mail &&
      createMailSending({
        ...{ mongo, pins, directory, settings, conversations, passing },
        letters: createLetters(),
        carrier: createCarrier(options.mail),
      });
    const displays = createDisplays({ mongo, audit });
    const limits = createLimits({ mongo, settings, displays });
    const notices = createNotices({ mongo, operations, conversations });
    const requests = createRequests({ mongo, operations, notices, directory });
    const change = createChange({ mongo, operations, directory, settings, audit, limits, requests, passing });
    const records = createConferencingRecords({ mongo, settings });
    const pickUps = createPickUps({ change, operations, records, directory, notices, audit, pins, pinVerification });
    const objections = createObjections({
      mongo,
      change,
      records,
      settings,
      directory,
      notices,
      pins,
      pinVerification,
    });
    const conferencing = createConferencing({
      ...{ mongo, change, directory, settings, conversations, conferenceIds, outbox, pins, pinVerification },
      ...{ pickUps, notices, objections, requests, records },
    });
    const approvals = createApprovals({ change, requests, records, conversations, settings });
    const protection = createProtection({ change, directory });
    const lapses = createLapses({ mongo, operations, pickUps, requests, notices, audit });

    const settingsChanges = createSettingsChanges({ change, settings });
    const personView = createPersonView({ records, settings, outbox, auditReading });
    const files = createFiles(mongo);
    const auditExport = createAuditExport({ auditReading, directory });
    const reports = createReports({ mongo, settings });
    const forgetting = createForgetting({ mongo, change, conferenceIds });
    const peopleImport = createPeopleImport({ mongo, directory, audit });
    const bootstrap = createBootstrap({ mongo, directory, audit });
    const bulk = createBulk({
      mongo,
      directory,
      settings,
      records,
      conversations,
      limits,
      operations,
      conferencing,
      audit,
      passing,
      change,
      requests,
    });
    const roles = createRoles({ mongo, change, directory });

    await checkPinKeys(mongo, options.pinKeys);
    // One after the other: an index on a collection that is being made elsewhere has to wait for it anyway.
    for (const service of [
      directory,
      operations,
      conferenceIds,
      audit,
      auditChain,
      reports,
      files,
      outbox,
      pinVerification,
      limits,
      notices,
      requests,
      bulk,
    ])
      await service.prepare();

    return {
      mongo,
      passing,
      audit,
      auditChain,
      auditReading,
      auditExport,
      reports,
      files,
      directory,
      operations,
      settings,
      settingsChanges,
      displays,
      limits,
      forgetting,
      roles,
      bootstrap,
      peopleImport,
      bulk,
      personView,
      conversations,
      conferenceIds,
      pins,
      pinRotation,
      outbox,
      mailSending,
      conferencing,
      notices,
      requests,
      approvals,
      pickUps,
      objections,
      protection,
      lapses,
      close: mongo.close,
    };
  } catch (error) {
    await mongo.close();
    throw error;
  }
}

export type Services = Awaited<ReturnType<typeof createServices>>;
