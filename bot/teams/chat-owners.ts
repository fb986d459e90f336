import type { Activity } from 'botbuilder';
import type { Services } from '../../services';
import { keepInMind } from '../../services/base/keep-in-mind';
import { describeError, type Log } from '../../services/base/log';
import { actorOf, scopeOf, tenantOf } from './activity';

/** So many chats are kept in mind, and not looked up again. Whose a 1:1 chat is never changes. */
const mostKept = 10_000;

/**
 * Tells whether somebody speaks in a 1:1 chat that is known as somebody else's. Teams never does that: it takes a
 * stolen token of the Connector.
 */
export function createChatOwners({ services, log }: { services: Pick<Services, 'chats'>; log: Log }) {
  const kept = new Map<string, string>();

  return async function isAnothersChat(activity: Activity): Promise<boolean> {
    const [tenant, person, { id: conversation }] = [tenantOf(activity), actorOf(activity), activity.conversation];
    if (scopeOf(activity) !== 'personal' || person === '' || kept.get(conversation) === person) return false;
    try {
      if (await services.chats.isAnothers(tenant, person, conversation)) return true;
    } catch (error) {
      // Without the database the turn does nothing either, and finds words for it.
      log.warn('owner of a chat not looked up', describeError(error));
      return false;
    }
    keepInMind(kept, conversation, person, mostKept);
    return false;
  };
}
