import type { Services } from '../../services';
import { describeError, type Log } from '../../services/base/log';
import type { Command } from '../turn/command';
import { type Pulse, startLoop } from '../../services/base/loop';
import { type Outbound, whyUndelivered } from '../teams/outbound';
import { finalCard } from '../turn/final-card';

interface Dependencies {
  services: Services;
  outbound: Outbound;
  commands: readonly Command[];
  log: Log;
}

/** How often to look. Milliseconds. */
const defaultInterval = 2_000;

/**
 * Edits the messages of ended offers to their final state. The database knows what is due, so that a restart forgets
 * nothing, and several replicas share the work.
 * @param dependencies.interval milliseconds between two looks, for tests
 * @returns a function that stops it, and waits for the edit that is under way
 */
export function startTidying(dependencies: Dependencies & { interval?: number; pulse?: Pulse }) {
  const { log, interval = defaultInterval, pulse } = dependencies;
  return startLoop({ interval, pulse, failed: (error) => log.warn('tidying failed', describeError(error)) }, () =>
    tidyOne(dependencies),
  );
}

/** Edits the next message that is due. @returns whether there was one */
async function tidyOne(dependencies: Dependencies): Promise<boolean> {
  const { services, outbound, log } = dependencies;
  const offer = await services.offers.takeNextToTidy();
  if (!offer) {
    await services.lapses.overdue();
    return false;
  }
  await services.lapses.expired(offer);
  const notice = offer.notice === undefined ? undefined : await services.notices.byId(offer.notice);
  // The notice may be on its way, with its old state. Its message is edited once there is one.
  if (notice?.state === 'queued') return true;
  const message = offer.message ?? notice?.message;
  const chat = await services.chats.find(offer.tenant, offer.actor);
  if (message && chat?.conversation === offer.conversation) {
    try {
      services.faultPoints('before-edit');
      await outbound.update(chat, message.id, await finalCard(offer, dependencies));
    } catch (error) {
      // A person who removed the bot or deleted the message needs no edit. After any other failure we try again later.
      if (whyUndelivered(error) !== 'not-installed') {
        log.warn('message not edited', describeError(error));
        return true;
      }
    }
  }
  await services.offers.setTidied(offer._id);
  return true;
}
