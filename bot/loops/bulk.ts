import type { Services } from '../../services';
import type { BulkJob } from '../../services/bulk/job';
import { describeError, type Log } from '../../services/base/log';
import type { Offer } from '../../services/offers/offers';
import { bulkCard } from '../show/bulk-cards';
import type { Command } from '../turn/command';
import { type Pulse, startLoop } from '../../services/base/loop';
import { finalCard } from '../turn/final-card';
import { type Outbound, whyUndelivered } from '../teams/outbound';
import { timesIn } from '../../words/times';

interface Dependencies {
  services: Services;
  outbound: Outbound;
  commands: readonly Command[];
  log: Log;
}

/** How often to look for jobs and for outdated cards. Milliseconds. */
const defaultInterval = 1_000;
/** A card is edited at most once in this time: Teams limits how often a bot may write into a chat. Milliseconds. */
const defaultBetweenEdits = 2_000;

/**
 * Works on bulk jobs and keeps their cards up to date, from now on. Several replicas share both.
 * @param dependencies.interval milliseconds between two looks, for tests
 * @param dependencies.betweenEdits milliseconds between two edits of one card, for tests
 * @returns a function that stops it, and waits for the row that is under way
 */
export function startBulk(
  dependencies: Dependencies & {
    interval?: number;
    betweenEdits?: number;
    pulses?: Record<'work' | 'cards', Pulse>;
  },
) {
  const { services, log, interval = defaultInterval, betweenEdits = defaultBetweenEdits, pulses } = dependencies;
  const { bulk } = services;
  const report = (error: unknown) => log.error('bulk row failed', describeError(error));
  const failed = (what: string) => (error: unknown) => log.warn(`${what} interrupted`, describeError(error));
  const stops = [
    startLoop({ interval, pulse: pulses?.work, failed: failed('bulk work') }, (stopping) =>
      bulk.work(stopping, report),
    ),
    startLoop({ interval, pulse: pulses?.cards, failed: failed('bulk cards') }, () =>
      showOne(dependencies, betweenEdits),
    ),
  ];
  return async function stop(): Promise<void> {
    await Promise.all(stops.map((end) => end()));
  };
}

/** Whether the offer has ended without starting its job. */
const isOver = (job: BulkJob, offer: Offer): boolean =>
  (job.state === 'checking' || job.state === 'ready') && !['offered', 'done'].includes(offer.state);

/** Draws the next outdated card. @returns whether there was one */
async function showOne(dependencies: Dependencies, betweenEdits: number): Promise<boolean> {
  const { services, outbound, log } = dependencies;
  await services.bulk.dropUnwanted();
  const due = await services.bulk.takeToShow(betweenEdits);
  if (!due) return false;
  const { job, offer } = due;
  // A job from the command line has no message.
  if (job.from === 'commandLine') {
    await services.bulk.setShown(job);
    return true;
  }
  // Its message is on its way: the card is due again after a pause.
  if (!offer.message) return true;
  const chat = await services.chats.find(job.tenant, job.actor);
  if (chat?.conversation === job.conversation) {
    try {
      const { id, timeZone } = offer.message;
      if (!isOver(job, offer))
        await outbound.update(chat, id, await bulkCard(job, offer._id, { services, ...timesIn(timeZone) }));
      // If it was cancelled while this was on its way, the card that says so may have arrived first.
      const since = await services.offers.ofJob(job);
      if (since && isOver(job, since)) await outbound.update(chat, id, await finalCard(since, dependencies));
    } catch (error) {
      // A person who removed the bot or deleted the message needs no edit. After any other failure we try again.
      if (whyUndelivered(error) !== 'not-installed') {
        log.warn('bulk card not edited', describeError(error));
        return true;
      }
    }
  }
  await services.bulk.setShown(job);
  return true;
}
