import { createCanaries } from './canary';
import { createFakeTeams } from './fake-teams';
import { openDeskWithNotices } from './notices';
import { type Intervals } from './conversation';
import { type PinMailer } from '../../services/conferencing/backend';

/**
 * A desk whose PINs are those of a stand-in for Teams. They have twelve digits, and closing the desk searches for them
 * as for those of the desk's own.
 */
export async function openTeamsDesk({ mails, ...intervals }: Intervals & { mails?: PinMailer } = {}) {
  const canaries = createCanaries();
  const teams = createFakeTeams({ drawPin: () => canaries.drawPin(12) });
  const open = await openDeskWithNotices({ backend: { name: 'teams', calls: teams.calls, mails } }, intervals);
  return {
    ...open,
    teams,
    async close(): Promise<void> {
      open.desk.drawn.push(...canaries.drawn);
      await open.desk.close();
    },
  };
}

export type TeamsDesk = Awaited<ReturnType<typeof openTeamsDesk>>;
