import { jobOf } from '../../services/bulk';
import type { BulkJob } from '../../services/bulk/job';
import type { OfferInputs } from '../../services/offers/offers';
import type { RequestDocument } from '../../services/offers/requests';
import { follow } from '../session/bulk';
import { jobShown } from '../session/bulk-shown';
import { wantedWords } from '../session/deciding';
import { offered } from '../session/offering';
import type { Session } from '../session/session';
import type { Row } from '../terminal/output';
import { exitCodes } from '../terminal/refusal';
import { bulkResult } from '../terminal/results/bulk';
import { decided } from '../terminal/results/requests';
import { shaped } from '../terminal/shape';
import { untilStopped } from '../terminal/stopping';
import { showEnd } from './bulk-end';
import type { Shell } from './command';

/**
 * Approves the bulk change that somebody has asked for, and carries it out in that person's name, or watches the bot do
 * so.
 * @returns the exit code, which says whether everything was done
 */
export async function approvedBulk(
  { session, shell: { streams } }: { session: Session; shell: Shell },
  request: RequestDocument,
  shared: Row,
): Promise<number> {
  const { services, tenant } = session;
  const input = { ...(request.input as OfferInputs['bulk']), request: request._id };
  const would = [`Approve: ${wantedWords(request)}.`];
  if (session.whatIf) {
    const found = await services.bulk.byId(tenant, jobOf({ input }));
    show({ ...shared, whatIf: true, would }, found && (await jobShown(session, found)));
    return exitCodes.done;
  }
  await session.goAhead(would);
  const { click } = await offered(session, { kind: 'bulk', input, target: { id: request.asker } });
  const { job } = await services.bulk.start(click);
  const watch = ({ next, total }: BulkJob) => streams.progress?.(`Working: ${next} of ${total}`);
  return untilStopped(async (stopping) => {
    try {
      const ended = await follow(session, job, watch, stopping);
      streams.progress?.('');
      if (ended.state === 'running')
        session.say('It is approved and under way. Whoever started it goes on with it, and so does the bot.');
      return await showEnd({ session, streams }, ended, {
        stopping,
        show: (row) => show({ ...shared, done: ['bulk'] }, row),
      });
    } finally {
      streams.progress?.('');
    }
  });

  /** The job is a part of the data, and stands beside the rest in a table. */
  function show(row: Row, job: Row | undefined): void {
    session.show({ ...row, job: job && (shaped(bulkResult, job) as Row) }, { as: decided, table: { ...row, ...job } });
  }
}
