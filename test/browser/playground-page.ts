import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { projectFolder } from '../try-out/try-out';

const executablePath = process.env.CHROMIUM_PATH || '/usr/bin/chromium';
const wide = { width: 1280, height: 1000 };
/** Where screenshots go to be looked at; git ignores it. */
const screenshotFolder = join(projectFolder, 'dist', 'screenshots');

/** Chromium as on a new machine: it remembers nothing, and asks the internet for nothing. */
export async function openChromium(): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}. Install Debian's (apt-get install chromium), or set CHROMIUM_PATH to another one.`,
    );
  }
  const profile = mkdtempSync(join(tmpdir(), 'dial-in-desk-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
    viewport: wide,
    deviceScaleFactor: process.env.UPDATE_SCREENSHOTS ? 2 : 1,
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
  });
  context.setDefaultTimeout(90_000);
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** The 1:1 chat with the bot, in the window of one person. */
export async function openChat(context: BrowserContext, options: { port: number; person: string }) {
  const page = await context.newPage();
  const elsewhere = await watchRequests(page);
  await page.goto(`http://localhost:${options.port}/`);
  const messageBox = page.locator('[contenteditable="true"][role="textbox"]').first();
  const isOpen = async () => {
    await page.getByText(options.person, { exact: true }).first().waitFor();
    await messageBox.waitFor();
  };
  await isOpen();
  return {
    page,
    /** The requests of the page to others that were not refused: URL and outcome. */
    elsewhere,
    /** The newest card with this text on it. */
    card: (text: string | RegExp): Locator => cardWith(page, text),
    /** Types it as a person does, and waits for a new card with this text. */
    async say(words: string, answer: string | RegExp): Promise<Locator> {
      const before = await cardsWith(page, answer).count();
      await messageBox.click();
      await page.keyboard.type(words);
      await page.keyboard.press('Enter');
      const card = cardsWith(page, answer).nth(before);
      await card.waitFor();
      return card;
    },
    /** Opens another of the person's chats. */
    async turnTo(chat: 'Personal Chat' | 'Group chat'): Promise<void> {
      await page.getByText(chat, { exact: true }).first().click();
      await messageBox.waitFor();
    },
    /** Mentions the bot, as people must when others are present, and waits for a card with this text. */
    async mentionAndSay(words: string, answer: string | RegExp): Promise<Locator> {
      await messageBox.click();
      await page.keyboard.type('@');
      await page.getByRole('menuitem', { name: 'Dial-in Desk' }).click();
      await page.keyboard.type(` ${words}`);
      await page.keyboard.press('Enter');
      const card = cardWith(page, answer);
      await card.waitFor();
      return card;
    },
    press: (card: Locator, title: string): Promise<void> =>
      card.getByRole('button', { name: title, exact: true }).click(),
    /** Reloads the page. The Playground then forgets what was said; Teams would not. */
    async reload(): Promise<void> {
      await page.reload();
      await isOpen();
    },
    /** Saves screenshots: the whole window, and the card alone at the width of a phone. */
    async keepLook(name: string, card: Locator): Promise<void> {
      mkdirSync(screenshotFolder, { recursive: true });
      await page.mouse.move(0, 0);
      await card.scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(screenshotFolder, `${name}-wide.png`) });
      // In 400 px, Teams leaves about this much for a card. The Playground itself does not get narrower than a tablet.
      const style = await page.addStyleTag({
        content: '.ac-adaptiveCard { box-sizing: border-box; max-width: 330px; }',
      });
      await card.screenshot({ path: join(screenshotFolder, `${name}-narrow.png`) });
      await style.evaluate((element) => (element as unknown as { remove(): void }).remove());
    },
  };
}

export type Chat = Awaited<ReturnType<typeof openChat>>;

const cardsWith = (page: Page, text: string | RegExp): Locator =>
  page.locator('.ac-adaptiveCard').filter({ hasText: text });
const cardWith = (page: Page, text: string | RegExp): Locator => cardsWith(page, text).last();

/** Notes each request that leaves this machine and is not stopped by the page's own policy. */
async function watchRequests(page: Page): Promise<string[]> {
  const escaped: string[] = [];
  const isElsewhere = (url: string) => /^(https?|wss?):/.test(url) && new URL(url).hostname !== 'localhost';
  page.on('response', (response) => {
    if (isElsewhere(response.url())) escaped.push(`${response.url()} ${response.status()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    if (isElsewhere(request.url()) && reason !== 'csp') escaped.push(`${request.url()} ${reason}`);
  });
  return escaped;
}
