import { byteOrderMark, csvRows } from '../../services/base/csv';
import type { BulkRow, RowState } from '../../services/bulk/job';
import { Problem } from '../../services/base/problem';
import { reasonWords } from '../../words/trail';
import { wholeWords } from '../../words/bulk';
import { defineCommand, type FileTurn } from '../turn/command';
import { dayIn } from '../../words/period';

/** About how large a row is in the file. Bytes. */
const rowSize = 160;

export const bulkResult = defineCommand({
  name: 'bulk-result',
  title: 'bulk result',
  help: 'Save what became of each row of a bulk change as a file.',
  utterances: [],
  right: 'bulk',
  scopes: ['personal'],
  listed: false,
  async run({ actor, slots, services, zone }) {
    const job =
      slots.job === undefined
        ? (await services.bulk.latest(actor.tenant, 1))[0]
        : await services.bulk.byId(actor.tenant, slots.job);
    if (!job) throw new Problem('bulk-over', {});
    return {
      file: {
        name: `dial-in-desk-bulk-${job.action}-${dayIn(job.createdAt, zone)}-${job._id.slice(0, 6).replace(/[^A-Za-z0-9]/g, 'x')}.csv`,
        description: `Every row and what became of it: ${wholeWords(job)}, ${job.total} rows. No PINs.`,
        size: job.total * rowSize,
        query: { job: job._id },
      },
    };
  },
  async *write({ actor, query, services }: FileTurn) {
    const job = await services.bulk.byId(actor.tenant, query.job ?? '');
    if (!job) throw new Problem('bulk-over', {});
    yield byteOrderMark + csvRows([Object.keys(columns)]);
    for await (const rows of services.bulk.rowsOf(job))
      yield csvRows(rows.map((row) => Object.values(columns).map((cell) => cell(row))));
  },
});

const states: Record<RowState, string> = {
  listed: 'not checked',
  ready: 'not done yet',
  leftOut: 'left out',
  done: 'done',
  failed: 'failed',
  unknown: 'not known',
};
const ways: Record<NonNullable<BulkRow['way']>, string> = {
  mail: 'by email',
  chat: 'by a card in the chat',
  none: 'not told',
};
/** In which states the way counts: a row that is not done yet has told nobody. */
const told: Partial<Record<RowState, string>> = { done: '', ready: ', once it is done' };

const columns: Record<string, (row: BulkRow) => string> = {
  'Line': ({ line, source }) => (source === undefined ? String(line) : `${source}: ${line}`),
  'As listed': ({ text }) => text,
  'Name': ({ name = '' }) => name,
  'User principal name': ({ upn = '' }) => upn,
  'Outcome': ({ state }) => states[state],
  'Reason': ({ reason }) => (reason ? reasonWords(reason) : ''),
  'Told': ({ way, state }) => (way && told[state] !== undefined ? `${ways[way]}${told[state]}` : ''),
  'Time (UTC)': ({ at }) => at?.toISOString() ?? '',
};
