import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { type BrowserContext, type Locator } from 'playwright-core';
import { samplePeople } from '../../services/try-out/sample-people';
import {
  freePorts,
  freshFolder,
  killAll,
  type Ports,
  removeFolders,
  type Started,
  startTryOut,
} from '../try-out/try-out';
import { type Chat, openChat, openChromium } from './playground-page';

describe('an administrator in the Agents Playground', () => {
  let ports: Ports;
  let tryOut: Started;
  let browser: { context: BrowserContext; close(): Promise<void> };
  let megan: Chat;
  let nestor: Chat;

  beforeAll(async () => {
    browser = await openChromium();
    ports = await freePorts();
    tryOut = await startTryOut({ ports, dataFolder: freshFolder() });
    megan = await openChat(browser.context, { person: 'Megan Bowen', port: ports.PLAYGROUND_PORT });
    nestor = await openChat(browser.context, { person: 'Nestor Wilke', port: ports.PLAYGROUND_PORT + 3 });
    await nestor.say('hello', 'Hello');
  });
  afterAll(async () => {
    await browser?.close();
    tryOut?.child.kill('SIGINT');
    await tryOut?.ended;
    killAll();
    removeFolders();
  });

  /** Presses a button of a card and waits for the newest card with this text. */
  async function press(card: Locator, title: string, text: string | RegExp): Promise<Locator> {
    await megan.press(card, title);
    const answer = megan.card(text);
    await answer.waitFor();
    return answer;
  }

  test('changes settings on a card, and sees before and after', async () => {
    const settings = await megan.say('settings', 'PINs: 5 digits');
    await megan.keepLook('settings', settings);
    const edit = await press(settings, 'Edit PINs', 'Settings: PINs');
    await edit.getByLabel('PIN length').fill('7');
    await edit.getByLabel('Bulk changes need a second administrator').uncheck();
    await megan.keepLook('edit-settings', edit);
    // It loosens a guard, so the second administrator approves it in the other window.
    const offer = await press(edit, 'Save', 'PIN length: 5 → 7');
    await megan.keepLook('confirm-settings', offer);
    expect(await offer.innerText()).toContain('Bulk changes need a second administrator: on → off');
    await press(offer, 'Ask for approval', 'Request sent');
    const decision = nestor.card('Do you approve?');
    await decision.waitFor();
    await nestor.keepLook('approve-settings', decision);
    await nestor.press(decision, 'Approve');
    await nestor.card('Settings changed').waitFor();
    await megan.card('Your request was approved').waitFor();
    await megan.say('settings', 'PINs: 7 digits');
  });

  test('changes somebody on the person’s card', async () => {
    const card = await megan.say('show alice', 'alice.smith@contoso.example');
    await megan.keepLook('person', card);
    expect(await card.innerText()).toContain('*****');
    const edit = await press(card, 'Edit', 'Edit Audio Conferencing');
    await megan.keepLook('edit-person', edit);
    await edit.getByLabel('Callers may start meetings without a PIN').check();
    const offer = await press(edit, 'Save', 'Save these changes?');
    await megan.keepLook('confirm-person', offer);
    const saved = await press(offer, 'Save', 'Saved');
    const shown = await press(saved, 'Show', 'alice.smith@contoso.example');
    await megan.press(shown, 'Details');
    await shown.getByText('without a PIN: yes').waitFor();
  });

  test('resets the PINs of a list of fifty: a dry run, the result on the same card, and a file', async () => {
    const able = samplePeople.filter(
      ({ role, kind, licensed, mail, accountEnabled }) =>
        role !== 'admin' && kind === 'member' && licensed && mail && accountEnabled,
    );
    const rows = [...samplePeople.map(({ upn }) => upn), 'Alice Smith', 'Isaiah'];
    while (rows.length < 50) rows.push(`nobody.${rows.length}@contoso.example`);

    const form = await megan.say('bulk reset', 'For many people at once');
    await form.getByLabel('Who: one in each line, up to 500').fill(rows.join('\n'));
    await megan.keepLook('bulk-form', form);
    // The second administrator is one of the people whose PIN can be reset.
    const count = able.length + 1;
    const dryRun = await press(form, 'Check the list', `Reset ${count} PINs?`);
    await megan.keepLook('bulk-dry-run', dryRun);
    const said = await dryRun.innerText();
    expect(said).toContain(`${count} of 50 would be changed, ${50 - count} not.`);
    expect(said).toContain('34 left out, nobody is called that: nobody.16@contoso.example');
    expect(said).toContain('1 left out, on the list twice and counted once: Alice Smith');
    const cardsBefore = await megan.page.locator('.ac-adaptiveCard').count();
    const done = await press(dryRun, `Reset ${count} PINs`, `PINs reset: ${count} of ${count}`);
    await megan.keepLook('bulk-done', done);
    expect(await done.innerText()).toContain(`${count} done, ${50 - count} left out: 50 rows in all.`);
    expect(await megan.page.locator('.ac-adaptiveCard').count()).toBe(cardsBefore);

    const saved = await press(done, 'All rows as a file', 'File saved');
    const path = /it is here: (\S+\.csv)/.exec(await saved.innerText())![1]!;
    const file = parse(readFileSync(path), { columns: true, bom: true }) as Record<string, string>[];
    expect(file.map((row) => row['As listed'])).toEqual(rows);
    expect(file.filter((row) => row.Outcome === 'done')).toHaveLength(count);
    // PINs have seven digits since the first test, and conference IDs appear nowhere in the file.
    expect(readFileSync(path, 'utf8')).not.toMatch(/\b\d{7}\b/);
    expect(Object.keys(file[0]!)).toEqual([
      'Line',
      'As listed',
      'Name',
      'User principal name',
      'Outcome',
      'Reason',
      'Told',
      'Time (UTC)',
    ]);
  });

  test('reads the report in pictures and in numbers', async () => {
    const report = await megan.say('report', 'Report');
    await megan.keepLook('report', report);
    expect(await report.innerText()).toMatch(/^8 PINs reset$/m);
    // One chart, and the same as numbers.
    expect(await report.getByRole('img').count()).toBe(1);
    await megan.press(report, 'By day');
    await report.getByText(/^\d+ \w{3}: .*8 PINs/).waitFor();
    expect(megan.elsewhere).toEqual([]);
  });
});
