import type { Card } from '../../cards/card';
import type { ConferencingBackend } from '../../services/conferencing/backend';
import type { Command } from './command';

interface Surroundings {
  services: { backend: Pick<ConferencingBackend, 'name' | 'can'> };
  commands: readonly Command[];
}

/** Whether the backend can do what a command is for. */
export const isAble = ({ needs }: Command, { can }: Pick<ConferencingBackend, 'can'>): boolean => !needs || can[needs];

/**
 * A card without the buttons of commands that the backend cannot carry out. Whatever draws a card need not know which
 * these are.
 */
export function ableOnly(card: Card, { services: { backend }, commands }: Surroundings): Card {
  if (backend.name === 'own') return card;
  const unable = new Set(commands.filter((one) => !isAble(one, backend)).map(({ name }) => name));
  return without(card, unable) as Card;
}

function without(value: unknown, verbs: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.filter((one) => !isButton(one, verbs)).map((one) => without(one, verbs));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, without(one, verbs)]));
}

const isButton = (value: unknown, verbs: ReadonlySet<string>): boolean =>
  value !== null &&
  typeof value === 'object' &&
  'verb' in value &&
  typeof value.verb === 'string' &&
  verbs.has(value.verb);
