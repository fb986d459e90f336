import { type Activity } from 'botbuilder';
import { z } from 'zod';
import type { Card } from '../../cards/card';
import type { Scope } from '../../services/audit/trail';
import type { UploadedFile } from './download';
import type { ButtonIds, ReadId } from '../../services/pins/button-ids';
import type { FileAnswer } from '../turn/file';
import { chatAddress } from '../../services/base/chat-address';
import { slotNames, type Slots } from '../turn/utterance';

/** How an activity of Teams is read, and how a click is answered. */

/** The tenant it comes from. Its id is the same in capitals. */
export const tenantOf = (activity: Activity): string =>
  (activity.channelData?.tenant?.id ?? activity.conversation.tenantId ?? '').toLowerCase();
export const actorOf = (activity: Activity): string => activity.from.aadObjectId?.toLowerCase() ?? '';

export function scopeOf({ conversation }: Activity): Scope {
  if (conversation.conversationType === 'personal') return 'personal';
  return conversation.conversationType === 'channel' ? 'team' : 'groupChat';
}

/** The time zone of the person's client: an IANA name, or `otherwise` if it tells none. */
export function timeZoneOf({ localTimezone, entities }: Activity, otherwise = ''): string {
  return (
    localTimezone ??
    (entities?.find(({ type }) => type === 'clientInfo') as { timezone?: string } | undefined)?.timezone ??
    otherwise
  );
}

export function localeOf({ locale, entities }: Activity): string | undefined {
  return locale ?? (entities?.find(({ type }) => type === 'clientInfo') as { locale?: string } | undefined)?.locale;
}

/**
 * The deep link that opens the 1:1 chat with the bot to which this was sent. Only an app that is registered has one:
 * its id on the channel is `28:` and its application id.
 */
export const chatLinkOf = ({ recipient }: Pick<Activity, 'recipient'>): string | undefined =>
  /^28:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(recipient.id) ? chatAddress(recipient.id) : undefined;

/**
 * What was pressed, and what made Teams send it, or undefined if it does not have the shape that Teams sends.
 * Teams says `manual` when somebody pressed it.
 */
export function pressed({
  value,
}: Activity): { verb: string; data: Record<string, unknown>; trigger: string } | undefined {
  const { action, trigger = '' } = (value ?? {}) as {
    action?: { verb?: unknown; data?: unknown };
    trigger?: unknown;
  };
  const { verb, data = {} } = action ?? {};
  if (typeof verb !== 'string' || typeof trigger !== 'string') return undefined;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  return { verb, data: data as Record<string, unknown>, trigger };
}

/** The offer that a button names; undefined if it does not have the shape of ours. */
export const offerIn = ({ opId }: Record<string, unknown>, ids: ButtonIds): ReadId | undefined =>
  typeof opId === 'string' ? ids.read(opId) : undefined;

/** What a command's button carries: short texts and nothing else. The longest is an address. */
export function slotsIn(data: Record<string, unknown>): Slots | undefined {
  const given = slotNames.flatMap((name): [string, unknown][] =>
    data[name] === undefined ? [] : [[name, data[name]]],
  );
  if (!given.every(([, value]) => typeof value === 'string' && value.length <= 300)) return undefined;
  return Object.fromEntries(given) as Slots;
}

/**
 * The values in the inputs of a card, by their ids: texts that are not too long, and nothing else. Clients may send
 * numbers.
 */
export function inputsIn(
  data: Record<string, unknown>,
  ids: readonly string[],
  longestValue = 1_000,
): Record<string, string> | undefined {
  const given = ids.flatMap((id): [string, unknown][] =>
    data[id] === undefined || data[id] === null ? [] : [[id, data[id]]],
  );
  if (
    !given.every(
      ([, value]) => typeof value === 'number' || (typeof value === 'string' && value.length <= longestValue),
    )
  )
    return undefined;
  return Object.fromEntries(given.map(([id, value]) => [id, String(value)]));
}

const fileAnswer = z.discriminatedUnion('action', [
  z.looseObject({ action: z.literal('decline'), context: z.looseObject({ fileId: z.string().max(100) }) }),
  z.looseObject({
    action: z.literal('accept'),
    context: z.looseObject({ fileId: z.string().max(100) }),
    uploadInfo: z.looseObject({
      name: z.string().max(500),
      uploadUrl: z.url().max(8_000),
      contentUrl: z.url().max(8_000),
      uniqueId: z.string().max(200),
      fileType: z.string().max(50),
    }),
  }),
]);

/** How somebody answered the offer of a file, or undefined if it does not have the shape that Teams sends. */
export function fileAnswerIn({ value }: Activity): FileAnswer | undefined {
  const { success, data } = fileAnswer.safeParse(value);
  if (!success) return undefined;
  const id = data.context.fileId;
  if (data.action === 'decline') return { id, accepted: false };
  const { name, uploadUrl, contentUrl, uniqueId, fileType } = data.uploadInfo;
  return { id, accepted: true, place: { name, uploadUrl, contentUrl, uniqueId, fileType } };
}

const uploadType = 'application/vnd.microsoft.teams.file.download.info';
const uploadedFile = z.looseObject({
  name: z.string().max(500),
  content: z.looseObject({ downloadUrl: z.url().max(8_000), fileType: z.string().max(50).nullish() }),
});

/**
 * What came with a message in the 1:1 chat: the files that somebody sent, and the names of what is no list, such as a
 * picture. What Teams adds by itself, the text as HTML or a quoted message, is neither.
 */
export function uploadsIn(activity: Activity): { files: UploadedFile[]; unread: string[] } {
  const files: UploadedFile[] = [];
  const unread: string[] = [];
  if (activity.type !== 'message' || scopeOf(activity) !== 'personal' || !Array.isArray(activity.attachments))
    return { files, unread };
  for (const attachment of activity.attachments) {
    if (attachment?.contentType === uploadType) {
      const { success, data } = uploadedFile.safeParse(attachment);
      if (success) files.push(fileOf(data));
      else unread.push(nameOf(attachment) ?? 'a file');
    } else if (typeof attachment?.contentType === 'string' && attachment.contentType.startsWith('image/')) {
      unread.push(nameOf(attachment) ?? 'a picture');
    }
  }
  return { files, unread };
}

const nameOf = ({ name }: { name?: unknown }): string | undefined =>
  typeof name === 'string' && name !== '' ? name.slice(0, 200) : undefined;

function fileOf({ name, content }: z.infer<typeof uploadedFile>): UploadedFile {
  const type = content.fileType || (/\.([^.]+)$/.exec(name)?.[1] ?? '');
  return { name, type: type.toLowerCase(), url: content.downloadUrl };
}

/** What Teams gets as the answer to a click. */
export interface InvokeResponse {
  status: number;
  body?: { statusCode: number; type: string; value: unknown };
  /** Gets whether this response has left us. Not a part of what is sent. */
  answered?: (left: boolean) => Promise<void>;
}

export const badRequest: InvokeResponse = {
  status: 400,
  body: {
    statusCode: 400,
    type: 'application/vnd.microsoft.error',
    value: { code: 'BadRequest', message: 'This button is not one of ours.' },
  },
};
export const cardResponse = (value: Card): InvokeResponse => ({
  status: 200,
  body: { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value },
});
export const noteResponse = (value: string): InvokeResponse => ({
  status: 200,
  body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value },
});
