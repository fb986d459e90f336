import { type Guarded, isGuarded } from '../../services/offers/guarded';
import type { AnyInput, Click, Wanted } from '../../services/offers/offers';
import type { RequestDocument } from '../../services/offers/requests';
import { Problem } from '../../services/base/problem';
import type { Person } from '../../services/people/person';
import type { SettingChange } from '../../services/changes/settings';
import { shownNumber } from '../../services/base/phone-number';
import { shownText } from '../../services/changes/person';
import { mailOutcomeWords, type Step } from '../session/changes';
import { wantedWords } from '../session/deciding';
import type { Session } from '../session/session';
import type { Row } from '../terminal/output';
import { pinStep } from './user-set-steps';

/**
 * The change that a request asks for, as the button of its card would make it, with everything that was checked then
 * checked again.
 * @throws Problem when it can no longer be made
 */
export async function approvalStep(session: Session, request: RequestDocument, target: Person): Promise<Step> {
  const { kind } = request;
  if (!isGuarded(kind)) throw new Problem('operation-unknown', {});
  const input: AnyInput = { ...request.input, request: request._id };
  const wanted = { kind, input } as Wanted;
  const about = { target, will: `Approve: ${wantedWords(request)}.` };
  if (kind !== 'reset-pin') return { ...wanted, ...about, run: (click) => runs[kind](session, click) };
  const { address, noMail, from } = input;
  const own = target.id === session.actor.id;
  // Whether the PIN is printed here is asked as for a reset of one's own making.
  const reset = await pinStep({ session, target, own, options: {}, address, mail: { noMail, from } });
  return { ...reset, ...about, input } as Step;
}

/** How each kind is carried out, and what the result shows of it. */
const runs: Record<Exclude<Guarded, 'reset-pin'>, (session: Session, click: Click) => Promise<Row>> = {
  async 'reset-conference-id'({ services }, click) {
    const { info, mail } = await services.conferencing.resetConferenceId(click);
    return { conferenceId: info.conferenceId, mail: mailOutcomeWords(mail) };
  },
  async 'enable'({ services }, click) {
    const { info, mail } = await services.conferencing.enable(click);
    return { conferenceId: info.conferenceId, number: info.tollNumber, mail: mailOutcomeWords(mail) };
  },
  'disable': async ({ services }, click) => ({
    mail: mailOutcomeWords((await services.conferencing.disable(click)).mail),
  }),
  async 'change-number'({ services }, click) {
    const { info, mail } = await services.conferencing.changeNumber(click);
    return { number: info.tollNumber, about: shownNumber(info.tollNumber), mail: mailOutcomeWords(mail) };
  },
  async 'change-person'({ services }, click) {
    const { changes, mail } = await services.conferencing.changePerson(click);
    const shown = changes.map(
      (one) => `${one.field} from ${shownText(one, one.before)} to ${shownText(one, one.after)}`,
    );
    return { changes: shown, mail: mail && mailOutcomeWords(mail) };
  },
  'switch-mails': async ({ services }, click) => ({ on: (await services.conferencing.switchMails(click)).on }),
  async 'make-role'({ services }, click) {
    const { before, role } = await services.roles.changeRole(click);
    return { before, role };
  },
  async 'unprotect'({ services }, click) {
    await services.protection.set(click, 'unprotect');
    return { protected: false };
  },
  async 'forget'({ services }, click) {
    const { pseudonym } = await services.forgetting.forget(click);
    return { pseudonym };
  },
  'change-settings': async ({ services }, click) => settingsRow(await services.settingsChanges.changeSettings(click)),
  'restore-defaults': async ({ services }, click) =>
    settingsRow(await services.settingsChanges.changeSettings(click, 'restore-defaults')),
  async 'switch-pins-by-mail'({ services }, click) {
    const { on } = await services.conferencing.switchTenantMails(click, 'switch-pins-by-mail');
    return { on };
  },
};

const settingsRow = (changes: readonly SettingChange[]): Row => ({
  changes: changes.map(({ field, before, after }) => `${field.name} from "${before}" to "${after}"`),
});
