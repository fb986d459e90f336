import { Option } from 'commander';
import { trailShows } from '../../services/audit/changes';

/** Which records of the trail are meant. */
export const showOption = (): Option =>
  new Option('--show <what>', 'only what was changed, or only what was refused')
    .choices(trailShows)
    .default('everything');
