import { cards } from '../../cards';
import type { Card } from '../../cards/card';
import type { Services } from '../../services';
import type { Person } from '../../services/people/person';
import { describeError, type Log } from '../../services/base/log';
import { isUnreachable } from '../../services/base/mongo';
import type { Offer, OfferKind, Wanted } from '../../services/offers/offers';
import { Problem } from '../../services/base/problem';
import { assertAble } from '../../services/conferencing/backend';
import { whyTwoAdmins } from '../../services/offers/two-admins';
import { permit } from '../../services/people/rights';
import { namedAlone } from './bare-name';
import { createClicks } from './clicks';
import { type AskingCommand, type ChangingCommand, type Command, isChanging, type Offered, type Turn } from './command';
import { excuse, needsAdmins, needsReader } from '../show/excuses';
import { findInPlace } from './in-place';
import { offerFile } from './file';
import { formsOf } from './forms';
import { type Said, understandWithList } from './message-with-list';
import { ableOnly } from './able';
import {
  type Answer,
  type Explained,
  isMentionMark,
  type Message,
  type Reply,
  type Request,
  type Shown,
} from './request';
import { offerToSecondAdmin } from './second-admin';
import { timesIn } from '../../words/times';
import { createTrail } from './trail';
import { notUnderstood } from './understanding';
import { longestLooked, type Slots, tidyText } from './utterance';
import { withConfirmLine } from '../show/confirm-line';
import { welcomeCard } from '../show/welcome-card';

/** Decides what happens: understands, permits, offers, runs. It knows commands only as values. */
export function createDispatcher(dependencies: {
  services: Services;
  commands: readonly Command[];
  log: Log;
  /** How long a click may take, for tests. Milliseconds. */
  patience?: number;
}) {
  const { services, commands, log } = dependencies;
  const { directory, offers } = services;
  const trail = createTrail({ services, log });
  const click = createClicks({ ...dependencies, trail, explain });

  return {
    /** Answers a message. Words never change anything: the most they make is an offer. */
    async say(message: Message): Promise<Reply[]> {
      const { understood, lists } = understandWithList(commands, message);
      if (understood && /^(me|myself)$/i.test(understood.slots.person ?? '')) delete understood.slots.person;
      return answer(message, {
        command: understood?.command,
        slots: understood?.slots ?? {},
        lists,
        said: tidyText(message.text.slice(0, longestLooked)),
        find: async (tenant, text) =>
          isMentionMark(text) ? byId(tenant, await message.mentioned(text)) : directory.find(tenant, text),
      });
    },

    /** Answers a button that stands for a command. It is handled like words: first the gate, then perhaps an offer. */
    async press(
      request: Request,
      name: string,
      { slots, inputs }: { slots: Slots; inputs: Record<string, string> },
    ): Promise<Reply[]> {
      const command = commands.find((one) => one.name === name);
      const typed = command?.namedIn === undefined ? undefined : inputs[command.namedIn];
      const wanted = { command, slots, inputs, said: command?.title ?? '', find: byId };
      if (typed === undefined) return answer(request, wanted);
      return answer(request, { ...wanted, slots: { ...slots, person: typed }, find: byTyping });
    },

    async click(...pressed: Parameters<typeof click>): Promise<Answer> {
      const answer = await click(...pressed);
      return answer.card ? { ...answer, card: ableOnly(answer.card, dependencies) } : answer;
    },

    /** The first card that somebody gets, for their role. */
    async welcome(request: Request): Promise<Card> {
      try {
        const actor = await directory.byId(request.tenant, request.actor);
        permit(actor);
        return ableOnly(welcomeCard(actor, services.backend), dependencies);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return explain(error, request);
      }
    },
  };

  async function answer(request: Request, wanted: AskedFor): Promise<Reply[]> {
    const replies = await decide(request, wanted);
    return replies.map((reply) => (reply.card ? { ...reply, card: ableOnly(reply.card, dependencies) } : reply));
  }

  /** The way of every command, from the gate to its card. */
  async function decide(request: Request, wanted: AskedFor): Promise<Reply[]> {
    const { command, slots } = wanted;
    let to: Reply['to'] = 'here';
    let about: { actor?: Person; target?: Person } = {};
    try {
      const actor = await directory.byId(request.tenant, request.actor);
      permit(actor);
      about = { actor };
      if (!command) return await withoutCommand(request, wanted, actor);
      if (command.needs) assertAble(services.backend, command.needs);

      // Before the name is looked up: nobody may learn anything about people they may not act for.
      const others = slots.person !== undefined && slots.person !== actor.id;
      const settings = await services.settings.of(request.tenant);
      permit(actor, others ? 'others' : 'self', command.right, settings);
      const elsewhere = !command.scopes.includes(request.scope);
      const conversation = elsewhere ? await request.privateChat() : request.conversation;
      if (elsewhere) to = 'private';

      const target = others ? await wanted.find(request.tenant, slots.person ?? '') : actor;
      about = { actor, target };
      const turn: Turn = {
        ...{
          actor,
          target,
          own: target.id === actor.id,
          slots,
          inputs: wanted.inputs ?? {},
          lists: (await wanted.lists?.()) ?? [],
          said: wanted.said,
        },
        ...{ scope: elsewhere ? 'personal' : request.scope, conversation, commands, services },
        chatLink: request.chatLink,
        ...timesIn(request.timeZone),
      };
      // Again, for the person who was found.
      permit(actor, target, command.right, settings);
      const instead = isChanging(command) ? undefined : await command.standsFor?.(turn);
      if (instead) return await againAtTheEnd(request, instead);
      const reply: Shown = isChanging(command) ? await offer(command, turn) : await ask(command, turn);
      const offered = reply.offer !== undefined || reply.file !== undefined;
      if (command.right !== 'talk' && !offered) await trail.done(request, command, turn);
      const outcome = offered ? 'offered' : 'done';
      log.info('answered', { command: command.name, outcome });
      request.became?.({ command: command.name, outcome });
      return [{ ...reply, to }, ...announcement(to)];
    } catch (thrown) {
      // Words change nothing, whatever the database did.
      const error = isUnreachable(thrown) ? new Problem('busy', {}) : thrown;
      if (!(error instanceof Problem)) throw error;
      const question = error.is('person-ambiguous');
      const busy = error.is('busy');
      const outcome = question ? 'which-person' : busy ? 'unavailable' : 'refused';
      request.became?.({ command: command?.name, outcome, reason: question || busy ? undefined : error.code });
      if (command && !question && !busy)
        await trail.refused(request, { action: command.name, reason: error.code, ...about });
      if (busy) log.warn('database did not answer', describeError(thrown));
      // Helpdesk may look people up, and so is told what can be done for this one.
      const inPlace =
        command && about.actor && request.scope === 'personal' && error.is('not-for-others')
          ? await findInPlace(command, {
              actor: about.actor,
              services,
              find: () => wanted.find(request.tenant, slots.person ?? ''),
            })
          : undefined;
      if (inPlace instanceof Problem)
        return [{ card: await explain(inPlace, request, { command: command?.name, slots }), to }];
      return [
        { card: await explain(error, request, { command: command?.name, slots, inPlace }), to },
        ...announcement(to),
      ];
    }
  }

  /** The answer to words that mean no command: they may be the name of somebody. */
  async function withoutCommand(request: Request, wanted: AskedFor, actor: Person): Promise<Reply[]> {
    const { said } = wanted;
    const find = (text: string) => wanted.find(request.tenant, text);
    const named = await namedAlone(said, { actor, commands, find });
    if (named?.fits) return answer(request, { ...wanted, command: named.command, slots: { person: said } });
    request.became?.({ outcome: 'not-understood' });
    return [{ card: notUnderstood(commands, said, named), to: 'here' }];
  }

  /** Makes an open offer once more, at the end of the chat, and says how it is accepted. */
  async function againAtTheEnd(request: Request, { command, slots }: { command: OfferKind; slots: Slots }) {
    const named = commands.find(({ name }) => name === command);
    const replies = await answer(request, { command: named, slots, said: named?.title ?? '', find: byId });
    return replies.map((reply) =>
      reply.card && reply.offer ? { ...reply, card: withConfirmLine(reply.card) } : reply,
    );
  }

  async function ask(command: AskingCommand, turn: Turn): Promise<Shown> {
    const made = await command.run(turn);
    return 'file' in made ? { file: await offerFile(services, { command, turn, offer: made }) } : { card: made };
  }

  async function offer(command: ChangingCommand, turn: Turn): Promise<{ card: Card; offer: Offer }> {
    const { actor, target, conversation } = turn;
    const alone: Offered & { kind?: OfferKind } = await command.offer(turn);
    const why = await whyTwoAdmins(directory, command.right, turn, { input: alone.input });
    const {
      kind = command.name,
      draw,
      input,
      other,
    } = why ? await offerToSecondAdmin(command, alone, { ...turn, why }) : alone;
    // A command offers only its own kind: `defineCommand` sees to that.
    const wanted = { kind, input } as Wanted;
    const whose = { tenant: actor.tenant, actor: actor.id, target: target.id, conversation };
    const offer = await offers.make({ ...wanted, ...whose }, command.minutes * 60_000, other?.input);
    return { card: draw({ offer: offer._id, other: offer.other, until: turn.time(offer.expiresAt) }), offer };
  }

  /**
   * Somebody named by an object id, which comes from one of our buttons or from a mention that the Connector vouched
   * for.
   */
  async function byId(tenant: string, id: string): Promise<Person> {
    const person = await directory.byId(tenant, id);
    if (!person) throw new Problem('person-mention-unknown', {});
    return person;
  }

  /** Somebody whose name or address was typed into a card. */
  async function byTyping(tenant: string, text: string): Promise<Person> {
    if (text.trim() === '') throw new Problem('person-missing', {});
    return directory.find(tenant, text);
  }

  async function explain(problem: Problem, request: Request, about: Explained = {}): Promise<Card> {
    const admins = needsAdmins(problem) ? await directory.admins(request.tenant) : [];
    const command = commands.find(({ name }) => name === about.command);
    const reader = needsReader(problem) ? await directory.byId(request.tenant, request.actor) : undefined;
    return excuse(problem, {
      admins,
      reader,
      forms: command && formsOf(command),
      ...about,
      ...timesIn(request.timeZone),
    });
  }
}

export type Dispatcher = ReturnType<typeof createDispatcher>;

/** A command that was asked for, and how to find the person it names. */
interface AskedFor {
  command?: Command;
  slots: Slots;
  inputs?: Record<string, string>;
  /** Read after the gate, because it may fetch files. @throws Problem */
  lists?: Said['lists'];
  said: string;
  find(tenant: string, text: string): Promise<Person>;
}

/** What the group sees when the answer went to the 1:1 chat: no name, no secret. */
const announcement = (to: Reply['to']): Reply[] =>
  to === 'here'
    ? []
    : [
        {
          to: 'here',
          card: cards.notice({
            title: 'Answered in private',
            paragraphs: ['I have answered in our private chat.'],
            buttons: [],
          }),
        },
      ];
