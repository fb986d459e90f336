import type { ClientSession } from 'mongodb';
import type { Mongo } from '../base/mongo';
import type { Forgetting } from './forgetting';

/** Where to write to somebody in private: their 1:1 chat with the bot. */
export interface PrivateChat {
  conversation: string;
  serviceUrl: string;
  /** The bot's and the person's ids on the channel. */
  bot: string;
  user: string;
  /** What Teams last said of the person: a BCP 47 tag, and an IANA time zone. */
  locale?: string;
  timeZone?: string;
}

type ConversationDocument = PrivateChat & {
  _id: string;
  tenant: string;
  person: string;
  welcomedAt?: Date;
  /** The directory did not know this person: if they are not heard of until then, the chat is forgotten. */
  strangerUntil?: Date;
};

/** Somebody may have the app before the directory has them. Milliseconds. */
const strangersKept = 90 * 24 * 3_600_000;

/** How far apart the activities of one installation may be. Milliseconds. */
const oneInstallation = 10_000;

/** The 1:1 chats we know, stored when the bot is installed and at each message. */
export function createChats(mongo: Mongo) {
  const chats = mongo.collection<ConversationDocument>('conversations');
  const keyOf = (tenant: string, person: string) => `${tenant}/${person}`;

  return {
    prepare: () =>
      chats.createIndexes([
        { key: { conversation: 1 }, name: 'conversation' },
        { key: { strangerUntil: 1 }, name: 'strangers', expireAfterSeconds: 0 },
      ]),
    /** Whether a 1:1 chat is known as somebody's, and not as this person's. */
    async isAnothers(tenant: string, person: string, conversation: string): Promise<boolean> {
      const owners = await chats.find({ tenant, conversation }, { projection: { person: 1 } }).toArray();
      return owners.length > 0 && owners.every((owner) => owner.person !== person);
    },
    /** @returns whether there was no chat with this person before. That is said once, to one replica. */
    async remember(tenant: string, person: string, chat: PrivateChat): Promise<boolean> {
      const { upsertedCount } = await chats.updateOne(
        { _id: keyOf(tenant, person) },
        { $set: { tenant, person, ...chat }, $unset: { strangerUntil: '' } },
        { upsert: true },
      );
      return upsertedCount === 1;
    },
    /** Remembers for a while the chat of somebody whom the directory does not know yet. */
    async rememberStranger(tenant: string, person: string, chat: PrivateChat): Promise<void> {
      const strangerUntil = new Date((await mongo.now()).getTime() + strangersKept);
      await chats.updateOne(
        { _id: keyOf(tenant, person) },
        { $set: { tenant, person, ...chat, strangerUntil } },
        { upsert: true },
      );
    },
    async find(tenant: string, person: string, session?: ClientSession): Promise<PrivateChat | undefined> {
      return (await chats.findOne({ _id: keyOf(tenant, person) }, { session })) ?? undefined;
    },
    /** The chats of the people with these keys (`personKey`), by key. */
    async byKeys(keys: string[]): Promise<Map<string, PrivateChat>> {
      const found = await chats.find({ _id: { $in: keys } }).toArray();
      return new Map(found.map((chat) => [chat._id, chat]));
    },
    /** The bot was removed there: nobody can be reached in it any more. */
    async remove(tenant: string, person: string): Promise<void> {
      await chats.deleteOne({ _id: keyOf(tenant, person) });
    },
    /** A forgotten person has no chat with us. */
    async forget({ tenant, id, session }: Forgetting): Promise<void> {
      await chats.deleteOne({ _id: keyOf(tenant, id) }, { session });
    },
    /** True once per installation. Teams announces each by two activities, seconds apart, and one welcome is enough. */
    async claimWelcome(tenant: string, person: string): Promise<boolean> {
      const now = await mongo.now();
      const { modifiedCount } = await chats.updateOne(
        {
          _id: keyOf(tenant, person),
          $or: [{ welcomedAt: { $exists: false } }, { welcomedAt: { $lt: new Date(now.getTime() - oneInstallation) } }],
        },
        { $set: { welcomedAt: now } },
      );
      return modifiedCount === 1;
    },
  };
}

export type Chats = ReturnType<typeof createChats>;
