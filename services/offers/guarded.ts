import type { Action } from '../people/rights';

/** What an administrator can do to a protected person only together with a second administrator. */
export const guarded = [
  'reset-pin',
  'reset-conference-id',
  'enable',
  'disable',
  'change-number',
  'switch-mails',
  'change-person',
  'make-role',
  'forget',
  'unprotect',
] as const satisfies readonly Action[];
export type Guarded = (typeof guarded)[number];

export const isGuarded = (action: Action): action is Guarded => guarded.some((one) => one === action);
