import { type Guarded, isGuarded } from '../../services/offers/guarded';
import type { AnyInput, Click, Wanted } from '../../services/offers/offers';
import type { RequestDocument } from '../../services/offers/requests';
import { Problem } from '../../services/base/problem';
import type { Person } from '../../services/people/person';
import type { SettingChange } from '../../services/changes/settings';
import { noMailWords, type Step } from '../session/changes';
import { wantedWords } from '../session/deciding';
import type { Session } from '../session/session';
import type { Row } from '../terminal/output';
import { changedSetting } from './settings-step';
import { changedOf, pinStep } from './user-set-steps';

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
  const reset = await pinStep({
    session,
    target,
    own,
    options: {},
    address,
    mail: { noMail, from },
    forOwner: request.via !== undefined,
  });
  return { ...reset, ...about, input } as Step;
}

/** How each kind is carried out, and what the result shows of it. */
const runs: Record<Exclude<Guarded, 'reset-pin'>, (session: Session, click: Click) => Promise<Row>> = {
  async 'reset-conference-id'({ services }, click) {
    const { info, mail } = await services.conferencing.resetConferenceId(click);
    return { conferenceId: info.conferenceId, noMail: noMailWords(mail) };
  },
  async 'enable'({ services }, click) {
    const { info, mail } = await services.conferencing.enable(click);
    return {
      conferenceId: info.conferenceId,
      serviceNumber: info.tollNumber || null,
      pin: '*****',
      noMail: noMailWords(mail),
    };
  },
  'disable': async ({ services }, click) => ({
    noMail: noMailWords((await services.conferencing.disable(click)).mail),
  }),
  async 'change-number'({ services }, click) {
    const { info, mail } = await services.conferencing.changeNumber(click);
    return { serviceNumber: info.tollNumber, noMail: noMailWords(mail) };
  },
  async 'change-person'({ services }, click) {
    const { changes, mail } = await services.conferencing.changePerson(click);
    return { changes: changes.map(changedOf), noMail: mail && noMailWords(mail) };
  },
  'switch-mails': async ({ services }, click) =>
    switched('automaticMails', (await services.conferencing.switchMails(click)).on),
  async 'make-role'({ services }, click) {
    const { before, role } = await services.roles.changeRole(click);
    return { changes: [{ name: 'role', before, after: role }] };
  },
  async 'lift-lock'({ services }, click) {
    await services.objections.lift(click);
    return switched('locked', false);
  },
  async 'unprotect'({ services }, click) {
    await services.protection.set(click, 'unprotect');
    return switched('protected', false);
  },
  async 'forget'({ services }, click) {
    const { pseudonym } = await services.forgetting.forget(click);
    return { pseudonym };
  },
  'change-settings': async ({ services }, click) => settingsRow(await services.settingsChanges.changeSettings(click)),
  'restore-defaults': async ({ services }, click) =>
    settingsRow(await services.settingsChanges.changeSettings(click, 'restore-defaults')),
  'switch-pins-by-mail': async ({ services }, click) =>
    switched('pinsByMail', (await services.conferencing.switchTenantMails(click, 'switch-pins-by-mail')).on),
};

const settingsRow = (changes: readonly SettingChange[]): Row => ({ changes: changes.map(changedSetting) });
const switched = (name: string, on: boolean): Row => ({ changes: [{ name, before: !on, after: on }] });
