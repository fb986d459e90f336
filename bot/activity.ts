import { type Activity } from 'botbuilder';
import type { Card } from '../cards/card';
import type { Scope } from '../services/audit';
import { mentionMark, stripMarks } from './request';
import type { Slots } from './utterance';

/** How an activity of Teams is read, and how a click is answered. */

export const tenantOf = (activity: Activity): string => activity.channelData?.tenant?.id ?? activity.conversation.tenantId ?? '';
export const actorOf = (activity: Activity): string => activity.from.aadObjectId?.toLowerCase() ?? '';

export function scopeOf({ conversation }: Activity): Scope {
  if (conversation.conversationType === 'personal') return 'personal';
  return conversation.conversationType === 'channel' ? 'team' : 'groupChat';
}

export function timeZoneOf({ localTimezone, entities }: Activity): string {
  return localTimezone ?? (entities?.find(({ type }) => type === 'clientInfo') as { timezone?: string } | undefined)?.timezone ?? '';
}

export function localeOf({ locale, entities }: Activity): string | undefined {
  return locale ?? (entities?.find(({ type }) => type === 'clientInfo') as { locale?: string } | undefined)?.locale;
}

/** The text without the bot's own mention; other people's mentions become marks, since their text proves nothing. */
export function textOf(activity: Activity): { text: string; mentions: { mark: string; channelId: string }[] } {
  let text = stripMarks(activity.text ?? '');
  const mentions: { mark: string; channelId: string }[] = [];
  for (const entity of activity.entities ?? []) {
    const { type, mentioned, text: shown } = entity as { type: string; mentioned?: { id?: string }; text?: string };
    if (type !== 'mention' || !mentioned?.id || !shown) continue;
    if (mentioned.id === activity.recipient.id) {
      text = text.replace(shown, ' ');
    } else {
      const mark = mentionMark(mentions.length);
      mentions.push({ mark, channelId: mentioned.id });
      text = text.replace(shown, mark);
    }
  }
  return { text: text.trim(), mentions };
}

/** What was pressed, or undefined when it is not of the shape that Teams sends. */
export function pressed({ value }: Activity): { verb: string; data: Record<string, unknown>; trigger: string } | undefined {
  const { action, trigger = 'manual' } = (value ?? {}) as { action?: { verb?: unknown; data?: unknown }; trigger?: unknown };
  const { verb, data = {} } = action ?? {};
  if (typeof verb !== 'string' || typeof trigger !== 'string') return undefined;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  return { verb, data: data as Record<string, unknown>, trigger };
}

/** Exactly 128 bits in base64url; anything else never reaches a query. */
export function operationIn({ opId }: Record<string, unknown>): string | undefined {
  return typeof opId === 'string' && /^[\w-]{22}$/.test(opId) ? opId : undefined;
}

/** What a command's button carries: short texts and nothing else. */
export function slotsIn(data: Record<string, unknown>): Slots | undefined {
  const { person, topic, mail, period, page } = data;
  const isText = (value: unknown) => value === undefined || (typeof value === 'string' && value.length <= 100);
  if (![person, topic, mail, period, page].every(isText)) return undefined;
  return { person, topic, mail, period, page } as Slots;
}

/** What stands in the inputs of a card, by their ids: texts that are not too long, and nothing else. Clients may send numbers. */
export function inputsIn(data: Record<string, unknown>, ids: readonly string[]): Record<string, string> | undefined {
  const given = ids.flatMap((id): [string, unknown][] => (data[id] === undefined || data[id] === null ? [] : [[id, data[id]]]));
  if (!given.every(([, value]) => typeof value === 'number' || (typeof value === 'string' && value.length <= 1_000))) return undefined;
  return Object.fromEntries(given.map(([id, value]) => [id, String(value)]));
}

/** What Teams gets for a click. */
export interface InvokeResponse {
  status: number;
  body?: { statusCode: number; type: string; value: unknown };
  /** To be called when this did not leave us. It is not sent itself. */
  undelivered?: () => Promise<void>;
}

export const badRequest: InvokeResponse = {
  status: 400,
  body: { statusCode: 400, type: 'application/vnd.microsoft.error', value: { code: 'BadRequest', message: 'This button is not one of ours.' } },
};
export const cardResponse = (value: Card): InvokeResponse => ({ status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value } });
export const noteResponse = (value: string): InvokeResponse => ({ status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value } });
