import { createAudit } from './audit';
import { createAuditChain } from './audit-chain';
import { createAuditReading } from './audit-reading';
import { createChange } from './change';
import { createConferenceIds, type NumberRange } from './conference-ids';
import { createConferencing } from './conferencing';
import { createConferencingRecords } from './conferencing-records';
import { createConversations } from './conversations';
import { createDirectory } from './directory';
import { type Passing, passingNothing } from './fault-points';
import { createLimits } from './limits';
import { createCarrier } from './mail/carrier';
import { createLetters } from './mail/letter';
import type { MailRoute } from './mail/route';
import { createMailSending } from './mail/sending';
import { connectMongo } from './mongo';
import { createOperations } from './operations';
import { createOutbox } from './outbox';
import { checkPinKeys, type PinKey } from './pin-keys';
import { createPersonView } from './person-view';
import { createPinRotation } from './pin-rotation';
import { createPinVerification } from './pin-verification';
import { createPins } from './pins';
import { createRoles } from './roles';
import { createSettings } from './settings';
import { createSettingsChanges } from './settings-changes';

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
    const mailSending = options.mail && createMailSending({
      ...{ mongo, pins, directory, settings, conversations, passing },
      letters: createLetters(),
      carrier: createCarrier(options.mail),
    });
    const limits = createLimits({ mongo, settings });
    const change = createChange({ mongo, operations, directory, audit, limits, passing });
    const conferencing = createConferencing({ mongo, change, directory, settings, conferenceIds, outbox, pins, pinVerification });

    const settingsChanges = createSettingsChanges({ change, settings });
    const personView = createPersonView({ records: createConferencingRecords({ mongo, settings }), settings, outbox, auditReading });
    const roles = createRoles({ mongo, change, directory });

    await checkPinKeys(mongo, options.pinKeys);
    // One after the other: an index on a collection that is being made elsewhere has to wait for it anyway.
    for (const service of [directory, operations, conferenceIds, audit, auditChain, auditReading, outbox, pinVerification, limits]) await service.prepare();

    return { mongo, passing, audit, auditChain, auditReading, directory, operations, settings, settingsChanges, limits, roles, personView, conversations, conferenceIds, pins, pinRotation, outbox, mailSending, conferencing, close: mongo.close };
  } catch (error) {
    await mongo.close();
    throw error;
  }
}

export type Services = Awaited<ReturnType<typeof createServices>>;
