import { randomBytes } from 'node:crypto';
import { type Activity, type TurnContext } from 'botbuilder';
import type { Services } from '../../services';
import type { PrivateChat } from '../../services/people/chats';
import { inSpan } from '../../services/base/span';
import { inTime } from '../../services/base/in-time';
import { describeError, type Log } from '../../services/base/log';
import { isUnreachable } from '../../services/base/mongo';
import { Problem } from '../../services/base/problem';
import {
  actorOf,
  badRequest,
  cardResponse,
  chatLinkOf,
  fileAnswerIn,
  type InvokeResponse,
  inputsIn,
  localeOf,
  noteResponse,
  offerIn,
  pressed,
  scopeOf,
  slotsIn,
  tenantOf,
  timeZoneOf,
  uploadsIn,
} from './activity';
import type { FloodVerdict } from '../../services/offers/floods';
import { floodCard, floodNote } from '../show/flood-card';
import { createAcquaintances } from './acquaintances';
import { objectIdOf } from './adapter';
import { textOf } from './mentions';
import type { Command } from '../turn/command';
import { isVerb } from '../turn/clicks';
import type { Dispatcher } from '../turn/dispatcher';
import { apology, excuse } from '../show/excuses';
import { readUpload } from './download';
import { consentCard } from './file-attachments';
import type { FileDesk } from './file-desk';
import type { FileConsent } from '../turn/file';
import { type Content, type Outbound, whyUndelivered } from './outbound';
import type { Message, Reply, Request, TurnEnd } from '../turn/request';
import { signedCard } from './signed-cards';
import type { UploadHosts } from './upload';

/** How long a turn waits for the database before it goes on without having counted. Milliseconds. */
const patience = 2_000;

/** The ids of the inputs that an offer may have. */
const offerInputs = ['reason', 'ticket'];

/** Translates between Teams and the dispatcher. It knows no command by name. */
export function createDeskBot(dependencies: {
  services: Services;
  dispatcher: Dispatcher;
  outbound: Outbound;
  files: FileDesk;
  commands: readonly Command[];
  /** Where files that people send may be stored. */
  uploads: UploadHosts;
  /** An IANA name for clients that tell none. */
  timeZone?: string;
  /** Whether people get only so much answered. */
  floods: boolean;
  /** Hears of each turn that has ended, and how long it took in seconds. */
  ended?: (end: TurnEnd, seconds: number) => void;
  log: Log;
}) {
  const { services, dispatcher, outbound, files, commands, uploads, log } = dependencies;
  /** What has come of each turn that is under way. */
  const ends = new WeakMap<TurnContext, TurnEnd>();
  const acquaintances = createAcquaintances(services);
  const zoneOf = (activity: Activity): string => timeZoneOf(activity, dependencies.timeZone);

  return async function turn(context: TurnContext): Promise<void> {
    const begun = performance.now();
    const end = await inSpan('turn', {}, async (add) => {
      await handle(context);
      const became: TurnEnd = ends.get(context) ?? { outcome: 'other' };
      add({ 'desk.command': became.command, 'desk.outcome': became.outcome, 'desk.reason': became.reason });
      return became;
    });
    dependencies.ended?.(end, (performance.now() - begun) / 1_000);
  };

  async function handle(context: TurnContext): Promise<void> {
    const { activity } = context;
    try {
      if (activity.type === 'message') return await onMessage(context);
      if (activity.type === 'invoke') return await onInvoke(context);
      if (activity.type === 'installationUpdate') return await onInstallation(context);
      if (activity.type === 'conversationUpdate') return await onMembers(context);
    } catch (error) {
      const reference = randomBytes(5).toString('hex');
      log.error('turn failed', { correlation: reference, ...describeError(error) });
      ends.set(context, { command: ends.get(context)?.command, outcome: 'failed' });
      // If a click gets no card, the person is left with a spinner; if a message gets no answer, with nothing.
      if (activity.type === 'invoke') await respond(context, cardResponse(apology(reference)));
      else if (activity.type === 'message') await outbound.reply(context, apology(reference)).catch(() => undefined);
    }
  }

  async function onMessage(context: TurnContext): Promise<void> {
    const { activity } = context;
    const flood = await meet(activity);
    if (flood !== 'free') ends.set(context, { outcome: 'silenced' });
    if (flood === 'silent') return;
    if (flood !== 'free') return void (await outbound.reply(context, floodCard(flood)));
    const { text, mentions } = textOf(activity);
    const { files: sent, unread } = uploadsIn(activity);
    const message: Message = {
      ...requestOf(context),
      text,
      files: sent.map((file) => () => readUpload(file, uploads)),
      unread,
      shownAs: (mark) => mentions.find((one) => one.mark === mark)?.shown ?? '',
      async mentioned(mark) {
        const channelId = mentions.find((one) => one.mark === mark)?.channelId;
        const id = channelId && (await objectIdOf(context, channelId));
        if (!id) throw new Problem('person-mention-unknown', {});
        return id;
      },
    };
    await post(context, await dispatcher.say(message));
  }

  async function onInvoke(context: TurnContext): Promise<void> {
    const { activity } = context;
    if (activity.name === 'fileConsent/invoke') return onFileAnswer(context);
    if (activity.name !== 'adaptiveCard/action') return respond(context, { status: 501 });
    const action = pressed(activity);
    if (!action) return respond(context, badRequest);
    const request = requestOf(context);
    // When a card refreshes itself, or a preview runs it, nobody has decided anything.
    if (action.trigger !== 'manual') return respond(context, cardResponse(safeCard));
    const flood = await meet(activity);
    if (flood !== 'free') {
      ends.set(context, { outcome: 'silenced' });
      if (flood !== 'silent') await outbound.reply(context, floodCard(flood));
      return respond(context, noteResponse(floodNote));
    }
    if (isVerb(action.verb)) {
      const named = offerIn(action.data, services.buttonIds);
      const inputs = inputsIn(action.data, offerInputs);
      if (named === undefined || !inputs) return respond(context, badRequest);
      const { id: offer, signed } = named;
      const { card, note, answered } = await dispatcher.click(request, action.verb, { offer, signed, inputs });
      if (!card) return respond(context, noteResponse(note));
      return respond(context, { ...cardResponse(signedCard(card, services.buttonIds)), answered });
    }
    const command = commands.find(({ name }) => name === action.verb);
    const slots = slotsIn(action.data);
    const inputs = inputsIn(action.data, command?.inputs ?? [], command?.longestInput);
    if (!command || !slots || !inputs) return respond(context, badRequest);
    await post(context, await dispatcher.press(request, command.name, { slots, inputs }));
    return respond(context, noteResponse('Done'));
  }

  /**
   * Answers Teams at once, since a file may take longer than Teams waits. The question is removed once the person has
   * an answer.
   */
  async function onFileAnswer(context: TurnContext): Promise<void> {
    const { activity } = context;
    const said = fileAnswerIn(activity);
    const asked = said && services.buttonIds.read(said.id);
    const answer = said && { ...said, id: asked?.signed ? asked.id : '' };
    if (!answer || scopeOf(activity) !== 'personal') return respond(context, badRequest);
    const { replyToId: question } = activity;
    const chat = chatOf(activity);
    files.answer(requestOf(context), answer, async (content) => {
      await outbound.send(chat, content);
      if (question)
        await outbound
          .remove(chat, question)
          .catch((error: unknown) => log.info('question not removed', describeError(error)));
    });
    return respond(context, { status: 200 });
  }

  /**
   * Only `add` is an installation, and only `remove` the end of one. Teams announces an update of the app by the same
   * activity with other actions: the chat is then known, and nobody wants to hear of it.
   */
  async function onInstallation(context: TurnContext): Promise<void> {
    const { activity } = context;
    const personal = scopeOf(activity) === 'personal';
    if (activity.action === 'add') {
      if (personal) return welcome(context);
      await context.sendActivity(
        'Dial-in Desk is here. Mention me and say "help"; PINs are reset in our private chat.',
      );
    } else if (activity.action === 'remove') {
      if (personal) await services.chats.remove(tenantOf(activity), actorOf(activity));
    } else {
      await meet(activity);
    }
  }

  /**
   * In a 1:1 chat, Teams also announces an installation by the bot joining, and some clients announce it only in this
   * way.
   */
  async function onMembers(context: TurnContext): Promise<void> {
    const { activity } = context;
    const joined = activity.membersAdded?.some(({ id }) => id === activity.recipient.id);
    if (joined && scopeOf(activity) === 'personal') await welcome(context);
  }

  async function welcome(context: TurnContext): Promise<void> {
    const { activity } = context;
    const who = whoIn(activity);
    if (who.id === '') return;
    if ((await meet(activity)) !== 'free') return;
    const known = await acquaintances.isKnown(who);
    if (!known && !(await acquaintances.rememberStranger(who, chatOf(activity)))) return;
    if (!(await services.chats.claimWelcome(who.tenant, who.id))) return;
    await outbound.reply(context, await dispatcher.welcome(requestOf(context)));
  }

  async function post(context: TurnContext, replies: Reply[]): Promise<void> {
    for (const { card, file, to, offer } of replies) {
      const content = file ? await contentOf(context, file, to) : card;
      const message = to === 'here' ? await outbound.reply(context, content) : await sendPrivately(context, content);
      if (message === 'not-installed') return void (await outbound.reply(context, addMeFirst));
      if (offer && message) {
        await services.offers.setMessage(offer, { id: message, timeZone: zoneOf(context.activity) });
      }
    }
  }

  async function contentOf(context: TurnContext, file: FileConsent, to: Reply['to']): Promise<Content> {
    if (files.asks) return consentCard({ ...file, id: services.buttonIds.sign(file.id) });
    const request = requestOf(context);
    return files.save(to === 'private' ? { ...request, conversation: await request.privateChat() } : request, file);
  }

  /** The message's id, or `not-installed` if the person has removed the bot since we last met. */
  async function sendPrivately(context: TurnContext, card: Content): Promise<string | undefined> {
    try {
      return await outbound.send(await privateChat(context), card);
    } catch (error) {
      if (whyUndelivered(error) !== 'not-installed') throw error;
      await services.chats.remove(tenantOf(context.activity), actorOf(context.activity));
      return 'not-installed';
    }
  }

  /** The known 1:1 chat, or a new one. @throws Problem `not-installed` */
  async function privateChat(context: TurnContext): Promise<PrivateChat> {
    const { activity } = context;
    const known = await services.chats.find(tenantOf(activity), actorOf(activity));
    if (known) return known;
    const { serviceUrl, recipient, from } = activity;
    try {
      const chat = await outbound.openChat({ serviceUrl, bot: recipient.id, user: from.id }, tenantOf(activity));
      await acquaintances.remember(whoIn(activity), chat);
      return chat;
    } catch (error) {
      throw whyUndelivered(error) === 'not-installed' ? new Problem('not-installed', {}) : error;
    }
  }

  function requestOf(context: TurnContext): Request {
    const { activity } = context;
    return {
      tenant: tenantOf(activity),
      actor: actorOf(activity),
      scope: scopeOf(activity),
      conversation: activity.conversation.id,
      message: activity.replyToId,
      timeZone: zoneOf(activity),
      chatLink: chatLinkOf(activity),
      privateChat: async () => (await privateChat(context)).conversation,
      became: (end) => void ends.set(context, end),
    };
  }

  /**
   * Counts what somebody sends, and remembers meanwhile where to find them later, if the directory knows them.
   * @returns whether it is to be answered
   */
  async function meet(activity: Activity): Promise<FloodVerdict> {
    const counted = met(activity).then(
      (verdict) => ({ verdict }),
      (error: unknown) => {
        if (!isUnreachable(error)) throw error;
        // The turn finds words for it.
        log.warn('message not counted', describeError(error));
        return undefined;
      },
    );
    const { verdict } = (await inTime(counted, patience)) ?? { verdict: 'free' };
    return verdict;
  }

  async function met(activity: Activity): Promise<FloodVerdict> {
    const who = whoIn(activity);
    const known = await acquaintances.isKnown(who);
    const chat = { ...chatOf(activity), ...{ locale: localeOf(activity), timeZone: zoneOf(activity) } };
    const counting = dependencies.floods && who.id !== '' ? services.floods.take({ ...who, known }) : undefined;
    const remembering =
      known && scopeOf(activity) === 'personal' ? acquaintances.remember(who, chat) : Promise.resolve();
    const [verdict = 'free' as const] = await Promise.all([counting, remembering]);
    return verdict;
  }
}

const safeCard = excuse(new Problem('update-teams', {}), { admins: [], time: String, day: String });
const addMeFirst = excuse(new Problem('not-installed', {}), { admins: [], time: String, day: String });

const whoIn = (activity: Activity) => ({ tenant: tenantOf(activity), id: actorOf(activity) });

/** The 1:1 chat that an activity came from. */
const chatOf = ({ serviceUrl, recipient, from, conversation }: Activity): PrivateChat => ({
  conversation: conversation.id,
  serviceUrl,
  bot: recipient.id,
  user: from.id,
});

async function respond(context: TurnContext, value: InvokeResponse): Promise<void> {
  await context.sendActivity({ type: 'invokeResponse', value });
}
