import { mongoOf } from '../helpers/database';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Card } from '../../cards/card';
import { type Offer } from '../../services/offers/offers';
import { cardIn, isNote, type OpenDesk, openDesk } from '../helpers/conversation';
import { button, offerOf, readCard, textById } from '../helpers/read-card';

/** What is asked for, the button of its offer, and what only the card of the finished change has. */
const kinds = [
  {
    name: 'Alice',
    text: 'reset my pin',
    title: 'Reset PIN',
    action: 'reset-pin',
    isResult: (card: Card) => textById(card, 'pin') !== undefined,
  },
  {
    name: 'Megan',
    text: 'reset pin for alice',
    title: 'Reset PIN',
    action: 'reset-pin',
    isResult: (card: Card) => textById(card, 'pin') !== undefined,
  },
  {
    name: 'Megan',
    text: 'reset conference id for alice',
    title: 'Reset conference ID',
    action: 'reset-conference-id',
    isResult: (card: Card) => textById(card, 'conferenceId') !== undefined,
  },
  {
    name: 'Megan',
    text: 'send conference info to alice',
    title: 'Send',
    action: 'send-conference-info',
    isResult: (card: Card) => readCard(card).includes('being emailed'),
  },
] as const;

/** Every activity comes one to four times, under its own id or a new one. */
const copies = fc.array(fc.boolean(), { minLength: 0, maxLength: 3 });

describe('activities that come more than once', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  const stored = () => mongoOf(desk.services).db.collection<Offer>('operations');

  test.each(kinds)(
    'have one effect and one answer with it, in whatever order they arrive: "$text"',
    async ({ name, text, title, action, isResult }) => {
      await fc.assert(
        fc.asyncProperty(
          fc.scheduler(),
          copies,
          copies,
          fc.boolean(),
          fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 4, maxLength: 4 }),
          async (scheduler, texts, clicks, alsoCancel, gaps) => {
            const somebody = desk.as(name);
            await stored().updateMany({ state: 'offered' }, { $set: { state: 'cancelled' } });
            const before = { effects: await effectsOf(action), mails: await mails() };

            const id = randomUUID();
            const offers: Card[] = [];
            const saying = [true, ...texts].map((sameId) =>
              scheduler.schedule(Promise.resolve()).then(async () => {
                const sent = await somebody.sentDuring(() =>
                  somebody.deliver({ type: 'message', text, id: sameId ? id : randomUUID() }),
                );
                offers.push(...sent.map(({ card }) => card));
              }),
            );
            await scheduler.waitAll();
            await Promise.all(saying);
            await faultPoints(gaps[0]!);

            const clickId = randomUUID();
            const answers: { status: number; body: unknown }[] = [];
            const pressing = offers.flatMap((offer) =>
              [true, ...clicks].map((sameId) =>
                scheduler.schedule(Promise.resolve()).then(async () => {
                  answers.push(
                    await somebody.invoke(button(offer, title), 'manual', { id: sameId ? clickId : randomUUID() }),
                  );
                }),
              ),
            );
            const cancelling = alsoCancel
              ? offers.map((offer) =>
                  scheduler
                    .schedule(Promise.resolve())
                    .then(async () => void (await somebody.invoke(button(offer, 'Cancel')))),
                )
              : [];
            await scheduler.waitAll();
            await Promise.all([...pressing, ...cancelling]);
            await faultPoints(gaps[1]!);
            // Once more, much later.
            for (const offer of offers) answers.push(await somebody.invoke(button(offer, title)));

            // A press on what is done already leaves the card alone.
            const shown = answers
              .filter((answer) => !isNote(answer))
              .map(cardIn)
              .filter(isResult);
            const effects = (await effectsOf(action)) - before.effects;
            expect(effects).toBe(shown.length);
            expect(shown.length).toBeLessThanOrEqual(1);
            // At most one of the offers takes effect, and if none was cancelled, exactly one does.
            if (!alsoCancel) expect(shown).toHaveLength(1);
            const ids = offers.map((offer) => offerOf(button(offer, title)));
            expect(await stored().countDocuments({ _id: { $in: ids }, state: 'done' })).toBe(effects);
            // A change for somebody else owes one mail.
            expect((await mails()) - before.mails).toBe(name === 'Alice' ? 0 : effects);
          },
        ),
        { numRuns: 40 },
      );
    },
    300_000,
  );

  const effectsOf = (action: string): Promise<number> =>
    mongoOf(desk.services).db.collection('audit').countDocuments({ action, outcome: 'done' });
  const mails = (): Promise<number> => mongoOf(desk.services).db.collection('outbox').countDocuments();

  /** Lets seconds pass for all open offers, without waiting. */
  async function faultPoints(seconds: number): Promise<void> {
    for (const { _id, createdAt, expiresAt } of await stored().find({ state: 'offered' }).toArray()) {
      const earlier = (at: Date) => new Date(at.getTime() - seconds * 1_000);
      await stored().updateOne({ _id }, { $set: { createdAt: earlier(createdAt), expiresAt: earlier(expiresAt) } });
    }
  }
});
