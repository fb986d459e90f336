import { peopleListCard } from '../show/people-list';
import { defineCommand } from '../turn/command';

export const noLicence = defineCommand({
  name: 'no-licence',
  title: 'who has no licence',
  help: 'See who can sign in and has no Audio Conferencing licence.',
  utterances: [
    'who has no license',
    'who is not licensed',
    'list users without a licence',
    'list users without a license',
    'unlicensed users',
  ],
  right: 'list-people',
  scopes: ['personal'],
  run: (turn) => peopleListCard('unlicensed', turn),
});
