import { mongoOf } from './database';
import { type Document } from 'mongodb';
import { type Services, type ServicesOptions } from '../../services';
import { seedSamplePeople } from '../../services/try-out/sample-people';

const collections = ['seeds', 'settings', 'people', 'conferencing', 'conferenceIds'];
let sealed: Document[][] | undefined;

/**
 * Puts the sample people into a database, as the first of this test file got them: to seal their PINs anew takes a
 * quarter of a second, and hundreds of tests want people of their own. Who brings a key or a range seals anew.
 */
export async function seed(services: Services, own: Partial<ServicesOptions>): Promise<void> {
  const { db } = mongoOf(services);
  const usual = !own.pinKeys && !own.conferenceIdRange && !own.database;
  if (usual && sealed) {
    await Promise.all(sealed.map((documents, index) => db.collection(collections[index]!).insertMany(documents)));
    return;
  }
  await seedSamplePeople(services);
  if (usual) sealed = await Promise.all(collections.map((name) => db.collection(name).find().toArray()));
}
