import { type Activity, CardFactory, type ConversationReference, type TurnContext } from 'botbuilder';
import type { Card } from '../../cards/card';
import type { PrivateChat } from '../../services/people/chats';
import type { DeskAdapter } from './adapter';
import type { ButtonIds } from '../../services/pins/button-ids';
import { signedCard } from './signed-cards';
import type { TeamsFile } from './file-attachments';
import type { Pace } from './pace';
import { retrying, statusOf } from './retrying';
import { isTargeted, sendTargeted } from './targeted';

/** What a message shows. */
export type Content = Card | TeamsFile;

/** Why a message did not reach a chat. */
export type Undelivered = 'not-installed' | 'unknown';

/** Everything that we send: answers, and messages that we start ourselves. */
export function createOutbound({
  adapter,
  appId,
  ids,
  turnOf = () => Promise.resolve(),
}: {
  adapter: DeskAdapter;
  appId: string;
  /** Signs what buttons carry. */
  ids: Pick<ButtonIds, 'sign'>;
  /** Waits until one more message fits into a chat. Tests go without. */
  turnOf?: Pace;
}) {
  const messageWith = (content: Content): Partial<Activity> => messageOf(signedCard(content, ids));

  /** Runs work in somebody's 1:1 chat. */
  async function inChat<T>(chat: PrivateChat, work: (context: TurnContext) => Promise<T>): Promise<T> {
    const reference: Partial<ConversationReference> = {
      channelId: 'msteams',
      serviceUrl: chat.serviceUrl,
      conversation: { id: chat.conversation, isGroup: false, conversationType: 'personal', name: '' },
      bot: { id: chat.bot, name: '' },
      user: { id: chat.user, name: '' },
    };
    let result: Promise<T> | undefined;
    await adapter.continueConversationAsync(appId, reference, async (context) => {
      // The id of this made-up turn would make the message a reply to nothing.
      context.activity.id = '';
      // The SDK would hand a failure to onTurnError and tell the caller nothing.
      result = work(context);
      await result.catch(() => undefined);
    });
    if (!result) throw new Error('The conversation could not be continued');
    return result;
  }

  /** Every try waits for its turn in the chat. */
  const sending = <T>(context: TurnContext, call: () => Promise<T>, options?: { safe: boolean }): Promise<T> =>
    retrying(async () => {
      await turnOf(context.activity.conversation.id);
      return call();
    }, options);

  return {
    /**
     * Sends a card where the turn came from. What only its sender sees in a group, as everything that begins with a
     * slash, is answered so that only they see the answer.
     * @returns the id of its message
     */
    async reply(context: TurnContext, card: Content): Promise<string | undefined> {
      if (isTargeted(context.activity))
        return sending(context, () => sendTargeted(adapter, context, messageWith(card)));
      return (await sending(context, () => context.sendActivity(messageWith(card))))?.id;
    },

    /** Sends a card into a 1:1 chat. @returns the id of its message */
    send: (chat: PrivateChat, card: Content): Promise<string | undefined> =>
      inChat(chat, async (context) => (await sending(context, () => context.sendActivity(messageWith(card))))?.id),

    /** Replaces the card of a message. */
    update: (chat: PrivateChat, message: string, card: Card): Promise<void> =>
      inChat(chat, async (context) => {
        await sending(context, () => context.updateActivity({ ...messageWith(card), id: message }), { safe: true });
      }),

    /** Deletes a message. */
    remove: (chat: PrivateChat, message: string): Promise<void> =>
      inChat(chat, async (context) => {
        await sending(context, () => context.deleteActivity(message), { safe: true });
      }),

    /** Opens the 1:1 chat with a member of a team or group. It fails if they have not installed the app. */
    async openChat(where: Omit<PrivateChat, 'conversation'>, tenant: string): Promise<PrivateChat> {
      let conversation: string | undefined;
      const parameters = {
        ...{ isGroup: false, bot: { id: where.bot, name: '' }, members: [{ id: where.user, name: '' }] },
        ...{ tenantId: tenant, channelData: { tenant: { id: tenant } }, activity: undefined as unknown as Activity },
      };
      // The same person always has the same chat, so opening it twice does no harm.
      await retrying(
        () =>
          adapter.createConversationAsync(appId, 'msteams', where.serviceUrl, '', parameters, async (context) => {
            conversation = context.activity.conversation.id;
          }),
        { safe: true },
      );
      if (!conversation) throw new Error('The Connector opened no conversation');
      return { ...where, conversation };
    },
  };
}

export type Outbound = ReturnType<typeof createOutbound>;

/** What a failed delivery means. 403 and 404 say that the person has no chat with us, which is nothing unusual. */
export const whyUndelivered = (error: unknown): Undelivered =>
  [403, 404].includes(statusOf(error) ?? 0) ? 'not-installed' : 'unknown';

/** A message with nothing in it but the card. The summary appears in a toast, so it names nobody. */
const messageOf = (content: Content): Partial<Activity> => ({
  type: 'message',
  summary: 'Dial-in Desk',
  attachments: ['contentType' in content ? content : CardFactory.adaptiveCard(content)],
});
