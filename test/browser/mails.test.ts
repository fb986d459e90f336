import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createLetters } from '../../services/mail/letter/letters';
import { type LetterFacts, mailKinds } from '../../services/mail/letter/kinds';
import { chatAddressOf } from '../../setup/config';
import { openChromium } from './playground-page';
import { projectFolder } from '../try-out/try-out';
import { factsFor } from '../services/mail/letter/samples';

const letters = createLetters({ chatAddress: chatAddressOf('11111111-1111-4111-8111-111111111111') });
const long = 'W'.repeat(200);
/** Where screenshots go to be looked at; git ignores it. */
const screenshotFolder = join(projectFolder, 'dist', 'screenshots');
/**
 * All rules except two about the landmarks of a page: a mail is shown inside the page of a mail program, which has
 * them.
 */
const checkAll = `${readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')};
  axe.run({ rules: { 'landmark-one-main': { enabled: false }, region: { enabled: false } } })`;
type Verdict = { violations: { id: string; impact: string; nodes: { html: string }[] }[]; passes: { id: string }[] };

const looks: [string, LetterFacts][] = [
  ...mailKinds.map((kind): [string, LetterFacts] => [kind, factsFor(kind)]),
  ['in German', factsFor('pin-reset', { language: 'de' })],
  [
    'without a PIN',
    factsFor('enabled', {
      pin: undefined,
      pinWithheld: 'not-by-mail',
      tollNumber: undefined,
      tollFreeNumber: undefined,
    }),
  ],
  [
    'at its longest',
    factsFor('pin-reset', {
      language: 'fr',
      tenantName: long,
      recipient: { name: long },
      actor: { name: long },
      pin: '888888888888',
      conferenceId: '8888888888',
    }),
  ],
];

describe('in Chromium', () => {
  let browser: Awaited<ReturnType<typeof openChromium>>;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(screenshotFolder, { recursive: true });
    browser = await openChromium();
    page = await browser.context.newPage();
  });
  afterAll(() => browser?.close());

  const open = async (facts: LetterFacts, colorScheme: 'light' | 'dark', width: number): Promise<void> => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await page.setContent(letters.write(facts).html);
  };

  test.each(looks)(
    'an email fits phones and screens and can be read by everybody, light or dark: %s',
    async (name, facts) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [360, 640]) {
          await open(facts, colorScheme, width);
          const path = join(screenshotFolder, `mail-${name.replaceAll(' ', '-')}-${colorScheme}-${width}.png`);
          await page.screenshot({ path, fullPage: true });

          expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
          const smallest = await page.evaluate(
            `Math.min(...[...document.querySelectorAll('p, li, h1, h2, span')].map((one) => parseFloat(getComputedStyle(one).fontSize)))`,
          );
          expect(smallest).toBeGreaterThanOrEqual(14);

          const { violations, passes } = (await page.evaluate(checkAll)) as Verdict;
          expect(violations.map(({ id, impact, nodes }) => [id, impact, nodes.map(({ html }) => html)])).toEqual([]);
          expect(passes.map(({ id }) => id)).toEqual(
            expect.arrayContaining(['color-contrast', 'html-has-lang', 'document-title']),
          );
        }
      }
    },
  );

  test('twelve digits of a PIN stay on one line on a phone', async () => {
    for (const width of [320, 360, 640]) {
      await open(factsFor('pin-reset', { pin: '888888888888' }), 'light', width);
      expect(
        await page
          .locator('#pin')
          .evaluate(
            (element) => (element as unknown as { getClientRects(): { length: number } }).getClientRects().length,
          ),
      ).toBe(1);
    }
  });

  test('both pictures of the README show an email as far as what it is about', async () => {
    const picture = async (name: string, facts: LetterFacts, colorScheme: 'light' | 'dark', width: number) => {
      await open(facts, colorScheme, width);
      const sheet = (await page.locator('.sheet').boundingBox())!;
      const about = (await page.locator('.facts').boundingBox())!;
      const clip = { ...sheet, height: about.y + about.height + 24 - sheet.y };
      expect(clip.height).toBeLessThan(700);
      if (process.env.UPDATE_SCREENSHOTS)
        await page.screenshot({ path: join(projectFolder, 'docs', name), clip, fullPage: true, scale: 'css' });
    };
    await picture('mail-pin-reset.png', factsFor('pin-reset'), 'light', 640);
    await picture('mail-conference-id.png', factsFor('conference-id-reset'), 'dark', 360);
  });
});
