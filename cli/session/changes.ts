import type { Person } from '../../services/people/person';
import type { MailOutcome } from '../../services/mail/mail-outcome';
import type { Sender } from '../../services/base/mail-address';
import type { Click, Offer, Wanted } from '../../services/offers/offers';
import { notNoted, Problem } from '../../services/base/problem';
import type { Row, Value } from '../terminal/output';
import { exitCodes, faultLine, faultOf, Refusal } from '../terminal/refusal';
import { settingsChanged } from '../terminal/results/changes';
import type { Result } from '../terminal/results/kinds';
import { untilStopped } from '../terminal/stopping';
import { askSecond, takesSecond } from './asking-second';
import { inWords } from './changed';
import { mailRow, mailWords } from './mail-row';
import { startDelivery } from './mails';
import { noteRefused } from './note-refused';
import { offered } from './offering';
import type { Session } from './session';

/** One change: an offer like the one behind a button of the bot, and the function that accepts it. */
export type Step = Wanted & {
  target: Person;
  /** What will happen, as a sentence, for `--what-if` and `--confirm`. */
  will: string;
  /** Makes the change. @returns what to show of it; the `noMail` of all changes becomes one list */
  run(click: Click): Promise<Row>;
  /** Whether that row has a new PIN. Absent if nobody expects one. */
  printsPin?: boolean;
  /** Whether nobody would see that PIN if standard output left it out. */
  mustPrintPin?: boolean;
};

/**
 * Makes changes one after the other, each as a click in the chat would, or says what they would be. When one is
 * refused, the changes before it stay made and are shown.
 * @param shared what else the result says
 * @param as the fields of the result
 * @returns the exit code
 */
export async function makeChanges(
  session: Session,
  steps: readonly Step[],
  shared: Row = {},
  as: Result = settingsChanged,
): Promise<number> {
  const { actor } = session;
  const asking = await takesSecond(session, steps);
  if (asking) return askSecond(session, asking, { shared, as });
  if (steps.some(({ mustPrintPin }) => mustPrintPin)) assertPrintsPin(session, shared, as);
  if (session.whatIf) {
    const would = steps.length > 0 ? steps.map(({ will }) => will) : ['Nothing: everything is so already.'];
    const row = { ...shared, whatIf: true, unchanged: steps.length === 0, would };
    session.show(row, { as, table: { ...shared, whatIf: true, would } });
    return exitCodes.done;
  }
  await session.goAhead(steps.map(({ will }) => will));
  const accepted: Accepted[] = [];
  let result: Row = { ...shared, done: [] };
  let code: number = exitCodes.done;
  for (const step of steps) {
    session.doing(step.kind, step.target);
    try {
      const { kind, target, input } = step;
      const { click, offer } = await offered(session, { kind, target, input } as Step);
      const { noMail, ...row } = await step.run(click);
      accepted.push({ click, offer, step });
      result = {
        ...result,
        ...row,
        ...(noMail === undefined ? {} : { noMails: [...((result.noMails ?? []) as string[]), String(noMail)] }),
        done: [...(result.done as string[]), step.kind],
      };
    } catch (error) {
      if ((result.done as string[]).length === 0) throw error;
      code = await stoppedHalfway(session, step, error);
      break;
    }
  }
  return untilStopped(async (stopping) => {
    const delivery = startDelivery(
      session,
      accepted.map(({ offer }) => offer._id),
      stopping,
    );
    const mails = await delivery.soon();
    const sending = mails.length > 0 && (await session.services.mailPresence.isSomebodyThere().catch(() => false));
    const shown = steps.length > 0 ? result : { ...shared, unchanged: true };
    const printed = session.show(
      withMails(
        shown,
        mails.map((mail) => mailRow(mail, { role: actor.role, sending })),
      ),
      {
        as,
        table: inWords(
          withMails(
            shown,
            mails.map((mail) => mailWords(mail, { role: actor.role, sending })),
          ),
        ),
      },
    );
    // Where the PIN is in the mail as well, --query may leave it out.
    await noteShown(session, accepted, typeof result.pin === 'string' && printed.includes(result.pin));
    const delivered = await delivery.end();
    return code === exitCodes.done ? delivered : code;
  });
}

const withMails = (row: Row, mails: readonly Value[]): Row => (mails.length === 0 ? row : { ...row, mails });

/** Stands where a PIN would be. Nothing else in a result is like it. */
const standIn = 'PIN-STANDS-HERE';

/**
 * Checks before anything is changed that --query leaves the new PIN in: afterwards it would be lost.
 * @throws Refusal `pin-left-out`
 */
function assertPrintsPin(session: Session, shared: Row, as: Result): void {
  let text = '';
  try {
    const row = { ...shared, conferenceId: '', pin: standIn, done: ['reset-pin'] };
    text = session.wouldShow(row, { as, table: row });
  } catch {
    // An expression that does not fit shows no PIN, either.
  }
  if (text.includes(standIn)) return;
  throw new Refusal({
    code: 'pin-left-out',
    what: '--query leaves out the new PIN, so nobody would ever see it',
    wayOut: 'Leave --query out, or ask for "pin" with it. Nothing was changed.',
    exit: exitCodes.refused,
  });
}

/** A step that was done. */
interface Accepted {
  click: Click;
  offer: Offer;
  step: Step;
}

/** Notes that what was printed was shown. The changes are already made, so a failure here is only reported. */
async function noteShown(
  { services, say }: Session,
  accepted: readonly Accepted[],
  pinPrinted: boolean,
): Promise<void> {
  try {
    for (const { click, offer, step } of accepted) {
      if (step.printsPin !== undefined)
        await services.answersSeen.shown(click, offer, { printed: step.printsPin && pinPrinted });
    }
  } catch {
    say('The PIN was reset. That it was shown could not be noted in the trail.');
  }
}

/** Some changes were made and must be shown, so the failure is reported in addition. */
async function stoppedHalfway(
  { services, tenant, actor, say }: Session,
  { kind, target }: Step,
  error: unknown,
): Promise<number> {
  const fault = faultOf(error);
  say(faultLine(fault));
  if (error instanceof Problem && !notNoted.includes(error.code))
    await noteRefused(services, tenant, { action: kind, actor, target }, error.code);
  return fault.exit;
}

/** The end of a sentence that says whom a mail comes from. */
export const fromWords = (from: Sender | undefined): string => (from ? `, from ${from.name} <${from.address}>` : '');

/** What becomes of the mail about a change, and whom it comes from if that was given. */
export function mailOutcomeWords(mailOutcome: MailOutcome | undefined, from?: Sender): string {
  if (mailOutcome?.kind === 'queued')
    return (
      `An email${mailOutcome.withheld ? ' without the PIN' : ''} goes to ` +
      `${mailOutcome.address}${
        mailOutcome.alsoTold ? `, and one without the PIN to ` + `${mailOutcome.alsoTold}` : ''
      }${fromWords(from)}`
    );
  if (mailOutcome?.kind === 'microsoft') return `Microsoft emails the new PIN to ${mailOutcome.address}`;
  return noMailWords(mailOutcome) ?? 'No email';
}

/** Why there is no mail about a change; undefined if there is one. */
export function noMailWords(mailOutcome: MailOutcome | undefined): string | undefined {
  if (mailOutcome?.kind === 'queued' || mailOutcome?.kind === 'microsoft') return undefined;
  if (mailOutcome?.kind === 'switched-off')
    return `No email: automatic emails are off for ${mailOutcome.for === 'person' ? 'this person' : 'everybody'}`;
  if (mailOutcome?.kind === 'no-mailbox') return 'No email: this person has no mailbox';
  if (mailOutcome?.kind === 'not-wanted') return 'No email: none was wanted';
  return 'No email';
}

/** A comparison that finds nothing to change is no fault on the command line: there is just no change. */
export const unlessSame = <Found>(comparison: Promise<Found>): Promise<Found | undefined> =>
  comparison.catch((error: unknown) => {
    if (error instanceof Problem && error.is('settings-same')) return undefined;
    throw error;
  });

/** The person it is about. Every result begins with this. */
export const personRow = ({ name, upn, id }: Person): Row => ({ name, upn, id });
