import type { Services } from '../../services';
import { describeError, type Log } from '../../services/base/log';
import type { Notice } from '../../services/offers/notice-kinds';
import type { NoticeOutcome } from '../../services/offers/notices';
import type { Command } from '../turn/command';
import { type Pulse, startLoop } from '../../services/base/loop';
import { noticeCard } from '../show/notice-cards';
import { type Outbound, whyUndelivered } from '../teams/outbound';

interface Dependencies {
  services: Services;
  outbound: Outbound;
  commands: readonly Command[];
  log: Log;
}

/** How often to look for notices that are due. Milliseconds. */
const defaultInterval = 1_000;

/**
 * Sends the cards that changes owe to people, from now on. Several replicas share the work.
 * @param options.interval milliseconds between two looks, for tests
 * @returns a function that stops it, and waits for the notice that is on its way
 */
export function startNotices(dependencies: Dependencies & { interval?: number; pulse?: Pulse }) {
  const { log, interval = defaultInterval, pulse } = dependencies;
  return startLoop({ interval, pulse, failed: (error) => log.warn('notices not sent', describeError(error)) }, () =>
    sendOne(dependencies),
  );
}

/** Sends the next notice that is due. @returns whether there was one */
async function sendOne(dependencies: Dependencies): Promise<boolean> {
  const { services, log } = dependencies;
  while (await services.failedMails.tellNext());
  const notice = await services.notices.take();
  if (!notice) return false;
  const outcome = await send(notice, dependencies);
  if (outcome.kind === 'sent') services.faultPoints('noticed');
  else log.warn('notice not delivered', { outcome: outcome.kind });
  // Before the outcome is noted, so that a crash in between repeats both.
  if (outcome.kind === 'lost') await services.lapses.lost(notice);
  await services.notices.settle(notice, outcome);
  return true;
}

async function send(notice: Notice, dependencies: Dependencies): Promise<NoticeOutcome> {
  const { services, outbound, log } = dependencies;
  const { tenant, person, conversation } = notice;
  const chat = await services.chats.find(tenant, person);
  // Its buttons are not valid in any other chat.
  if (chat?.conversation !== conversation) return { kind: 'lost', failure: 'not-installed' };
  try {
    return { kind: 'sent', message: await outbound.send(chat, await noticeCard(notice, dependencies)) };
  } catch (error) {
    if (whyUndelivered(error) !== 'not-installed') {
      log.warn('notice not sent', describeError(error));
      return services.notices.afterFailure(notice);
    }
    await services.chats.remove(tenant, person);
    return { kind: 'lost', failure: 'not-installed' };
  }
}
