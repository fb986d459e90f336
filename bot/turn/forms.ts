import type { Command } from './command';
import { hasSlots, type SlotName } from './utterance';

/** What stands in an example for each slot. Slots that only buttons fill are in no phrase. */
const examples: Partial<Record<SlotName, string>> = {
  person: 'alice',
  number: '+1 555 010 0200',
  conferenceId: '7946598',
  topic: 'lobby',
  address: 'alice@hotmail.example',
  position: 'on',
  role: 'helpdesk',
  period: 'last month',
  show: 'refused',
  format: 'csv',
  bulk: 'enable',
};
const mostShown = 4;

/** A phrase as somebody would type it: `reset pin for alice`. */
export const formOf = (phrase: string): string =>
  phrase.replace(/\{(\w+)\}/g, (slot, name: SlotName) => examples[name] ?? slot);

/**
 * Ways to say a command, as somebody would type them: the plainest with each set of slots, those with fewer first. For
 * an answer to words that were meant for it and fit none of its phrases.
 */
export function formsOf({ title, utterances }: Pick<Command, 'title' | 'utterances'>): string[] {
  const plainest = new Map<string, string>();
  for (const phrase of utterances.filter(hasSlots)) {
    const slots = slotsOf(phrase);
    const known = plainest.get(slots);
    if (known === undefined || clumsiness(phrase, title) < clumsiness(known, title)) plainest.set(slots, phrase);
  }
  const phrases = [...plainest]
    .sort(([a], [b]) => a.split(' ').length - b.split(' ').length)
    .map(([, phrase]) => phrase);
  const forms = [title, ...phrases].map(formOf);
  return [...new Set(forms)].filter((form) => !form.includes('{')).slice(0, mostShown);
}

/** The slots of a phrase, in any order. */
const slotsOf = (phrase: string): string =>
  (phrase.match(/\{\w+\}/g) ?? []).sort((a, b) => a.localeCompare(b)).join(' ');

/** How unlike its title, unlike a sentence, and long a phrase is: the least is shown. */
const clumsiness = (phrase: string, title: string): number =>
  (phrase.startsWith(title) ? 0 : 1_000) + (/,\S/.test(phrase) ? 100 : 0) + phrase.length;
