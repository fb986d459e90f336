/** What a verification can find, worst first. One bad record may leave several traces; the first one is reported. */
export type FindingCode =
  'edited' | 'missing' | 'inserted' | 'swapped' | 'tail-cut' | 'rewritten' | 'head-document' | 'lost-by-restore';

/** How it shows, and what that is called. */
export const findingCodes = {
  /** The content does not fit the record's link. */
  'content': 'edited',
  /** The record fits its own link, but the one after it was chained to another one. */
  'relinked': 'edited',
  /** The record stands at `other`, or nowhere in the chain, and belongs at `seq`. */
  'moved': 'edited',
  /** The number is not there. */
  'gap': 'missing',
  /** The beginning is gone, and does not end where the trail says that it was cut. */
  'not-the-cut': 'missing',
  /** The records after it were numbered down to close the gap. */
  'renumbered': 'missing',
  /** Two records have the number. */
  'double': 'inserted',
  /** The records after it were numbered up to make room. */
  'stranger': 'inserted',
  /** It stands after the end that the head document names. */
  'behind-head': 'inserted',
  /** The records at `seq` and `other` have changed places, or contents. */
  'exchanged': 'swapped',
  /** The chain ends before the head document says. */
  'shorter-than-head': 'tail-cut',
  /** The chain ends before the saved head. */
  'shorter-than-saved': 'tail-cut',
  /** The chain is consistent and is not the one that the saved head is of. */
  'not-the-saved': 'rewritten',
  /** There are chained records and no head document that can be used. */
  'head-missing': 'head-document',
  /** The chain is consistent and does not lead to the link in the head document. */
  'head-differs': 'head-document',
  /** The head document differs, and a saved head proves that the chain is right. */
  'head-forged': 'head-document',
  /** The saved head counts records that a restore has lost: the trail says that it was restored from before them. */
  'restored-before': 'lost-by-restore',
} as const satisfies Record<string, FindingCode>;

export type Trace = keyof typeof findingCodes;

/** The first bad record. */
export interface Finding {
  code: FindingCode;
  trace: Trace;
  /** Its number in the chain, or the number that it should have. */
  seq: number;
  /** Its id, where there is a record. */
  id?: string;
  /** The other place, of what was moved or exchanged. */
  other?: number;
}

/** `row` is the bad record, if it is there. */
export function finding(trace: Trace, where: { seq: number; row?: { _id: unknown }; other?: unknown }): Finding {
  const { seq, row, other } = where;
  return {
    ...{ code: findingCodes[trace], trace, seq },
    ...(row && { id: String(row._id) }),
    ...(typeof other === 'number' && { other }),
  };
}
