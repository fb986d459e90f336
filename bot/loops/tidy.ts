import type { Services } from '../../services';
import { describeError, type Log } from '../../services/base/log';
import type { Command } from '../turn/command';
import { type Outbound, whyUndelivered } from '../teams/outbound';
import { finalCard } from '../turn/final-card';

interface Dependencies {
  services: Services;
  outbound: Outbound;
  commands: readonly Command[];
  log: Log;
}

/** How often to look. Milliseconds. */
const usualInterval = 2_000;

/**
 * Edits the messages of ended offers to their final state. What is due stands in the database, so that a restart
 * forgets none, and several replicas share the work.
 * @param dependencies.interval milliseconds between two looks, for tests
 * @returns how to stop; it waits for the edit that is under way
 */
export function startTidying(dependencies: Dependencies & { interval?: number }) {
  const { log, interval = usualInterval } = dependencies;
  let stopped = false;
  let working: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    working = working.then(round).catch((error: unknown) => log.warn('tidying failed', describeError(error)));
  }, interval);

  async function round(): Promise<void> {
    while (!stopped && (await tidyOne(dependencies)));
  }

  return async function stop(): Promise<void> {
    stopped = true;
    clearInterval(timer);
    await working;
  };
}

/** Edits the next message that is due. @returns whether there was one */
async function tidyOne(dependencies: Dependencies): Promise<boolean> {
  const { services, outbound, log } = dependencies;
  const operation = await services.operations.takeNextToTidy();
  if (!operation) return false;
  await services.lapses.expired(operation);
  const notice = operation.notice === undefined ? undefined : await services.notices.byId(operation.notice);
  // It may be on its way with the state of before: its message is edited when there is one.
  if (notice?.state === 'queued') return true;
  const message = operation.message ?? notice?.message;
  const chat = await services.conversations.find(operation.tenant, operation.actor);
  if (message && chat?.conversation === operation.conversation) {
    try {
      services.passing('before-edit');
      await outbound.update(chat, message.id, await finalCard(operation, dependencies));
    } catch (error) {
      // Somebody who removed the bot or deleted the message needs no edit; anything else is tried again later.
      if (whyUndelivered(error) !== 'not-installed') {
        log.warn('message not edited', describeError(error));
        return true;
      }
    }
  }
  await services.operations.setTidied(operation._id);
  return true;
}
