import { type Person, personKey, type Role } from '../people/person';
import type { ConferencingDocument } from '../conferencing/records';
import { internalsOf, type Services } from '..';
import { NumberTaken } from '../conferencing/conference-ids';
import { batchBudget, isDuplicate } from '../base/mongo';
import { pinLengths } from '../pins/pins';

/** The tenant of the try-out. */
export const sampleTenant = '00000000-0000-4000-8000-000000000001';

const domain = 'contoso.example';
const tollNumber = '+15550100100';
const idOf = (number: number): string => `00000000-0000-4000-8000-0000000000${number}`;

function sample(
  number: number,
  givenName: string,
  surname: string,
  differing: Partial<Person> & { role?: Role } = {},
): Person {
  const alias = `${givenName}.${surname}`.toLowerCase();
  return {
    tenant: sampleTenant,
    id: idOf(number),
    upn: `${alias}@${domain}`,
    mail: `${alias}@${domain}`,
    name: `${givenName} ${surname}`,
    givenName,
    surname,
    aliases: [alias],
    kind: 'member',
    accountEnabled: true,
    licensed: true,
    role: 'user',
    ...differing,
  };
}

/** The people of the try-out and of the tests: one for every kind of account that gets a different answer. */
export const samplePeople: readonly Person[] = [
  sample(20, 'Alex', 'Wilber'),
  sample(21, 'Megan', 'Bowen', { role: 'admin' }),
  sample(22, 'Adele', 'Vance', { role: 'helpdesk' }),
  sample(23, 'Isaiah', 'Langer', { language: 'de' }),
  sample(24, 'Patti', 'Fernandez', { mail: undefined }),
  sample(25, 'Lynne', 'Robbins', { licensed: false }),
  sample(26, 'Joni', 'Sherman', { accountEnabled: false }),
  sample(27, 'Diego', 'Siciliani', {
    kind: 'guest',
    licensed: false,
    upn: `diego.siciliani_fabrikam.example#EXT#@${domain}`,
    mail: 'diego.siciliani@fabrikam.example',
  }),
  sample(28, 'Rainier', '', {
    kind: 'resource',
    licensed: false,
    name: 'Rainier',
    upn: `rainier@${domain}`,
    mail: `rainier@${domain}`,
    aliases: ['rainier'],
  }),
  sample(30, 'Alice', 'Smith'),
  sample(31, 'Isaiah', 'Lang'),
  sample(32, 'Zoë', "O'Brien-Łukasz", {
    upn: `zoe.obrien-lukasz@${domain}`,
    mail: `zoe.obrien-lukasz@${domain}`,
    aliases: ['zoe.obrien-lukasz'],
    language: 'fr',
  }),
  sample(33, 'Nestor', 'Wilke', { role: 'admin' }),
  sample(34, 'Johanna', 'Lorenz', { role: 'auditor' }),
];

/**
 * Puts the sample people into an empty database: everybody who can be enabled gets a conference ID and a PIN that
 * nobody knows, unless Teams keeps those. This happens once per database, even if several replicas start at the same
 * time.
 * @returns whether this call did it
 */
export async function seedSamplePeople(services: Services): Promise<boolean> {
  const { directory, settings, conferenceIds, pins } = services;
  const { mongo, records } = internalsOf(services);
  const seeds = mongo.collection<{ _id: string; at: Date }>('seeds');
  if (await seeds.findOne({ _id: sampleTenant })) return false;

  const { bridge } = await settings.of(sampleTenant);
  // What Teams gives them is not ours to make.
  const enabled =
    services.backend.name === 'own' ? samplePeople.filter(({ kind, licensed }) => kind === 'member' && licensed) : [];
  const seeded = await Promise.all(
    enabled.map(async (person): Promise<ConferencingDocument> => {
      const owner = { tenant: person.tenant, person: person.id, version: 1 };
      return {
        _id: personKey(person.tenant, person.id),
        tenant: person.tenant,
        person: person.id,
        enabled: true,
        bridge,
        conferenceId: await conferenceIds.pick(bridge),
        pin: await pins.seal(await pins.draw(pinLengths.default), owner),
        mails: true,
      };
    }),
  );
  const at = await mongo.now();
  try {
    await mongo.transact(
      async (session) => {
        await seeds.insertOne({ _id: sampleTenant, at }, { session });
        const tenantSettings = {
          tenantName: 'Contoso',
          tollNumber,
          tollFreeNumber: '+18005550100',
          serviceNumbers: ['+15550100200', '+493055550100'],
        };
        await settings.save(sampleTenant, tenantSettings, session);
        for (const person of samplePeople) await directory.save(person, session);
        for (const record of seeded) {
          await conferenceIds.take(
            { bridge, number: record.conferenceId, tenant: record.tenant, person: record.person },
            at,
            session,
          );
          await records.insert(record, session);
        }
      },
      { budget: batchBudget },
    );
    return true;
  } catch (error) {
    // Another replica was faster. Its people are there, and its IDs are the valid ones.
    if (isDuplicate(error)) return false;
    if (error instanceof NumberTaken) return seedSamplePeople(services);
    throw error;
  }
}
