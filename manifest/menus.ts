import type { Command } from '../bot/turn/command';

/** A menu of Teams: the places that share it, and its commands by their names, from the top down. */
export interface Menu {
  scopes: Command['scopes'];
  commands: readonly string[];
}

/**
 * What Teams offers beside the box where people type. It shows the same menu to everybody and takes ten commands, so
 * this is a choice: people's own jobs first, then those of helpdesk and administrators. Every other command is
 * understood all the same, and is in help. A new command needs no entry here.
 */
export const menus: readonly Menu[] = [
  {
    scopes: ['personal'],
    commands: [
      'reset-pin',
      'show-conference-info',
      'send-conference-info',
      'reset-conference-id',
      'mail-status',
      'who-am-i',
      'status',
      'cancel',
      'help',
      'find-conference-id',
    ],
  },
  { scopes: ['team', 'groupChat'], commands: ['help'] },
];
