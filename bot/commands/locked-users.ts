import { peopleListCard } from '../show/people-list';
import { defineCommand } from '../turn/command';

export const lockedUsers = defineCommand({
  name: 'locked-users',
  title: 'who is locked',
  help: 'See whose PIN and conference ID are locked, and until when.',
  utterances: ['who is blocked', 'list locked users', 'locked users', 'locked people'],
  right: 'list-people',
  scopes: ['personal'],
  run: (turn) => peopleListCard('locked', turn),
});
