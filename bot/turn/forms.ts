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
 * Ways to say a command, as somebody would type them. For an answer to words that were meant for it and fit none of its
 * phrases.
 */
export function formsOf({ title, utterances }: Pick<Command, 'title' | 'utterances'>): string[] {
  const forms = [title, ...utterances.filter(hasSlots)].map(formOf);
  return [...new Set(forms)].filter((form) => !form.includes('{')).slice(0, mostShown);
}
