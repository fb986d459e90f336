import type { Services } from '../../services';
import { Problem } from '../../services/base/problem';
import { contactOf, type Person } from '../../services/people/person';
import { mayAct, permit } from '../../services/people/rights';
import type { ExcuseContext, InPlace } from '../show/excuses';
import type { Command } from './command';

const asking = { 'reset-pin': 'ask-pin-reset', 'reset-conference-id': 'ask-admin' } as const;
type Resetting = keyof typeof asking;
const isResetting = (name: string): name is Resetting => name in asking;

/** Problems that the person who was found has anyway, whoever would act. */
const ofThePerson = ['guest', 'resource', 'account-disabled', 'not-licensed', 'not-enabled'] as const;

/**
 * What somebody can do in place of a reset that is not permitted: ask for it, or suggest it to the owner. Only what
 * would be accepted now is offered. Whoever may not look people up is told nothing, and nobody is looked up.
 * @returns a problem that says whom the name means, or why that person has nothing to reset
 */
export async function findInPlace(
  command: Command,
  about: { actor: Person; services: Services; find: () => Promise<Person> },
): Promise<InPlace | Problem | undefined> {
  const { actor, services, find } = about;
  const action = command.name;
  if (!isResetting(action) || !mayAct(actor.role, asking[action], { others: true })) return undefined;
  try {
    const target = await find();
    const [ask, nudge] = [
      await attempt(async () => {
        permit(actor, target, asking[action]);
        await services.approvals.beforeAsking({ actor, target }, asking[action]);
      }),
      action === 'reset-pin' ? await attempt(() => services.nudges.beforeNudging({ actor, target })) : undefined,
    ];
    const person = ofThePerson.find((code) => ask?.is(code));
    if (ask && person) return ask;
    const notes = [ask, nudge].flatMap((problem) => (problem ? (noteOn(problem) ?? []) : []));
    return {
      ...{ person: contactOf(target), action, notes },
      ...{ ask: ask === undefined, nudge: action === 'reset-pin' && nudge === undefined },
    };
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** The problem that something would meet; undefined if it would be accepted. */
async function attempt(work: () => Promise<unknown>): Promise<Problem | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** Why something is not offered, if that is worth a line. */
function noteOn(problem: Problem): ((context: ExcuseContext) => string)[] | undefined {
  if (problem.is('request-open')) return [() => 'You have asked for this already, and it is not decided yet.'];
  if (problem.is('not-for-admins')) return [() => 'This is an administrator: only another one can do something here.'];
  if (problem.is('ask-protected'))
    return [() => 'This person is protected: a change takes two administrators, and one of them has to start it.'];
  if (problem.is('resets-blocked')) {
    const { until } = problem.details;
    return [({ day }) => `Locked until ${day(until)}: this person reported a reset.`];
  }
  if (problem.is('nudged-already')) {
    const { until, by } = problem.details;
    return by === 'target'
      ? [({ day }) => `It was suggested to them already. The next time: ${day(until)}.`]
      : undefined;
  }
  return undefined;
}
