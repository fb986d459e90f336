import fc from 'fast-check';
import { type Person, personKey } from '../../services/people/person';
import { planOf } from '../../services/people/sync/plan';
import type { SourceRow } from '../../services/people/sync/source';

const tenant = '00000000-0000-4000-8000-000000000001';
const ids = Array.from({ length: 6 }, (_, index) => `00000000-0000-4000-8000-0000000000d${index}`);

/** What somebody is in the other directory; undefined: not there. */
interface There {
  name: string;
  mail: string;
  accountEnabled: boolean;
  licensed: boolean;
  kind: Person['kind'];
}
const there = fc.record<There>({
  name: fc.constantFrom('Alice Smith', 'Zoë Lang', "D'Arcy, Finn (IT)"),
  mail: fc.constantFrom('', 'a@contoso.example', 'b@contoso.example'),
  accountEnabled: fc.boolean(),
  licensed: fc.boolean(),
  kind: fc.constantFrom('member', 'guest', 'resource'),
});
const step = fc.record({ id: fc.constantFrom(...ids), now: fc.option(there, { nil: undefined }) });
type Step = { id: string; now?: There };

const rowOf = ({ id, now }: Step): SourceRow =>
  now
    ? { id, upn: `${id.slice(-2)}@contoso.example`, ...now, addresses: now.mail ? [now.mail] : [] }
    : { id, removed: true };

/** What our directory holds after these batches. */
function after(batches: readonly SourceRow[][], from: ReadonlyMap<string, Person> = new Map()): Map<string, Person> {
  const people = new Map(from);
  for (const rows of batches) {
    const known = new Map([...people].filter(([key]) => rows.some(({ id }) => personKey(tenant, id) === key)));
    for (const { after: person } of planOf(rows, known, { tenant, round: 1, roles: new Map() }).people)
      people.set(personKey(tenant, person.id), person);
  }
  return people;
}

/** Rows in batches that end where they fall. */
function cut<Row>(rows: readonly Row[], sizes: readonly number[]): Row[][] {
  const batches: Row[][] = [];
  for (let [at, turn] = [0, 0]; at < rows.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    batches.push(rows.slice(at, at + size));
    at += size;
  }
  return batches;
}

const plain = (people: ReadonlyMap<string, Person>) =>
  Object.fromEntries([...people].sort().map(([key, person]) => [key, JSON.parse(JSON.stringify(person)) as object]));
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });

test('any history of adds, changes and removals, in any paging, ends in what is there', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), sizes, (history, paging) => {
      const people = after(cut(history.map(rowOf), paging));
      for (const id of ids) {
        const last = history.filter((one) => one.id === id).at(-1);
        const person = people.get(personKey(tenant, id));
        if (!history.some((one) => one.id === id && one.now)) expect(person).toBeUndefined();
        else if (last!.now) {
          const { mail, licensed, ...rest } = last!.now;
          expect(person).toMatchObject({ ...rest, licensed, role: 'user' });
          expect(person!.mail ?? '').toBe(mail);
          expect(person).not.toHaveProperty('gone');
        } else expect(person).toMatchObject({ accountEnabled: false, licensed: false, gone: true });
      }
    }),
    { numRuns: 300 },
  );
});

test('paging does not matter, and neither does a replay of what came before', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), sizes, sizes, fc.nat(), (history, one, other, from) => {
      const rows = history.map(rowOf);
      const people = after(cut(rows, one));
      expect(plain(after(cut(rows, other)))).toEqual(plain(people));
      // A round that is cut off begins anew with an earlier link, and brings its rows once more.
      expect(plain(after(cut(rows.slice(from % (rows.length + 1)), other), people))).toEqual(plain(people));
    }),
    { numRuns: 300 },
  );
});

test('a change that tells some fields alone leaves the others', () => {
  fc.assert(
    fc.property(there, fc.constantFrom('name', 'mail', 'accountEnabled', 'licensed'), there, (first, field, next) => {
      const begun = after([[rowOf({ id: ids[0]!, now: first })]]);
      const changed = after([[{ id: ids[0]!, [field]: next[field as keyof There] }]], begun);
      const [before, now] = [begun, changed].map((people) => people.get(personKey(tenant, ids[0]!))!);
      expect({ ...now, [field]: undefined, ...partsOf(before!) }).toEqual({ ...before, [field]: undefined });
      expect(now![field as 'name'] ?? '').toEqual(next[field as keyof There]);
    }),
  );
});

/** What follows from a name or an address. */
const partsOf = ({ givenName, surname, aliases }: Person) => ({ givenName, surname, aliases });
