/**
 * The actions that change something, or have a mail sent: their records with the outcome `done` are the changes of the
 * trail, and those of all other actions are looks. A record of something done does not compile unless its action is
 * here, or it is written by `looked`; and a kind of offer that is not here cannot be offered. An action that is gone
 * stays, because its records do.
 */
export const changeActions = [
  // With an offer.
  'reset-pin',
  'reset-conference-id',
  'pick-up-pin',
  'show-late-pin',
  'not-me',
  'enable',
  'disable',
  'change-number',
  'change-person',
  'switch-mails',
  'switch-automatic-mails',
  'switch-pins-by-mail',
  'change-settings',
  'restore-defaults',
  'make-role',
  'protect',
  'unprotect',
  'forget',
  'send-conference-info',
  'resend-mail',
  'ask-admin',
  'ask-pin-reset',
  'nudge',
  'lift-lock',
  'ask-second-admin',
  'decline-request',
  'bulk',
  // With the buttons of what was started.
  'pause-bulk',
  'resume-bulk',
  'stop-bulk',
  // On the command line alone.
  'bootstrap-admin',
  'set-licence',
  'import-people',
  'import-person',
  'rotate-keys',
  'try-teams',
  'accept-sync',
  // By itself, from Microsoft Entra.
  'sync-person',
  // By itself, when the time of old records is over.
  'cut-trail',
  // After the database was brought back from a backup.
  'restore',
  'end-pin',
] as const;
export type ChangeAction = (typeof changeActions)[number];

/** What is shown of the trail: what was changed, what was refused, or all of it with what was looked at. */
export const trailShows = ['changes', 'refused', 'everything'] as const;
export type TrailShow = (typeof trailShows)[number];
