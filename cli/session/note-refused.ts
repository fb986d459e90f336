import type { Services } from '../../services';
import type { ProblemCode } from '../../services/base/problem';
import type { Person } from '../../services/people/person';

/** Notes in the trail that the command line refused something, and why. */
export async function noteRefused(
  { audit }: Pick<Services, 'audit'>,
  tenant: string,
  { action, actor, target }: { action: string; actor: Person; target?: Person },
  reason: ProblemCode,
): Promise<void> {
  await audit.append({
    tenant,
    action,
    outcome: 'refused',
    reason,
    from: 'commandLine',
    actor: { id: actor.id, role: actor.role },
    target: target && { id: target.id },
  });
}
