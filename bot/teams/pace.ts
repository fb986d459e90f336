import { setTimeout as pause } from 'node:timers/promises';
import { keepInMind } from '../../services/base/keep-in-mind';

/** What Teams takes from one bot in one chat: so many within so many milliseconds (Microsoft: "Rate limit"). */
const perChat = [
  { most: 7, within: 1_000 },
  { most: 8, within: 2_000 },
  { most: 60, within: 30_000 },
  { most: 1_800, within: 3_600_000 },
] as const;
/** What it takes from one app in one tenant. */
const perApp = [{ most: 30, within: 1_000 }] as const;
/** Nobody waits longer for a message; it has failed then, as if Teams had refused it. Milliseconds. */
const longestWait = 10_000;
/** So many chats are kept in mind. */
const mostChats = 10_000;

/** Teams would refuse it, so it is not even sent. Its status is that of Teams. */
class TooMuch extends Error {
  override name = 'TooMuch' as const;
  readonly statusCode = 429;
}

/**
 * Spreads what one replica sends, so that Teams need not refuse it. What several replicas send together may still be
 * refused, and is then tried again (`retrying`).
 */
export function createPace({
  now = () => performance.now(),
  wait = (milliseconds: number): Promise<void> => pause(milliseconds),
} = {}) {
  const chats = new Map<string, number[]>();
  const app: number[] = [];

  /** Waits until one more may be sent to this chat. @throws TooMuch when that would take too long */
  return async function turnOf(chat: string): Promise<void> {
    const sent = chats.get(chat) ?? [];
    chats.delete(chat);
    keepInMind(chats, chat, sent, mostChats);
    const at = Math.max(now(), earliest(sent, perChat), earliest(app, perApp));
    if (at - now() > longestWait) throw new TooMuch('More than Teams takes');
    note(sent, at, perChat.at(-1)!.most);
    note(app, at, perApp[0].most);
    if (at > now()) await wait(at - now());
  };
}

export type Pace = ReturnType<typeof createPace>;

/** When one more fits into all windows. `sent` is when the last ones were sent, oldest first. */
const earliest = (sent: readonly number[], windows: readonly { most: number; within: number }[]): number =>
  Math.max(...windows.map(({ most, within }) => (sent.length < most ? -Infinity : sent[sent.length - most]! + within)));

function note(sent: number[], at: number, most: number): void {
  sent.push(at);
  if (sent.length > most) sent.shift();
}
