import type { ClientSession } from 'mongodb';
import { Problem } from '../base/problem';
import { Outdated } from '../base/start-again';
import type { NumberUse } from '../conferencing/number-use';
import type { Directory } from '../people/directory';
import { contactOf, personKey } from '../people/person';
import {
  changedDefaults,
  leavingNumbers,
  type NumberField,
  numberFields,
  numbersOf,
  theDefault,
} from '../settings/bridge-numbers';
import type { Settings } from '../settings/settings';

/**
 * Lets a person have a number, or follow the default, as part of the change that gives it: no other change can take the
 * number from the bridge, or make another one the default, at the same moment.
 * @throws Problem `number-not-on-bridge` with the numbers that the bridge has
 */
export async function takeNumber(
  numberUse: NumberUse,
  field: NumberField,
  number: string,
  { tenant, now, session }: { tenant: string; now: Settings; session: ClientSession },
): Promise<void> {
  const numbers = numbersOf(field, now);
  if (number !== theDefault && !numbers.includes(number))
    throw new Problem('number-not-on-bridge', { numbers, tollFree: field === 'tollFreeNumber' });
  await numberUse.guard(tenant, [number], session);
}

/** A mail about numbers was prepared with these settings. @throws Outdated when the defaults are others by now */
export function assertSameNumbers(read: Settings, now: Settings): void {
  if (changedDefaults(read, now).length > 0) throw new Outdated();
}

/**
 * Checks that a change to the bridge takes no number from anybody. With a session, as part of that change: nobody can
 * be given such a number at the same moment.
 * @throws Problem `number-in-use` that says who has it
 */
export async function assertNobodyLoses(
  { numberUse, directory }: { numberUse: NumberUse; directory: Pick<Directory, 'byKeys'> },
  { tenant, now, next }: { tenant: string; now: Settings; next: Settings },
  session?: ClientSession,
): Promise<void> {
  const leaving = leavingNumbers(now, next);
  const numbers = numberFields.flatMap((field) => leaving[field]);
  if (session)
    await numberUse.guard(
      tenant,
      [...numbers, ...(changedDefaults(now, next).length > 0 ? [theDefault] : [])],
      session,
    );
  if (numbers.length > 0) {
    const { count, first } = await numberUse.users(tenant, leaving, session);
    if (count > 0) {
      const people = await directory.byKeys(
        first.map((id) => personKey(tenant, id)),
        session,
      );
      const tollFree = leaving.tollNumber.length === 0;
      throw new Problem('number-in-use', { numbers, count, people: [...people.values()].map(contactOf), tollFree });
    }
  }
  if (now.tollNumber === '' || next.tollNumber !== '' || next.tollFreeNumber) return;
  const count = await numberUse.countFollowers(tenant, 'tollNumber', session);
  if (count > 0) throw new Problem('number-needed', { number: now.tollNumber, count });
}
