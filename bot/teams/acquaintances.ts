import type { Services } from '../../services';
import { keepInMind } from '../../services/base/keep-in-mind';
import type { PrivateChat } from '../../services/people/chats';

/** So many people are kept in mind. */
const most = 10_000;
/** How long what is kept in mind holds. Milliseconds. */
const goodFor = 5 * 60_000;

interface Who {
  tenant: string;
  id: string;
}

/**
 * Whom we know. Only the people of the directory are remembered with their chat, and so many others who install the
 * app: an id that nobody has could be made up a million times. No right is taken from what is kept in mind here; it
 * saves a look-up.
 */
export function createAcquaintances(services: Pick<Services, 'directory' | 'chats' | 'approvals' | 'floods'>) {
  const known = new Map<string, number>();

  return {
    /** Whether the directory has this person. */
    async isKnown({ tenant, id }: Who): Promise<boolean> {
      if (id === '') return false;
      const key = `${tenant}/${id}`;
      if ((known.get(key) ?? 0) > Date.now()) return true;
      known.delete(key);
      if (!(await services.directory.byId(tenant, id))) return false;
      keepInMind(known, key, Date.now() + goodFor, most);
      return true;
    },

    /**
     * Remembers where to find somebody who is known. Whoever is reached for the first time may have been asked by mail
     * to decide something.
     */
    async remember(who: Who, chat: PrivateChat): Promise<void> {
      if (await services.chats.remember(who.tenant, who.id, chat)) await services.approvals.welcome(who);
    },

    /**
     * Remembers for a while somebody who has the app before the directory has them: notices are then for them, too.
     * @returns false when there are too many of them today
     */
    async rememberStranger(who: Who, chat: PrivateChat): Promise<boolean> {
      if (!(await services.floods.noteStranger(who.tenant, 'chats'))) return false;
      await services.chats.rememberStranger(who.tenant, who.id, chat);
      return true;
    },
  };
}
