import { mongoOf } from './database';
import { type Document } from 'mongodb';
import { type Services, type ServicesOptions } from '../../services';
import { seedSamplePeople } from '../../services/try-out/sample-people';

const collections = ['seeds', 'settings', 'people', 'conferencing', 'conferenceIds'];
let sealed: Document[][] | undefined;

/**
 * Puts the sample people into a database. It copies them from the first database of this test file: sealing their PINs
 * anew takes a quarter of a second, and hundreds of tests want people of their own. A test with its own key, range or
 * database seals them anew.
 */
export async function seed(services: Services, own: Partial<ServicesOptions>): Promise<void> {
  const { db } = mongoOf(services);
  const usual = !own.pinKeys && !own.conferenceIdRange && !own.database && !own.backend;
  if (usual && sealed) {
    await Promise.all(sealed.map((documents, index) => db.collection(collections[index]!).insertMany(documents)));
    return;
  }
  await seedSamplePeople(services);
  if (usual) sealed = await Promise.all(collections.map((name) => db.collection(name).find().toArray()));
}
