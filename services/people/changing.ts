import type { AnyBulkWriteOperation } from 'mongodb';
import { documentOf } from './directory';
import { type Person, type PersonDocument } from './person';

/**
 * A write of these fields alone, and of the keys by which the person is found, so that what is changed meanwhile in
 * other fields stays.
 */
export function changing(after: Person, fields: readonly (keyof Person)[]): AnyBulkWriteOperation<PersonDocument> {
  const { _id, names, identities, near, folding, ...document } = documentOf(after);
  const set = Object.fromEntries(
    fields.filter((field) => document[field] !== undefined).map((field) => [field, document[field]]),
  );
  const gone = Object.fromEntries(
    fields.filter((field) => document[field] === undefined).map((field) => [field, true]),
  ) as { mail?: true; language?: true };
  return {
    updateOne: {
      filter: { _id },
      update: {
        $set: { ...set, names, identities, near, folding },
        ...(Object.keys(gone).length > 0 && { $unset: gone }),
      },
    },
  };
}
