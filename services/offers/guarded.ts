import type { Action } from '../people/rights';

/**
 * What may take a second administrator: changes to a protected person, to an administrator, and to the guards of the
 * organization. `whyTwoAdmins` says when.
 */
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
  'lift-lock',
  'change-settings',
  'restore-defaults',
  'switch-pins-by-mail',
] as const satisfies readonly Action[];
export type Guarded = (typeof guarded)[number];

export const isGuarded = (action: Action): action is Guarded => guarded.some((one) => one === action);
