import type { Card } from '../../cards/card';
import type { Services } from '../../services';
import { isSteering, type Steering } from '../../services/bulk';
import { describeError, type Log } from '../../services/base/log';
import { isUnreachable } from '../../services/base/mongo';
import type { Click, Offer } from '../../services/offers/offers';
import { answersPin } from '../../services/offers/offer';
import { notNoted, Problem, type ProblemCode } from '../../services/base/problem';
import { type ChangingCommand, type Command, isChanging } from './command';
import { inTime } from '../../services/base/in-time';
import { createOneAtATime } from './one-at-a-time';
import { finalCard } from './final-card';
import type { Answer, Explained, Request } from './request';
import { stillAtItCard } from '../show/teams-cards';
import { withToldLine } from '../show/told-line';
import { usedWords } from '../show/excuses';
import { timesIn } from '../../words/times';
import type { createTrail } from './trail';

/** The buttons of an offer, and of what it has started. */
export type Verb = 'confirm' | 'cancel' | 'done' | Steering;
export const isVerb = (verb: string): verb is Verb => ['confirm', 'cancel', 'done'].includes(verb) || isSteering(verb);

/** What a change by Teams ended with, of which it has noted the outcome itself. */
const endedByTeams: readonly ProblemCode[] = ['teams-refused', 'teams-unknown'];

/**
 * Teams gives up on a click after a quarter of a minute, and people sooner; then no card appears at all. Milliseconds.
 */
const patience = { own: 8_000, teams: 10_000 };

interface Pressed {
  offer: string;
  /** Whether the button carried our signature. */
  signed: boolean;
  inputs: Record<string, string>;
}

/** How far a click has got, for when its time is up. */
interface Progress {
  kind?: string;
  /** From here something may be changed. */
  changing?: true;
  /** The click was refused: it changed nothing, and only noting that is still under way. */
  refused?: true;
  /** The person was told that nothing was changed. */
  over?: true;
}

/** Answers the buttons of offers. The card is the answer to that click and goes nowhere else. */
export function createClicks(dependencies: {
  services: Services;
  commands: readonly Command[];
  log: Log;
  trail: ReturnType<typeof createTrail>;
  explain: (problem: Problem, request: Request, about?: Explained) => Promise<Card>;
  /** How long a click may take, for tests. Milliseconds. */
  patience?: number;
}) {
  const { services, commands, log, trail, explain } = dependencies;
  const { offers } = services;
  const inTurn = createOneAtATime();

  return async function click(request: Request, verb: Verb, pressed: Pressed): Promise<Answer> {
    const progress: Progress = {};
    const working = work(request, verb, pressed, progress);
    const answer = await inTime(working, dependencies.patience ?? patience[services.backend.name]);
    if (answer) return answer;
    // The trail holds what comes of it later, and that nobody saw it.
    void working
      .then(({ answered, late }) => (late ? late() : answered?.(false)))
      .catch((error: unknown) => log.error('late answer', describeError(error)));
    if (!progress.changing) progress.over = true;
    log.warn('click not answered in time', { command: progress.kind });
    request.became?.({ command: progress.kind, outcome: 'late' });
    if (progress.changing && !progress.refused && (await isWithTeams(pressed.offer))) return { card: stillAtItCard() };
    const unknown = progress.changing && !progress.refused;
    return { card: await explain(new Problem(unknown ? 'outcome-unknown' : 'busy', {}), request) };
  };

  async function work(
    request: Request,
    verb: Verb,
    { offer, signed, inputs }: Pressed,
    progress: Progress,
  ): Promise<Answer> {
    const click: Click = {
      offer,
      ...(!signed && { unsigned: true as const }),
      tenant: request.tenant,
      actor: request.actor,
      conversation: request.conversation,
      from: request.scope,
    };
    let read: Offer | undefined;
    try {
      services.faultPoints('authenticated');
      read = await offers.read(click);
      const { kind } = read;
      progress.kind = kind;
      const command = commands.find((one) => one.name === kind);
      // An offer of the 1:1 chat is not accepted in what claims to be a group.
      if (command && !command.scopes.includes(request.scope)) throw new Problem('operation-unknown', {});
      // It was pressed before we had noted which message shows the offer, or the note was lost when a process died.
      if (!read.message && request.message) {
        await offers.setMessage(read, { id: request.message, timeZone: request.timeZone });
      }
      if (progress.over) throw new Problem('busy', {});
      progress.changing = true;
      request.became?.({ command: kind, outcome: verb === 'cancel' ? 'cancelled' : 'done' });
      if (verb === 'done') return { card: await finalCard(await offers.tidyNow(click), dependencies) };
      if (verb === 'cancel') return { card: await cancel(click, read) };
      if (!command || !isChanging(command)) throw new Problem('operation-unknown', {});
      if (isSteering(verb)) return { card: await steer(command, click, verb, request) };
      const ran = await inTurn(offer, () => command.run({ click, inputs, services, ...timesIn(request.timeZone) }));
      log.info('changed', { command: kind, outcome: 'done' });
      request.became?.({ command: kind, outcome: 'changed' });
      const accepted = read;
      const { card: outcome, showsPin } = 'card' in ran ? ran : { card: ran, showsPin: false };
      const card = await withToldLine(outcome, accepted, services);
      const answered = (left: boolean) => trail.answered(click, accepted, { left, showsPin });
      if (services.backend.name === 'own') return { card, answered };
      return { card, answered, late: () => tellLate(click, ran, answered) };
    } catch (thrown) {
      // Before its commit a change has changed nothing, whatever the database did.
      const error = verb === 'confirm' && isUnreachable(thrown) ? new Problem('busy', {}) : thrown;
      if (!(error instanceof Problem)) throw error;
      const busy = error.is('busy');
      const outcome = busy ? 'unavailable' : 'refused';
      request.became?.({ command: read?.kind, outcome, reason: busy ? undefined : error.code });
      if (endedByTeams.includes(error.code))
        return {
          card: await explain(error, request, { command: read?.kind, offer: read?._id }),
          late: () => services.lateAnswers.tellEnd(click),
        };
      // This is no refusal: if it was committed, its own record is in the trail, and nothing can be written now anyway.
      if (!notNoted.includes(error.code)) {
        progress.refused = true;
        await trail
          .refused(request, { action: read?.kind ?? 'click', reason: error.code, offer })
          .catch((failed: unknown) => {
            if (!error.is('busy')) throw failed;
            log.warn('refusal not noted', describeError(failed));
          });
      }
      // Somebody else was faster: the card says who, and what they decided.
      if (error.is('notice-over') && read) return { card: await finalCard(read, dependencies) };
      if (error.is('operation-used') && read) return pressedAgain(click, request);
      return { card: await explain(error, request, { command: read?.kind, offer: read?._id }) };
    }
  }

  /** Whether a click waits for Teams. Where that cannot be told, it is answered like every other late one. */
  async function isWithTeams(offer: string): Promise<boolean> {
    return services.backend.name === 'teams' && services.lateAnswers.isUnderWay(offer).catch(() => false);
  }

  /** A change by Teams is done after its click was answered with "still at it": its PIN waits in a card of its own. */
  async function tellLate(
    click: Click,
    ran: Awaited<ReturnType<ChangingCommand['run']>>,
    answered: (left: boolean) => Promise<void>,
  ): Promise<void> {
    if (!('showsPin' in ran)) return services.lateAnswers.tellEnd(click);
    if (!(await ran.keep?.())) await answered(false);
  }

  /**
   * Somebody pressed a button twice, or once more because no answer came. The card with the outcome stays: a PIN may be
   * on it that nobody has read yet.
   */
  async function pressedAgain(click: Click, request: Request): Promise<Answer> {
    const offer = await offers.read(click);
    const { kind, target } = offer;
    const at = offer.endedAt ?? offer.expiresAt;
    // Teams was asked, and perhaps made nothing: that is what the card says then.
    const unmade = offer.call !== undefined && offer.call !== 'done';
    if (offer.retiredAt || unmade) return { card: await finalCard(offer, dependencies) };
    const lost = (await services.answersSeen.fate(offer)) === 'lost';
    // Once its message has its final state, this press came from a client that shows an older one.
    if (offer.tidyAt && !lost) return { note: usedWords(timesIn(request.timeZone).time(at), kind) };
    if (lost && !answersPin(offer)) return { card: await finalCard(offer, dependencies) };
    const problem = new Problem('operation-used', { at, kind, target, unseen: lost });
    return { card: await explain(problem, request, { command: kind, offer: offer._id }) };
  }

  async function steer(command: ChangingCommand, click: Click, verb: Steering, request: Request): Promise<Card> {
    if (!command.steer) throw new Problem('operation-unknown', {});
    return command.steer({ click, services, ...timesIn(request.timeZone) }, verb);
  }

  async function cancel(click: Click, { kind }: { kind: string }): Promise<Card> {
    if (!(await offers.cancel(click))) offers.assertOpen(await offers.read(click), await services.now());
    await trail.cancelled(click, kind);
    return finalCard(await offers.read(click), dependencies);
  }
}
