import { peopleListCard } from '../show/people-list';
import { defineCommand } from '../turn/command';

export const notEnabled = defineCommand({
  name: 'not-enabled',
  title: 'who is not enabled',
  help: 'See who has a licence and is not enabled for Audio Conferencing.',
  utterances: [
    'who is disabled',
    'who has no conference id',
    'list users who are not enabled',
    'users not enabled',
    'not enabled users',
  ],
  right: 'list-people',
  needs: 'enable',
  scopes: ['personal'],
  run: (turn) => peopleListCard('not-enabled', turn),
});
