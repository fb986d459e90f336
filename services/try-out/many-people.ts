import { internalsOf, type Services } from '..';
import { type Person, personKey } from '../people/person';
import { samplePeople } from './sample-people';

/**
 * Puts people like Alice into the directory, all enabled. They share the verifier of one PIN, which nobody checks.
 * @returns their user names
 */
export async function addPeople(services: Services, count: number): Promise<string[]> {
  const { directory, conferenceIds } = services;
  const { mongo, records } = internalsOf(services);
  const model = samplePeople.find(({ name }) => name === 'Alice Smith')!;
  const record = (await records.find(model))!;
  const at = await mongo.now();
  const people = Array.from({ length: count }, (_, index): Person => {
    const alias = `person.${String(index).padStart(5, '0')}`;
    const address = `${alias}@contoso.example`;
    return {
      ...model,
      id: `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`,
      upn: address,
      mail: address,
      aliases: [alias],
      name: `Person ${index}`,
      givenName: 'Person',
      surname: String(index),
    };
  });
  for (let from = 0; from < count; from += 200) {
    const batch = people.slice(from, from + 200);
    await mongo.transact(
      async (session) => {
        for (const one of batch) await directory.save(one, session);
        const added = batch.map((one, index) => ({
          ...record,
          _id: personKey(one.tenant, one.id),
          person: one.id,
          conferenceId: String(9_000_000 + from + index),
        }));
        for (const one of added) await records.insert(one, session);
        for (const one of added)
          await conferenceIds.take(
            { bridge: one.bridge, number: one.conferenceId, tenant: one.tenant, person: one.person },
            at,
            session,
          );
      },
      { budget: 60_000 },
    );
  }
  return people.map(({ upn }) => upn);
}
