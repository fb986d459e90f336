import type { AuditDocument } from '../../services/audit/trail';
import { pseudonymOf } from '../../services/people/forgetting';
import { personKey } from '../../services/people/person';
import { auditLine, type NamesIn } from '../../words/trail';
import { day } from '../terminal/dates';
import type { Row } from '../terminal/output';
import type { RecordResult } from '../terminal/results/trail';

/** A record as data. Names are those of now; somebody who was forgotten has a pseudonym and no id. */
export function recordData(record: AuditDocument, names: NamesIn): RecordResult {
  const { _id, tenant, at, action, outcome, reason, from, actor, target, asker, change, seq } = record;
  const line = auditLine(record, { ...names, day });
  const idOf = (id: string): string =>
    names.former.has(personKey(tenant, id)) ? pseudonymOf(personKey(tenant, id)) : id;
  const [by, whom, asking] = [actor.id, target?.id, asker?.id].map((id) =>
    id === undefined ? undefined : { id: idOf(id), person: names.people.get(personKey(tenant, id)) },
  );
  return {
    id: _id.toHexString(),
    at: at.toISOString(),
    ...{ action, outcome, reason: reason ?? null, text: `${line.what}: ${line.outcome}`, from },
    actorId: by!.id,
    actorName: by!.person?.name ?? null,
    actorUpn: by!.person?.upn ?? null,
    actorRole: actor.role ?? null,
    targetId: whom?.id ?? null,
    targetName: whom?.person?.name ?? null,
    targetUpn: whom?.person?.upn ?? null,
    askerId: asking?.id ?? null,
    askerName: asking?.person?.name ?? null,
    askerUpn: asking?.person?.upn ?? null,
    ...{ before: change?.before ?? null, after: change?.after ?? null, seq: seq ?? null },
  };
}

/** A record as people read it in a table. */
export function recordInTable(record: AuditDocument, names: NamesIn): Row {
  const { when, what, outcome, by, for: whom, change } = auditLine(record, { ...names, day });
  return { when, what, outcome, by, for: whom, change };
}
