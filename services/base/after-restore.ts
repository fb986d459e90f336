/**
 * What every room that keeps promises needs after a restore: nobody knows what became of them between the backup and
 * the restore, so none is kept a second time. It may run again.
 */
export interface AfterRestore {
  /** The moment that the documents are from. */
  of: Date;
  /** Now. */
  at: Date;
}

/** What a room has ended, by what it is. */
export type EndedByRestore = Partial<
  Record<'offers' | 'notices' | 'requests' | 'files' | 'mails' | 'numberMailings' | 'calls' | 'bulkJobs', number>
>;
