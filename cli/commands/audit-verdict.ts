import type { Finding, FindingCode, Trace } from '../../services/audit/chain/findings';
import type { Verdict } from '../../services/audit/chain/verify';
import { printable } from '../terminal/printable';
import type { verdicts } from '../terminal/results/trail';
import { counted } from '../../words/counted';

/** Exit codes of a verdict. Node itself uses those up to 13. The lowest that is not 0 is the worst. */
export const exitCodes = {
  'fine': 0,
  'edited': 20,
  'missing': 21,
  'inserted': 22,
  'swapped': 23,
  'tail-cut': 24,
  'rewritten': 25,
  'head-document': 26,
  'lost-by-restore': 27,
  'not-chained-in-time': 30,
  'backdated': 31,
} as const satisfies Record<FindingCode | (typeof verdicts)[number], number>;

const words: Record<Trace, (found: Finding) => string> = {
  'content': ({ seq, id }) => `record ${seq} (${id}) does not fit its link: it was changed after it was chained`,
  'relinked': ({ seq, id }) =>
    `record ${seq} (${id}) was changed and its link computed anew; the one after it still holds the old one`,
  'moved': ({ seq, id, other }) =>
    `record ${seq} (${id}) ${other === undefined ? 'lost its number' : `was given the number ${other}`}`,
  'gap': ({ seq }) => `record ${seq} is gone`,
  'not-the-cut': ({ seq }) =>
    `the records before ${seq} are gone, and they are not the ones that the trail says were removed when their time ` +
    `was over`,
  'renumbered': ({ seq }) => `record ${seq} is gone, and those after it were numbered down`,
  'double': ({ seq, id }) => `there are two records ${seq}; ${id} is not the chained one`,
  'stranger': ({ seq, id }) => `record ${seq} (${id}) was put in: the rest of the chain does not know it`,
  'behind-head': ({ seq, id }) =>
    `record ${seq} (${id}) stands behind the end that the head document names: it was put in, or the head document ` +
    `was set back`,
  'exchanged': ({ seq, id, other }) => `records ${seq} (${id}) and ${other ?? 'one without a number'} were exchanged`,
  'shorter-than-head': ({ seq }) => `the records from ${seq} on are gone; the head document still counts them`,
  'shorter-than-saved': ({ seq }) => `the records from ${seq} on are gone; the saved head counts them`,
  'not-the-saved': ({ seq, id }) =>
    `record ${seq} (${id}) has another link than the saved head: the trail up to it was written anew`,
  'head-missing': ({ seq }) =>
    `the head document is gone or unreadable; whether there were records after ${seq}, only a saved head can tell`,
  'head-differs': ({ seq, id }) =>
    `record ${seq} (${id}) and the head document disagree: the end of the trail was written anew, or the head ` +
    `document was changed`,
  'head-forged': ({ seq }) => `the head document was changed: a saved head contradicts it at record ${seq}`,
  'restored-before': ({ seq, other }) =>
    `the saved head counts records from ${seq} on that are not here: they were lost when the database was restored, as ` +
    `record ${other} says. If the head was saved after that, the trail was written anew`,
};

/** The name of a tenant's verdict: the worst that was found. */
export function codeOf({ finding, late, backdated }: Verdict): keyof typeof exitCodes {
  if (finding) return finding.code;
  if (late > 0) return 'not-chained-in-time';
  return backdated.count > 0 ? 'backdated' : 'fine';
}

/** The sentences that explain a verdict. */
export function notesOf({ late, backdated, finding, cut, restores }: Verdict): string[] {
  const [first, many] = [backdated.seq, backdated.count > 1 ? ` and ${backdated.count - 1} more are` : ' is'];
  return [
    finding && words[finding.trace](finding),
    cut &&
      `the records up to ${cut.seq} were removed when their time was over: record ${cut.by} says so, of ` + day(cut.at),
    ...restores.map(
      ({ by, at, of, seq, lost }) =>
        `the database was restored on ${day(at)} from a backup of ${of.toISOString()}: record ${by} says so. What was ` +
        `written between is lost${lost ? `, which were the records from ${seq + 1} to ${lost.seq} of that trail` : ''}`,
    ),
    late > 0 &&
      `${counted(late, 'record')} not chained within 60 s: is the bot running, and what does its log say under ` +
        `"audit not chained"?`,
    backdated.count > 0 &&
      `record ${first} (${backdated.id})${many} dated before records that were chained earlier: dated back, unless ` +
        `the database's clock went wrong`,
  ]
    .filter((note) => typeof note === 'string')
    .map(printable);
}

const day = (at: Date): string => at.toISOString().slice(0, 10);

/** Says what no verification can see without a head that was kept elsewhere. */
export const withoutSavedHead =
  'No saved head was given for some of these. A tail that was cut together with its head document, and a trail that ' +
  'was written anew as a whole, are found only with one: save what "audit head" prints where nobody who can write to ' +
  'the database can, and give it to verify with --head.';

/** The worst of several exit codes. */
export function worstOf(codes: number[]): number {
  const bad = codes.filter((code) => code !== exitCodes.fine);
  return bad.length === 0 ? exitCodes.fine : Math.min(...bad);
}
