import { truthOf } from '../../services/people/headings';
import { shownPerson } from '../../words/people';
import { inWords } from '../session/changed';
import { personRow } from '../session/changes';
import type { Session } from '../session/session';
import { exitCodes, usageError } from '../terminal/refusal';
import { personChanged } from '../terminal/results/changes';

/**
 * `user set --licensed`. It is no change of what somebody has, but of what the directory knows of them.
 * @returns the exit code
 * @throws Refusal or Problem when it cannot be made
 */
export async function setLicence(session: Session, identity: string, text: string): Promise<number> {
  const licensed = truthOf(text);
  if (licensed === undefined) throw usageError('--licensed takes true or false');
  const { services, actor, whatIf } = session;
  const target = await session.find(identity, 'change-person');
  const changes = services.licensing.look({ actor, target, licensed });
  const assigned = `${licensed ? 'An' : 'No'} Audio Conferencing licence is assigned to ${shownPerson(target)}`;
  const will = changes ? `${assigned}: the directory will say so.` : 'Nothing: everything is so already.';
  if (whatIf) {
    session.show({ ...personRow(target), whatIf, unchanged: !changes, would: [will] }, { as: personChanged });
    return exitCodes.done;
  }
  await session.goAhead([will]);
  const changed = await services.licensing.set({ actor, target, licensed });
  const row = {
    ...{ ...personRow(target), unchanged: !changed, done: changed ? ['set-licence'] : [] },
    changes: changed ? [{ name: 'licensed', before: !licensed, after: licensed }] : [],
  };
  session.show(row, { as: personChanged, table: inWords(row) });
  return exitCodes.done;
}
