import { cards } from '../../cards';
import type { BulkJob, JobState } from '../../services/bulk/job';
import { personKey } from '../../services/people/person';
import { countWords, rowWords, wholeWords } from '../../words/bulk';
import { defineCommand } from '../turn/command';

/** How many jobs fit on a card. */
const shown = 5;

export const bulkStatus = defineCommand({
  name: 'bulk-status',
  title: 'bulk status',
  help: 'See the latest bulk changes, and get their results as files.',
  utterances: ['bulk jobs', 'bulk list', 'show bulk jobs'],
  right: 'bulk',
  scopes: ['personal'],
  listed: false,
  async run({ actor, services, day }) {
    const jobs = await services.bulk.latest(actor.tenant, shown);
    if (jobs.length === 0) {
      return cards.notice({
        title: 'No bulk changes',
        paragraphs: ['None was started in the last 30 days.'],
        buttons: [{ title: 'Start one', verb: 'bulk-form', data: {} }],
      });
    }
    const people = await services.directory.byKeys([...new Set(jobs.map((job) => personKey(job.tenant, job.actor)))]);
    const lineOf = (job: BulkJob): string => {
      const by = people.get(personKey(job.tenant, job.actor))?.name ?? 'somebody';
      return (
        `${day(job.createdAt)}: ${wholeWords(job)}, ${rowWords(job.total)}, by ${by}: ` +
        `${states[job.state]}. ${countWords(job.counts)}.`
      );
    };
    const buttons = jobs
      .filter(({ state }) => state !== 'checking')
      .map((job, index) => ({ title: `File of change ${index + 1}`, verb: 'bulk-result', data: { job: job._id } }));
    return cards.notice({
      title: 'Bulk changes, the newest first',
      paragraphs: jobs.map((job, index) => `${index + 1}. ${lineOf(job)}`),
      buttons,
    });
  },
});

const states: Record<JobState, string> = {
  checking: 'being checked',
  ready: 'not confirmed',
  asked: 'waits for a second administrator',
  running: 'under way',
  paused: 'paused',
  done: 'done',
  stopped: 'stopped',
  dropped: 'not carried out',
};
