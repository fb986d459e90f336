import { mongoOf } from './database';
import { type Card } from '../../cards/card';
import { type Notice } from '../../services/offers/notice-kinds';
import { type Offer, type OfferKind } from '../../services/offers/offers';
import { type RequestDocument } from '../../services/offers/requests';
import { cardIn, isNote, type OpenDesk, openDesk } from './conversation';
import { button, titleOf } from './read-card';
import { person } from './services';
import { until } from './until';

/** A desk that sends notices and edits messages at once, and what can be seen of them. */
export async function openDeskWithNotices(...[options, intervals]: Parameters<typeof openDesk>) {
  const desk = await openDesk(options, { noticeInterval: 60, tidyInterval: 60, ...intervals });
  return { ...noticesOf(desk), desk };
}

function noticesOf(desk: OpenDesk) {
  const collection = <T extends object>(name: string) => mongoOf(desk.services).db.collection<T>(name);
  const offers = () => collection<Offer>('operations');

  return {
    offers,
    notices: () => collection<Notice>('notices'),
    requests: () => collection<RequestDocument>('requests'),

    /** Resolves when every notice that is due is sent, and every message that is due is edited. */
    async settled(): Promise<void> {
      await until('the notices to be sent and the messages to be edited', async () => {
        const now = await mongoOf(desk.services).now();
        // A message that is being edited has its next try within the coming minute.
        const soon = new Date(now.getTime() + 70_000);
        const [waiting, untidy] = await Promise.all([
          collection<Notice>('notices').findOne({
            $or: [{ state: 'queued', dueAt: { $lte: now } }, { lease: { $exists: true } }],
          }),
          offers()
            .find({
              $or: [
                { state: { $ne: 'offered' }, tidyAt: { $lte: soon } },
                { state: 'offered', expiresAt: { $lte: now }, tidyAt: { $exists: true } },
              ],
            })
            .toArray(),
        ]);
        const unsent = await collection<Notice>('notices')
          .find({ _id: { $in: untidy.map(({ notice }) => notice ?? '') }, state: { $ne: 'sent' } })
          .toArray();
        return !waiting && untidy.every(({ notice }) => unsent.some(({ _id }) => _id === notice));
      });
    },

    /** What somebody is answered, after everything is settled. */
    async ask(name: string, text: string): Promise<Card> {
      await this.settled();
      return desk.as(name).ask(text);
    },

    /** The same for the button of a card that stands for a command. */
    async press(name: string, card: Card, title: string): Promise<Card> {
      await this.settled();
      const [sent] = await desk.as(name).press(button(card, title));
      return sent!.card;
    },

    /** All cards in somebody's 1:1 chat as they are now, the oldest first. */
    cardsOf(name: string): Card[] {
      const messages = new Map<string, Card>();
      for (const { method, path, body, made } of desk.connector.calls) {
        const content = body.attachments?.[0]?.content;
        const [, to, id] = /^\/v3\/conversations\/([^/]+)\/activities\/?(.*)$/.exec(path) ?? [];
        if (to !== `personal:${person(name).id}` || !content) continue;
        if (method === 'POST' && made) messages.set(made, content);
        if (method === 'PUT' && id && messages.has(id)) messages.set(id, content);
      }
      return [...messages.values()];
    },

    /** The newest card with this title in somebody's 1:1 chat, after everything is settled. */
    async card(name: string, title: string): Promise<Card> {
      await this.settled();
      const found = this.cardsOf(name)
        .filter((one) => titleOf(one) === title)
        .at(-1);
      if (!found)
        throw new Error(`${name} has no card "${title}", only: ${this.cardsOf(name).map(titleOf).join(', ')}`);
      return found;
    },

    /**
     * After a restart, presses somebody's button twice on each of two replicas, all at the same moment.
     * @returns the cards of the answers; one that leaves the card alone has none
     */
    async pressEverywhere(name: string, action: object): Promise<Card[]> {
      await desk.restart();
      const other = await desk.addReplica();
      const answers = await Promise.all(
        [desk.as(name), desk.as(name, { replica: other })].flatMap((one) => [one.invoke(action), one.invoke(action)]),
      );
      return answers.flatMap((answer) => (isNote(answer) ? [] : [cardIn(answer)]));
    },

    /** Makes somebody's offers of one kind expire now. */
    async expire(kind: OfferKind, name: string): Promise<void> {
      const past = new Date((await mongoOf(desk.services).now()).getTime() - 1);
      await offers().updateMany(
        { kind, actor: person(name).id, state: 'offered' },
        { $set: { expiresAt: past, tidyAt: past } },
      );
    },
  };
}

export type DeskWithNotices = Awaited<ReturnType<typeof openDeskWithNotices>>;
