import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Card } from '../../cards/card';
import { type Operation } from '../../services/operations';
import { cardIn, type OpenDesk, openDesk } from '../helpers/conversation';
import { button, textById } from '../helpers/read-card';

/** Every activity comes one to four times, under its own id or a new one. */
const copies = fc.array(fc.boolean(), { minLength: 0, maxLength: 3 });

describe('activities that come more than once', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());

  const operations = () => desk.services.mongo.db.collection<Operation>('operations');

  test('have one effect and show one PIN, in whatever order they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), copies, copies, fc.boolean(), fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 4, maxLength: 4 }), async (scheduler, texts, clicks, alsoCancel, gaps) => {
        const alice = desk.as('Alice');
        await operations().updateMany({ state: 'offered' }, { $set: { state: 'cancelled' } });
        const versionBefore = await versionOf();

        const id = randomUUID();
        const offers: Card[] = [];
        const saying = [true, ...texts].map((sameId) =>
          scheduler.schedule(Promise.resolve()).then(async () => {
            const sent = await alice.sentDuring(() => alice.deliver({ type: 'message', text: 'reset my pin', id: sameId ? id : randomUUID() }));
            offers.push(...sent.map(({ card }) => card));
          }),
        );
        await scheduler.waitAll();
        await Promise.all(saying);
        await passing(gaps[0]!);

        const clickId = randomUUID();
        const answers: { status: number; body: unknown }[] = [];
        const pressing = offers.flatMap((offer) =>
          [true, ...clicks].map((sameId) =>
            scheduler.schedule(Promise.resolve()).then(async () => {
              answers.push(await alice.invoke(button(offer, 'Reset PIN'), 'manual', { id: sameId ? clickId : randomUUID() }));
            }),
          ),
        );
        const cancelling = alsoCancel
          ? offers.map((offer) => scheduler.schedule(Promise.resolve()).then(async () => void (await alice.invoke(button(offer, 'Cancel')))))
          : [];
        await scheduler.waitAll();
        await Promise.all([...pressing, ...cancelling]);
        await passing(gaps[1]!);
        // Once more, much later.
        for (const offer of offers) answers.push(await alice.invoke(button(offer, 'Reset PIN')));

        const shown = answers.map(cardIn).filter((card) => textById(card, 'pin') !== undefined);
        const effects = (await versionOf()) - versionBefore;
        expect(effects).toBe(shown.length);
        expect(shown.length).toBeLessThanOrEqual(1);
        // Of the offers at most one stands, and unless it was cancelled it was accepted.
        if (!alsoCancel) expect(shown).toHaveLength(1);
        const ids = offers.map((offer) => button(offer, 'Reset PIN').data.opId!);
        expect(await operations().countDocuments({ _id: { $in: ids }, state: 'done' })).toBe(effects);
      }),
      { numRuns: 25 },
    );
  }, 300_000);

  async function versionOf(): Promise<number> {
    const found = await desk.services.mongo.db.collection('conferencing').findOne({ person: desk.as('Alice').person.id });
    return (found as unknown as { pin: { version: number } }).pin.version;
  }

  /** Lets seconds pass for all open offers, without waiting for them. */
  async function passing(seconds: number): Promise<void> {
    for (const { _id, createdAt, expiresAt } of await operations().find({ state: 'offered' }).toArray()) {
      const earlier = (at: Date) => new Date(at.getTime() - seconds * 1_000);
      await operations().updateOne({ _id }, { $set: { createdAt: earlier(createdAt), expiresAt: earlier(expiresAt) } });
    }
  }
});
