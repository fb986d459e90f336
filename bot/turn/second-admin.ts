import { cards } from '../../cards';
import type { Services } from '../../services';
import type { Person } from '../../services/people/person';
import type { TwoAdmins } from '../../services/base/problem';
import type { AnyInput, OfferInputs, OfferKind } from '../../services/offers/offers';
import type { ChangingCommand, Offered } from './command';
import { particularWords, questionWords, withoutMark } from '../../words/requests';
import { shownPeople } from '../../words/people';
import { changesOf, lostLines } from '../../words/settings';

const reasons: Record<TwoAdmins, string> = {
  'protected': 'This person is protected',
  'new-admin': 'An administrator can do everything',
  'admin-loses': 'This person is an administrator',
  'looser-guard': 'This loosens a guard of your organization',
};

/** The offer to ask a second administrator, in place of a change that one administrator may not make alone. */
export async function offerToSecondAdmin(
  command: ChangingCommand,
  offered: Offered,
  about: { actor: Person; target: Person; services: Services; why: TwoAdmins },
): Promise<Offered & { kind: OfferKind }> {
  const { actor, target, services, why } = about;
  const reached = await services.approvals.beforeSecond({ actor, target }, command.name, why);
  // Only guarded changes take a second administrator.
  const asked = (wanted: Offered['input']) => ({ ...wanted, action: command.name }) as OfferInputs['ask-second-admin'];
  const input = asked(offered.input);
  const other = offered.other && { ...offered.other, input: asked(offered.other.input) };
  const paragraphs = [
    `To be approved: ${withoutMark(questionWords(command.name, offered.input, actor.id === target.id ? undefined : target))}.`,
    ...particularWords({ ...offered.input, ...(other ? { old: undefined } : {}) }),
    ...lostLines(loosenedBy(command.name, offered.input)),
    `${reasons[why]}, so this takes a second administrator. Nothing is changed before one approves.`,
    `It goes to: ${shownPeople(reached)}.`,
  ];
  return {
    kind: 'ask-second-admin',
    input,
    other,
    draw: ({ offer, other: second, until }) =>
      cards.confirmChoices({
        ...{
          // A change to the organization is about nobody.
          ...(why === 'looser-guard' ? { name: '', upn: '' } : { name: target.name, upn: target.upn }),
          offer,
          until,
          title: 'This takes two administrators',
          paragraphs,
          asksReason: true,
        },
        choices: [
          { title: other ? 'Ask: the old PIN works until then' : 'Ask for approval', offer },
          ...(other && second !== undefined ? [{ title: 'Ask: stop the old PIN at once', offer: second }] : []),
        ],
      }),
  };
}

/** The settings that a change would change. */
const loosenedBy = (action: string, { settings = {}, position }: AnyInput = {}) =>
  changesOf(
    action === 'switch-pins-by-mail' && position
      ? { pinsByMail: { before: position === 'on' ? 'off' : 'on', after: position } }
      : settings,
  );
