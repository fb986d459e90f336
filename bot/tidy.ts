import type { Services } from '../services';
import { describeError, type Log } from '../services/log';
import type { Command } from './command';
import { type Outbound, whyUndelivered } from './outbound';
import { finalCard } from './outcomes';

interface Dependencies {
  services: Services;
  outbound: Outbound;
  commands: readonly Command[];
  log: Log;
}

/** How often to look. Milliseconds. */
const interval = 2_000;

/**
 * Edits the messages of ended offers to their final state. What is due stands in the database, so that a restart
 * forgets none, and several replicas share the work.
 * @returns how to stop; it waits for the edit that is under way
 */
export function startTidying(dependencies: Dependencies) {
  const { log } = dependencies;
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
  const chat = await services.conversations.find(operation.tenant, operation.actor);
  if (operation.message && chat?.conversation === operation.conversation) {
    try {
      services.passing('before-edit');
      await outbound.update(chat, operation.message.id, await finalCard(operation, dependencies));
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
