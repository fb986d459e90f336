import { peopleListCard } from '../show/people-list';
import { defineCommand } from '../turn/command';

export const listUsers = defineCommand({
  name: 'list-users',
  title: 'list users',
  help: 'See the people of your organization, and what stands in their way.',
  utterances: ['list people', 'list all users', 'show users', 'show all users', 'all users', 'who is in the directory'],
  right: 'list-people',
  scopes: ['personal'],
  run: (turn) => peopleListCard('all', turn),
});
