import { randomBytes } from 'node:crypto';
import { createServices, type Services, type ServicesOptions } from '../../services';
import { type Mongo } from '../../services/base/mongo';
import { type PinKey } from '../../services/pins/pin-key';
import { type Person } from '../../services/people/person';
import { samplePeople, sampleTenant } from '../../services/try-out/sample-people';
import { mongoOf } from './database';
import { seed } from './seed';

export const testKey: PinKey = { id: 'test-1', bytes: Buffer.alloc(32, 7) };

/** The address of the test database, with a name that no other test uses. */
export const freshDatabase = (): Pick<ServicesOptions, 'uri' | 'database'> => ({
  uri: process.env.TEST_MONGODB_URI!,
  database: `test-${randomBytes(6).toString('hex')}`,
});

/** Most tests reset more often than the limits permit. */
export const noLimits = { limitPerActor: 0, limitPerTarget: 0, limitPerTenant: 0, limitOwn: 0 };

/** Services on their own database with the sample people. `dispose` leaves the database. */
export async function freshServices(options: Partial<ServicesOptions> = {}) {
  const services = await createServices({ ...freshDatabase(), pinKeys: [testKey], ...options });
  await seed(services, options);
  await services.settings.save(sampleTenant, noLimits);
  return { services, dispose: () => disposeServices(services) };
}

/**
 * Clears the database if the run has not started it itself. Otherwise it ends with the run anyway, and clearing it
 * takes a millisecond for each document.
 */
export const leaveDatabase = (services: Services): Promise<void> => leaveMongo(mongoOf(services));

/** The same without services. */
export async function leaveMongo(mongo: Mongo): Promise<void> {
  if (!process.env.TEST_MONGODB_URIS) await mongo.db.dropDatabase();
}

export async function disposeServices(services: Services): Promise<void> {
  await leaveDatabase(services);
  await services.close();
}

/** A sample person, by the beginning of the name. */
export function person(name: string): Person {
  const found = samplePeople.find((one) => one.name === name) ?? samplePeople.find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`No sample person is called ${name}`);
  return found;
}
