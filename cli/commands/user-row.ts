import type { Person } from '../../services/people/person';
import type { NumberField } from '../../services/settings/bridge-numbers';
import type { Standing } from '../../services/views/person';
import type { Row } from '../terminal/output';
import type { OffReason, UserRow } from '../terminal/results/people';

/** A person and what they have, as data. */
export function userData(person: Person, standing: Standing): UserRow {
  const { off, held, mails, callersMayStart } = standing;
  const from = (number: string | undefined, field: NumberField) =>
    number === undefined ? null : held?.follows.includes(field) ? ('bridge' as const) : ('person' as const);
  // A bridge without a number to dial has an empty one.
  const [toll, tollFree] = [held?.tollNumber || undefined, held?.tollFreeNumber || undefined];
  return {
    ...{ name: person.name, upn: person.upn, id: person.id, mail: person.mail ?? null, kind: person.kind },
    ...{ accountEnabled: person.accountEnabled, licensed: person.licensed, role: person.role },
    protected: person.protected === true,
    enabled: off === undefined,
    // Nothing else turns conferencing off.
    offReason: (off as OffReason | undefined) ?? null,
    conferenceId: held?.conferenceId ?? null,
    bridge: held?.bridge ?? null,
    serviceNumber: toll ?? null,
    serviceNumberFrom: from(toll, 'tollNumber'),
    tollFreeServiceNumber: tollFree ?? null,
    tollFreeServiceNumberFrom: from(tollFree, 'tollFreeNumber'),
    pinSet: held !== undefined,
    pinResetAt: held?.pinResetAt?.toISOString() ?? null,
    automaticMails: mails,
    allowPstnOnlyMeetings: callersMayStart,
  };
}

/** The same as people read it in a table. */
export const userInTable = (row: UserRow): Row => ({
  ...{ name: row.name, upn: row.upn, role: row.role, kind: row.kind, licensed: row.licensed },
  conferencing: row.enabled ? 'on' : (row.offReason ?? ''),
  ...{ conferenceId: row.conferenceId, serviceNumber: row.serviceNumber },
});
