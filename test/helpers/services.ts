import { randomBytes } from 'node:crypto';
import { createServices, type Services, type ServicesOptions } from '../../services';
import { type PinKey } from '../../services/pin-keys';
import { type Person } from '../../services/directory';
import { samplePeople, sampleTenant, seedSamplePeople } from '../../services/sample-people';

export const testKey: PinKey = { id: 'test-1', bytes: Buffer.alloc(32, 7) };

/** Where the test database is, under a name that no other test uses. */
export const freshDatabase = (): Pick<ServicesOptions, 'uri' | 'database'> => ({
  uri: process.env.TEST_MONGODB_URI!,
  database: `test-${randomBytes(6).toString('hex')}`,
});

/** Most tests reset more than anybody may. */
export const noLimits = { limitPerActor: 0, limitPerTarget: 0, limitPerTenant: 0, limitOwn: 0 };

/** Services on a database of their own with the sample people. `dispose` drops it. */
export async function freshServices(options: Partial<ServicesOptions> = {}) {
  const services = await createServices({ ...freshDatabase(), pinKeys: [testKey], ...options });
  await seedSamplePeople(services);
  await services.settings.save(sampleTenant, noLimits);
  return { services, dispose: () => disposeServices(services) };
}

/** The local database drops a document in a millisecond: on a busy machine, all of them may take longer than the product ever waits. */
export const dropDatabase = ({ mongo }: Services) => mongo.db.dropDatabase({ timeoutMS: 60_000 });

export async function disposeServices(services: Services): Promise<void> {
  await dropDatabase(services);
  await services.close();
}

/** A sample person by the start of the name. */
export function person(name: string): Person {
  const found = samplePeople.find((one) => one.name === name) ?? samplePeople.find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`No sample person is called ${name}`);
  return found;
}
