import { type Activity, type TurnContext } from 'botbuilder';
import type { DeskAdapter } from './adapter';
import type { OnceConnectorClient } from './connector-client';

/** The field of Teams that the SDK has no type for. */
type Account = Activity['recipient'] & { isTargeted?: boolean };

/**
 * Whether nobody but its sender sees this message in its group or channel. Teams says so of what begins with a slash,
 * where the installed app's manifest has `supportsTargetedMessages` (schema 1.29).
 */
export const isTargeted = ({ recipient, conversation }: Pick<Activity, 'recipient' | 'conversation'>): boolean =>
  (recipient as Account | undefined)?.isTargeted === true && conversation.conversationType !== 'personal';

/** What must not even stand in such a message: it may be kept for compliance, and it stands in a shared place. */
const secret = /"id":"(?:pin|conferenceId)"|"opId":"[^"]/;

/**
 * Answers a targeted message so that only its sender sees the answer. Sent in answer to anything else, a whole group
 * could read it, so it refuses: that the question was targeted is the only proof that the app here may send these.
 * @returns the id of the message
 * @throws Error for a question that everybody sees, and for a card with a secret or a button that changes something
 */
export async function sendTargeted(
  adapter: Pick<DeskAdapter, 'ConnectorClientKey'>,
  { activity, turnState }: Pick<TurnContext, 'activity' | 'turnState'>,
  message: Partial<Activity>,
): Promise<string | undefined> {
  if (!isTargeted(activity)) throw new Error('Everybody here would read this answer');
  if (secret.test(JSON.stringify(message))) throw new Error('A secret does not belong into a group');
  const client = turnState.get<OnceConnectorClient>(adapter.ConnectorClientKey);
  const { conversation, from, recipient, id = '' } = activity;
  const { isTargeted: _mark, ...bot } = recipient as Account;
  return client.sendTargeted(conversation.id, id, {
    ...message,
    ...{ from: bot, recipient: { ...from, isTargeted: true }, conversation, replyToId: id },
  });
}
