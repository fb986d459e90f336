import { mongoOf } from '../../helpers/database';
import { dumpOf } from '../../helpers/canary';
import { buttonsOf, titleOf } from '../../helpers/read-card';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { type Card } from '../../../cards/card';
import { type DeskWithNotices, openDeskWithNotices } from '../../helpers/notices';
import { person } from '../../helpers/services';

/**
 * The power is cut after the last write of a change and before its commit. Everything that the change wrote must then
 * be gone, in every collection (invariants INV3 and INV4, threats E8 and F1). A write outside the transaction would
 * stay.
 */
describe('of a change that is cut off before its commit nothing is left:', () => {
  let open: DeskWithNotices;
  let cut = false;
  const desk = () => open.desk;
  beforeEach(async () => {
    cut = false;
    const faultPoints = (point: string) => {
      if (cut && point === 'written') throw new Error('the power is cut');
    };
    open = await openDeskWithNotices({ faultPoints });
    await desk().services.settings.save(sampleTenant, {
      limitOwn: 9,
      limitPerTarget: 9,
      limitPerActor: 9,
      limitPerTenant: 9,
    });
    for (const name of ['Megan', 'Nestor', 'Alice']) await desk().as(name).say('hello');
    await open.settled();
  });
  afterEach(() => desk().close());

  /** Every document except those of the machinery: the probe of a start, and the leases. */
  const everything = () => dumpOf(mongoOf(desk().services).db, { without: ['probe', 'leases'] });

  /** Presses a button while the power is cut, and again when it is back. @returns the card of the second click */
  async function cutOff(name: string, card: Card, title = buttonsOf(card)[0]!.title): Promise<Card> {
    await open.settled();
    const before = await everything();
    cut = true;
    expect(titleOf(await desk().as(name).click(card, title))).toBe('Something went wrong');
    cut = false;
    expect(await everything()).toBe(before);
    return desk().as(name).click(card, title);
  }

  test.each([
    ['Alice', 'reset my pin'],
    ['Megan', 'reset pin for alice'],
    ['Megan', 'reset conference id for alice'],
    ['Megan', 'send conference info to alice'],
    ['Megan', 'disable alice'],
    ['Megan', 'emails off for alice'],
    ['Megan', 'automatic emails off'],
    ['Megan', 'pin length 7'],
    ['Megan', 'make alice helpdesk'],
    ['Megan', 'protect alice'],
  ])('%s: "%s"', async (name, text) => {
    const offer = await desk().as(name).ask(text);
    expect(buttonsOf(offer).length).toBeGreaterThan(1);
    const done = await cutOff(name, offer);
    expect(titleOf(done)).not.toMatch(/^(Already|No longer|Not|Busy)/);
  });

  test('forgetting somebody who has left', async () => {
    await desk().services.directory.save({ ...person('Alice'), accountEnabled: false });
    expect(titleOf(await cutOff('Megan', await desk().as('Megan').ask('forget alice')))).not.toMatch(
      /^(Already|No longer|Not|Busy)/,
    );
  });

  test('enabling', async () => {
    const megan = desk().as('Megan');
    const disabling = await megan.ask('disable alice');
    await megan.click(disabling, buttonsOf(disabling)[0]!.title);
    expect(titleOf(await cutOff('Megan', await megan.ask('enable alice')))).not.toMatch(
      /^(Already|No longer|Not|Busy)/,
    );
  });

  test('a PIN that only its owner may see: the offer, and its drawing', async () => {
    await desk().services.settings.save(sampleTenant, { whoSeesPin: 'owner' });
    await cutOff('Megan', await desk().as('Megan').ask('reset pin for alice'));
    const shown = await cutOff('Alice', await open.card('Alice', 'A new PIN is waiting for you'), 'Show my new PIN');
    expect(JSON.stringify(shown)).toContain(desk().drawn.at(-1));
  });

  test('what the owner did not expect, by "This wasn\'t me"', async () => {
    const megan = desk().as('Megan');
    await megan.click(await megan.ask('reset pin for alice'), 'Reset PIN');
    await cutOff('Alice', await open.card('Alice', 'Your PIN was reset'), "This wasn't me");
  });

  test('a change that takes a second administrator: the request, and its approval', async () => {
    await desk().services.directory.save({ ...person('Alice'), protected: true });
    const offer = await desk().as('Megan').ask('reset conference id for alice');
    await cutOff('Megan', offer);
    await cutOff('Nestor', await open.card('Nestor', 'Do you approve?'), 'Approve');
  });
});
