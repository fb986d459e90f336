import { BSON } from 'mongodb';
import type { AuditDocument } from '../audit/trail';
import type { AuditQuery, AuditReading } from '../audit/reading';
import { byteOrderMark, csvRows } from '../base/csv';
import { type Directory } from '../people/directory';
import { type Person, personKey } from '../people/person';

export const auditFormats = ['csv', 'json'] as const;
export type AuditFormat = (typeof auditFormats)[number];

/** Roughly how large a record is in a file. Bytes. */
export const recordSize: Record<AuditFormat, number> = { csv: 420, json: 640 };

/** The trail as a file, piece by piece. */
export function createAuditExport({ auditReading, directory }: { auditReading: AuditReading; directory: Directory }) {
  return {
    /**
     * The records, oldest first.
     * `csv`: RFC 4180 in UTF-8 with a byte order mark, with current names, and times in UTC.
     * `json`: a line for each record, exactly as it was chained, in MongoDB's relaxed Extended JSON. With
     * `canonicalText` and `linkOf` it can be verified without the database. It has no names: object ids are enough for
     * that.
     */
    async *write(query: AuditQuery, format: AuditFormat): AsyncGenerator<string> {
      if (format === 'csv') yield byteOrderMark + csvRows([Object.keys(columns)]);
      for await (const records of auditReading.batches(query)) {
        yield format === 'csv'
          ? csvRows(await cells(records))
          : records.map((record) => `${BSON.EJSON.stringify(record)}\n`).join('');
      }
    },
  };

  async function cells(records: AuditDocument[]): Promise<string[][]> {
    const keys = records.flatMap(({ tenant, actor, target }) =>
      [actor.id, target?.id].map((id) => personKey(tenant, id ?? '')),
    );
    const people = await directory.byKeys([...new Set(keys)]);
    return records.map((record) => {
      const [actor, target] = [record.actor.id, record.target?.id ?? ''].map((id) =>
        people.get(personKey(record.tenant, id)),
      );
      return Object.values(columns).map((column) => String(column(record, { actor, target }) ?? ''));
    });
  }
}

type Column = (record: AuditDocument, people: { actor?: Person; target?: Person }) => string | number | undefined;

const columns: Record<string, Column> = {
  'Time (UTC)': ({ at }) => at.toISOString(),
  'Action': ({ action }) => action,
  'Outcome': ({ outcome }) => outcome,
  'Reason': ({ reason }) => reason,
  'By': (_, { actor }) => actor?.name,
  'By (user principal name)': (_, { actor }) => actor?.upn,
  'By (object id)': ({ actor }) => actor.id,
  'Role': ({ actor }) => actor.role,
  'For': (_, { target }) => target?.name,
  'For (user principal name)': (_, { target }) => target?.upn,
  'For (object id)': ({ target }) => target?.id,
  'Asked for by (object id)': ({ asker }) => asker?.id,
  'From': ({ from }) => from,
  'Before': ({ change }) => change?.before,
  'After': ({ change }) => change?.after,
  'Operation (hash)': ({ operation: offer }) => offer,
  'Version': ({ version }) => version,
  'Number in the chain': ({ seq }) => seq,
  'Link': ({ link }) => link,
};
