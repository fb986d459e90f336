import type { Command } from '../bot/turn/command';

/** A menu in Teams: the places that share it, and its commands by name, from top to bottom. */
export interface Menu {
  scopes: Command['scopes'];
  commands: readonly string[];
  /** Those of them that Teams also offers to begin a chat with. */
  starters: readonly string[];
}

/**
 * What Teams offers next to the box where people type. Everybody sees the same menu, and it takes ten commands, so this
 * is a selection: first what people do for themselves, then what the helpdesk and administrators do. All other commands
 * still work, and help shows them. A new command needs no entry here.
 */
const menus: readonly Menu[] = [
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
    starters: ['reset-pin', 'show-conference-info', 'help'],
  },
  { scopes: ['team', 'groupChat'], commands: ['help'], starters: [] },
];

/** The menus without what a backend cannot do. */
export const menusFor = (backend: 'own' | 'teams', commands: readonly Command[]): Menu[] =>
  menus.map((menu) => ({
    ...menu,
    commands: menu.commands.filter(
      (name) => backend === 'own' || !commands.some((one) => one.name === name && one.needs !== undefined),
    ),
  }));
