import type { Activity } from 'botbuilder';
import { decodeHTMLStrict } from 'entities';
import { cleaned, cleanedLine } from '../../services/base/cleaned';
import { mentionMark, stripMarks } from '../turn/request';

/** Somebody who was mentioned. */
export interface Mention {
  /** What stands in the text instead. */
  mark: string;
  /** The id on the channel; absent if the message does not say whose mention it is. */
  channelId?: string;
  /** How the message shows the person, which proves nothing. */
  shown: string;
}

interface MentionEntity {
  id: string;
  name?: string;
  text?: string;
}

/**
 * The text of a message, as it looks, without the bot's own mention. Other people's mentions become marks.
 *
 * Teams sends one entity for each piece of a mention that somebody has shortened, all of them with the same id;
 * entities without `text`, if the name has an ampersand; and a text with entities of HTML.
 */
export function textOf(activity: Activity): { text: string; mentions: Mention[] } {
  const entities = entitiesOf(activity);
  const mentions: Mention[] = [];
  const marked = stripMarks(activity.text ?? '').replace(
    /<at(?:\s[^>]*)?>(.{0,200}?)<\/at>/gis,
    (_tag, inner: string) => {
      const entity = takeFor(shownText(inner), entities);
      if (entity?.id === activity.recipient.id) return ' ';
      // A piece of the mention right before it.
      const mark = mentionMark(mentions.length);
      mentions.push({ mark, channelId: entity?.id, shown: shownText(inner) });
      return mark;
    },
  );
  return { text: cleaned(decodeHTMLStrict(joined(marked, mentions))).trim(), mentions };
}

function entitiesOf({ entities = [] }: Activity): MentionEntity[] {
  return entities.flatMap((entity) => {
    const { type, mentioned, text } = entity as {
      type?: unknown;
      mentioned?: { id?: unknown; name?: unknown };
      text?: unknown;
    };
    if (type !== 'mention' || typeof mentioned?.id !== 'string') return [];
    const { id, name } = mentioned;
    return [
      {
        id,
        ...(typeof name === 'string' && { name: shownText(name) }),
        ...(typeof text === 'string' && { text: shownText(text) }),
      },
    ];
  });
}

/** A name as it looks, without tags and entities of HTML. */
const shownText = (text: string): string => cleanedLine(decodeHTMLStrict(text.replace(/<\/?at[^>]*>/gi, '')));

/**
 * The entity of a tag, which no other tag gets: the first one with this text, else the first one without a text whose
 * name has it. The name of a mention may have been shortened to a part. A tag that fits none is nobody's.
 */
function takeFor(shown: string, entities: MentionEntity[]): MentionEntity | undefined {
  let index = entities.findIndex(({ text }) => text === shown);
  if (index < 0) index = entities.findIndex(({ text, name }) => text === undefined && name === shown);
  if (index < 0)
    index = entities.findIndex(
      ({ text, name }) => text === undefined && (name === undefined || ` ${name} `.includes(` ${shown} `)),
    );
  return index < 0 ? undefined : entities.splice(index, 1)[0];
}

/** Neighbouring marks of one person as a single one: the pieces of one mention. */
function joined(text: string, mentions: readonly Mention[]): string {
  let whole = text;
  for (const [index, { mark, channelId, shown }] of mentions.entries()) {
    const next = mentions[index + 1];
    if (channelId === undefined || next?.channelId !== channelId) continue;
    const pieces = new RegExp(`${mark}(?:\\s|&nbsp;|,)*${next.mark}`, 'u');
    if (!pieces.test(whole)) continue;
    whole = whole.replace(pieces, next.mark);
    next.shown = `${shown} ${next.shown}`;
  }
  return whole;
}
