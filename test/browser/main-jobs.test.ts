import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, type Locator } from 'playwright-core';
import { until } from '../helpers/until';
import {
  freePorts,
  freshFolder,
  killAll,
  type Ports,
  projectFolder,
  removeFolders,
  type Started,
  startTryOut,
} from '../try-out/try-out';
import { type Chat, openChat, openChromium } from './playground-page';

describe('in the Agents Playground', () => {
  const dataFolder = freshFolder();
  let ports: Ports;
  let tryOut: Started;
  let browser: { context: BrowserContext; close(): Promise<void> };

  beforeAll(async () => {
    browser = await openChromium();
    ports = await freePorts();
    tryOut = await startTryOut({ ports, dataFolder });
  });
  afterAll(async () => {
    await browser?.close();
    tryOut?.child.kill('SIGINT');
    await tryOut?.ended;
    killAll();
    removeFolders();
  });

  const open = (person: 'Megan Bowen' | 'Adele Vance' | 'Alice Smith'): Promise<Chat> =>
    openChat(browser.context, {
      person,
      port: ports.PLAYGROUND_PORT + ['Megan Bowen', 'Adele Vance', 'Alice Smith'].indexOf(person),
    });

  test('a user resets the own PIN, sees it once, and it is gone with Done', async () => {
    const alice = await open('Alice Smith');
    const welcome = alice.card('Welcome to Dial-in Desk');
    await welcome.waitFor();
    await alice.keepLook('welcome-user', welcome);
    const offer = await alice.say('reset my pin', 'Reset your PIN?');
    await alice.keepLook('confirm-pin-reset', offer);
    await alice.press(offer, 'Reset PIN');

    const shown = alice.card('Note it now');
    const pin = await pinOn(shown);
    expect(pin).toMatch(/^\d{5}$/);
    await alice.keepLook('pin-shown-once', shown);
    if (process.env.UPDATE_SCREENSHOTS) await shown.screenshot({ path: join(projectFolder, 'docs', 'pin-card.png') });

    await alice.press(shown, "I've noted it");
    const masked = alice.card('*****');
    await masked.waitFor();
    expect(await pageHolds(alice, pin)).toBe(false);
    await alice.keepLook('pin-masked', masked);

    expect(logsWith(pin)).toEqual([]);
    expect(alice.elsewhere).toEqual([]);
    await alice.page.close();
  });

  test('a double click on the button leaves the PIN on the screen, and one PIN is made', async () => {
    const alice = await open('Alice Smith');
    const offer = await alice.say('reset my pin', 'Reset your PIN?');
    await offer.getByRole('button', { name: 'Reset PIN', exact: true }).dblclick({ delay: 20 });
    const shown = alice.card('Note it now').last();
    const pin = await pinOn(shown);
    // The answer to the second click, if it was sent, has come by now.
    await alice.page.waitForTimeout(2_000);
    expect(await pinOn(shown)).toBe(pin);
    expect(await alice.card('Note it now').count()).toBe(1);
    await alice.keepLook('pin-after-double-click', shown);
    await alice.press(shown, "I've noted it");
    await alice.page.close();
  });

  test('a page that is reloaded while a PIN is on it shows the PIN no more, nor does any command', async () => {
    const alice = await open('Alice Smith');
    await alice.press(await alice.say('reset my pin', 'Reset your PIN?'), 'Reset PIN');
    const pin = await pinOn(alice.card('Note it now'));
    expect(await pageHolds(alice, pin)).toBe(true);

    await alice.reload();
    const info = await alice.say('what is my pin', '*****');
    expect(await info.innerText()).toContain('*****');
    expect(await pageHolds(alice, pin)).toBe(false);
    await alice.keepLook('conference-info-user', info);
    await alice.page.close();
  });

  test('in a group chat nobody reads a name or a PIN, because the offer is in the private chat', async () => {
    const alice = await open('Alice Smith');
    await alice.turnTo('Group chat');
    const answer = await alice.mentionAndSay('reset my pin', 'Answered in private');
    await alice.keepLook('answered-in-private', answer);
    expect(await answer.innerText()).not.toContain('Alice');
    expect(await alice.card('Reset your PIN?').count()).toBe(0);

    await alice.turnTo('Personal Chat');
    await alice.press(alice.card('Reset your PIN?'), 'Reset PIN');
    const shown = alice.card('Note it now');
    const pin = await pinOn(shown);
    await alice.turnTo('Group chat');
    await alice.card('Answered in private').waitFor();
    expect(await alice.page.locator('.ac-adaptiveCard').allInnerTexts()).toEqual([expect.not.stringContaining(pin)]);
    await alice.page.close();
  });

  let oldId: string;
  let newId: string;

  test('an admin resets the conference ID of somebody else, and the old one is retired', async () => {
    const megan = await open('Megan Bowen');
    const welcome = megan.card('Welcome to Dial-in Desk');
    await welcome.waitFor();
    await megan.keepLook('welcome-admin', welcome);
    const info = await megan.say('show conference info for alice', 'alice.smith@contoso.example');
    oldId = await conferenceIdOn(info);
    await megan.keepLook('conference-info-admin', info);

    const offer = await megan.say('reset conference id for alice', /^Reset .*conference ID/);
    await megan.keepLook('confirm-conference-id-reset', offer);
    await megan.press(offer, 'Reset conference ID');
    const reset = megan.card('The new conference ID');
    await reset.waitFor();
    await megan.keepLook('conference-id-reset', reset);
    newId = await conferenceIdOn(reset);
    expect(newId).toMatch(/^[1-9]\d{6}$/);
    expect(newId).not.toBe(oldId);
    expect(await reset.innerText()).toContain('The old conference ID no longer works.');

    const retired = await megan.say(`find conference id ${oldId}`, `Conference ID ${oldId}`);
    await megan.keepLook('conference-id-retired', retired);
    expect(await retired.innerText()).toMatch(/Retired since .+Alice Smith/s);
    const inUse = await megan.say(`find conference id ${newId}`, `Conference ID ${newId}`);
    expect(await inUse.innerText()).toMatch(/In use.+Alice Smith/s);
    expect(megan.elsewhere).toEqual([]);
    await megan.page.close();
  });

  test('helpdesk staff see the new conference ID, and can reset nothing of others', async () => {
    const adele = await open('Adele Vance');
    const welcome = adele.card('Welcome to Dial-in Desk');
    await welcome.waitFor();
    await adele.keepLook('welcome-helpdesk', welcome);
    const info = await adele.say('show conference info for alice', 'alice.smith@contoso.example');
    await adele.keepLook('conference-info-helpdesk', info);
    expect(await conferenceIdOn(info)).toBe(newId);
    const buttons = await info.getByRole('button').allInnerTexts();
    expect(buttons).toContain('Email info');
    expect(buttons.filter((title) => /reset/i.test(title))).toEqual([]);

    const refusal = await adele.say('reset pin for alice', 'Not permitted');
    await adele.keepLook('not-permitted', refusal);
    expect(await refusal.innerText()).toContain('only an administrator, or the owner, resets the PIN');
    await adele.page.close();
  });

  test('everybody gets help that fits the screen', async () => {
    const adele = await open('Adele Vance');
    const help = await adele.say('help', 'How can I help?');
    await adele.keepLook('help-helpdesk', help);
    expect(await help.innerText()).toContain('find 7946598');
    await help.getByLabel('Name or email').fill('zoe obrien');
    const sheet = await adele.press(help, 'Look up').then(() => adele.card('zoe.obrien-lukasz@contoso.example'));
    await sheet.waitFor();
    await adele.keepLook('person-helpdesk', sheet);
    await adele.page.close();
  });

  /** Whether a text is anywhere in the page, even if nobody sees it. */
  const pageHolds = async (chat: Chat, text: string): Promise<boolean> => (await chat.page.content()).includes(text);

  /** The log files of the Playgrounds and of the database that hold this text. */
  const logsWith = (text: string): string[] =>
    readdirSync(dataFolder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.log') && readFileSync(join(dataFolder, name), 'utf8').includes(text),
    );
});

async function pinOn(card: Locator): Promise<string> {
  await card.waitFor();
  return (
    (await card.innerText())
      .split('\n')
      .map((line) => line.trim())
      .find((line) => /^\d{4,12}$/.test(line)) ?? 'no PIN'
  );
}

async function conferenceIdOn(card: Locator): Promise<string> {
  let found: string | undefined;
  await until('a conference ID on the card', async () => {
    found = /^\s*(\d{7})\s*$/m.exec(await card.innerText())?.[1];
    return found !== undefined;
  });
  return found!;
}
