import { type cards } from '../../cards';
import type { Person } from '../../services/people/person';
import type { PersonView } from '../../services/views/person';
import { changeWords, lockWords, offWords } from '../../words/people';

type Sheet = Parameters<typeof cards.person>[0];
type Names = (id: string) => string;

/** What the sentences of a person's card need beside the person. */
export interface SheetContext {
  own: boolean;
  day(at: Date): string;
  /** Who somebody is, by object id, in the middle of a sentence. */
  named: Names;
}

/** What stands beside somebody's role: what an administrator or the helpdesk should not overlook. */
export function badgesOf(target: Person, { lockedUntil }: PersonView, { day }: SheetContext): string[] {
  return [
    ...(target.protected ? ['Protected'] : []),
    ...(lockedUntil ? [`Locked until ${day(lockedUntil)}`] : []),
    ...(target.mail === undefined && target.kind === 'member' ? ['No mailbox'] : []),
  ];
}

/** The sentence about the state of somebody, with its reason, and how much it asks for attention. */
export function stateOf(
  target: Person,
  { off, lockedUntil }: PersonView,
  { own, day }: SheetContext,
): Pick<Sheet, 'tone' | 'state' | 'stateMore'> {
  if (target.kind !== 'member') return { tone: 'emphasis', state: offWords(off, target, { own }), stateMore: [] };
  if (off) return { tone: 'attention', state: offWords(off, target, { own }), stateMore: [] };
  if (!lockedUntil) return { tone: 'good', state: 'Audio Conferencing is on.', stateMore: [] };
  const until = day(lockedUntil);
  return {
    tone: 'warning',
    state: lockWords(target, { own, until }),
    stateMore: [
      own
        ? 'You reported a reset. Until then nobody but you can reset your PIN and your conference ID.'
        : 'This person reported a reset. Until then nobody else can reset the PIN and the conference ID.',
    ],
  };
}

/** When the PIN was last reset and, for those who may know, by whom. Empty while there is no PIN to speak of. */
export function pinResetWords(
  { off, info, pinReset }: PersonView,
  { day, named, seesWho }: SheetContext & { seesWho: boolean },
): string {
  if (off) return '';
  if (!info?.pinResetAt) return 'Not reset here yet.';
  return `PIN last reset ${day(info.pinResetAt)}${pinReset && seesWho ? ` by ${named(pinReset.actor.id)}` : ''}`;
}

/** The last changes, a line each: when, what, by whom. */
export const changeLines = ({ lastChanges }: PersonView, { day, named }: SheetContext): string[] =>
  lastChanges.map(({ at, action, actor }) => `${day(at)} ${changeWords[action]} by ${named(actor.id)}`);
