import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleTenant } from '../../services/try-out/sample-people';
import { acting, type CommandLine, json, openCommandLine } from '../helpers/command-line';
import { person } from '../helpers/services';

let line: CommandLine;
beforeEach(async () => void (line = await openCommandLine()));
afterEach(() => line.close());

const guid = (number: number): string => `10000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
function importing(text: string, ...options: string[]) {
  const path = join(line.folder, 'people.csv');
  writeFileSync(path, text);
  return line.here(['people', 'import', path, ...options]);
}
const known = (id: string) => line.services.directory.byId(sampleTenant, id);
const set = (name: string, ...options: string[]) => line.here(['user', 'set', person(name).upn, ...options]);
const alice = person('Alice');
const row = (cells: string) => `${alice.id},${alice.upn},${alice.name},${cells}`;

describe('empty cells', () => {
  const header = 'Id,UserPrincipalName,DisplayName,GivenName,Surname,Mail,MailNickname,PreferredLanguage,licensed';

  test('erase nothing, and everything that can be empty where that is asked for', async () => {
    const before = { ...alice, aliases: ['asmith', 'alice@fabrikam.example'], language: 'de-DE' };
    await line.services.directory.save(before);
    const text = `${header}\n${row(',,,,,')}\n`;
    expect(json(await importing(text))).toMatchObject({ unchanged: 1, changed: 0 });
    expect(await known(alice.id)).toEqual(before);

    const told = json<{ changes: { fields: object[] }[] }>(
      await importing(text, '--empty-cells', 'erase', '--what-if'),
    );
    expect(told.changes[0]!.fields).toEqual([
      { field: 'givenName', before: 'Alice', after: '' },
      { field: 'surname', before: 'Smith', after: '' },
      { field: 'mail', before: alice.mail, after: null },
      { field: 'aliases', before: ['asmith', 'alice@fabrikam.example'], after: ['alice@fabrikam.example'] },
      { field: 'language', before: 'de-DE', after: null },
    ]);
    expect((await importing(text, '--empty-cells', 'erase')).code).toBe(0);
    const { mail: _mail, language: _language, ...kept } = before;
    expect(await known(alice.id)).toEqual({ ...kept, aliases: ['alice@fabrikam.example'], givenName: '', surname: '' });
  });

  test('of somebody new mean that there is nothing', async () => {
    await importing(`id,upn,name,surname,licensed\n${guid(1)},p1@contoso.example,Grady Archie,,true\n`);
    expect(await known(guid(1))).toMatchObject({ givenName: 'Grady', surname: '' });
  });

  test('what is exported comes back into another state with --empty-cells erase', async () => {
    await line.services.directory.save({ ...alice, aliases: [], mail: undefined });
    const path = join(line.folder, 'out.csv');
    await line.here(['people', 'export', '--file', path]);
    await line.services.directory.save({ ...alice, aliases: ['late'], language: 'fr' });
    const back = await line.here(['people', 'import', path, '--empty-cells', 'erase']);
    expect([back.code, json(back)]).toEqual([0, expect.objectContaining({ changed: 1 })]);
    const { mail: _mail, ...rest } = alice;
    expect(await known(alice.id)).toEqual({ ...rest, aliases: [] });
  });
});

describe('--what-if', () => {
  const people = (count: number) =>
    `id,upn,name,licensed\n${Array.from({ length: count }, (_, at) => `${guid(at)},p${at}@contoso.example,Person ${at},true`).join('\n')}\n`;

  test('says in a table who would change and how, the first ones, and how many more', async () => {
    const before = await line.dump();
    const told = await importing(
      `id,upn,name,mail,accountEnabled\n${row('new@contoso.example,false')}\n`,
      ...['--what-if', '--output', 'table'],
    );
    expect(told.output).toContain(
      `Disable Alice Smith (${alice.upn}): mail from "${alice.mail}" to "new@contoso.example", accountEnabled from true to false`,
    );
    expect(told.output).toMatch(/^Disabled\s+1$/m);
    const many = await importing(people(30), '--what-if', '--output', 'table');
    expect(
      many.output.match(/Add Person \d+ \(p\d+@contoso\.example\): member, account enabled, licensed/g),
    ).toHaveLength(20);
    expect(many.output).toContain('… and 10 more; --output json has all of them');
    expect(await line.dump()).toBe(before);
  });

  test('says all of it as data, and a part of it by a query', async () => {
    expect(json<{ changes: object[] }>(await importing(people(300), '--what-if')).changes).toHaveLength(300);
    const disabled = await importing(
      `id,upn,name,accountEnabled\n${row('false')}\n${guid(1)},p1@contoso.example,One,true\n`,
      ...['--what-if', '--query', 'changes[?disables].upn'],
    );
    expect(json(disabled)).toEqual([alice.upn]);
  });
});

describe('licences', () => {
  const text = `id,upn,name\n${guid(1)},p1@contoso.example,One\n${guid(2)},p2_x.example#EXT#@contoso.example,Two\n`;

  test('an import that says nothing of them says so once, with what to do', async () => {
    const first = await importing(text);
    expect([first.code, json(first)]).toEqual([0, expect.objectContaining({ unlicensed: 1 })]);
    expect(first.errors).toMatch(
      /^The file says nothing about licences, and 1 member in it has none here: [^\n]*--licensed all[^\n]*"licensed"[^\n]*user set <identity> --licensed true"\.\n$/,
    );
    const all = await importing(text, '--licensed', 'all');
    expect([all.code, all.errors, json(all)]).toEqual([0, '', expect.objectContaining({ changed: 1, unlicensed: 0 })]);
    // A guest cannot have one.
    expect([(await known(guid(1)))?.licensed, (await known(guid(2)))?.licensed]).toEqual([true, false]);
    expect((await importing(text)).errors).toBe('');
    const none = await importing(text, '--licensed', 'none');
    expect([none.errors, (await known(guid(1)))?.licensed]).toEqual(['', false]);
    expect((await importing(text, '--licensed', 'everybody')).code).toBe(2);
  });

  test('one person is given one and loses it by hand, with a record', async () => {
    const lynne = person('Lynne');
    const before = await line.dump();
    const would = await set('Lynne', '--licensed', 'true', '--what-if');
    expect([would.code, json(would)]).toEqual([0, expect.objectContaining({ whatIf: true, unchanged: false })]);
    expect(json<{ would: string[] }>(would).would[0]).toContain(
      'An Audio Conferencing licence is assigned to Lynne Robbins',
    );
    expect(await line.dump()).toBe(before);

    const refused = await line.here(['user', 'enable', lynne.upn]);
    expect([refused.code, refused.errors]).toEqual([
      5,
      expect.stringContaining(`--licensed all, or "user set ${lynne.upn} --licensed true". Nothing was changed.`),
    ]);
    const given = await set('Lynne', '--licensed', 'TRUE');
    expect([given.code, json(given)]).toEqual([
      0,
      expect.objectContaining({
        ...{ upn: lynne.upn, unchanged: false, done: ['set-licence'] },
        changes: [{ name: 'licensed', before: false, after: true }],
      }),
    ]);
    expect(await known(lynne.id)).toEqual({ ...lynne, licensed: true });
    expect((await line.records())[0]).toMatchObject({
      ...{ action: 'set-licence', outcome: 'done', target: { id: lynne.id } },
      change: { before: 'licensed false', after: 'licensed true' },
    });
    expect(json(await set('Lynne', '--licensed', 'true'))).toMatchObject({ unchanged: true, done: [] });
    expect((await line.here(['user', 'enable', lynne.upn])).code).toBe(0);
    // As an import that takes it away: conference ID and PIN stay, and nothing is reset any more.
    expect((await set('Lynne', '--licensed', 'false')).code).toBe(0);
    expect(await set('Lynne', '--reset-conference-id')).toMatchObject({
      code: 5,
      errors: expect.stringContaining('not-licensed') as string,
    });
  });

  test('only administrators do it, for members only, and alone', async () => {
    const before = await line.dump();
    const { upn } = person('Lynne');
    for (const name of ['Adele', 'Alice', 'Johanna'])
      expect(await line.here(['user', 'set', upn, '--licensed', 'true', '--what-if'], acting(name))).toMatchObject({
        ...{ code: 3, output: '' },
      });
    for (const [name, why] of [
      ['Diego', 'guest'],
      ['Rainier', 'resource'],
    ] as const)
      expect(await set(name, '--licensed', 'true', '--what-if')).toMatchObject({
        ...{ code: 5, output: '', errors: expect.stringContaining(`error ${why}`) as string },
      });
    for (const options of [['maybe'], ['true', '--reset-conference-id']])
      expect(await set('Lynne', '--licensed', ...options)).toMatchObject({ code: 2, output: '' });
    expect(await line.dump()).toBe(before);
  });

  test('whoever is protected does not lose it by one administrator', async () => {
    const alice = { ...person('Alice'), protected: true as const };
    await line.services.directory.save(alice);
    for (const more of [['--what-if'], []])
      expect(await set('Alice', '--licensed', 'false', ...more)).toMatchObject({
        ...{ code: 5, output: '' },
        errors: expect.stringMatching(/^error licence-protected: .* unprotect alice\.smith@contoso\.example/) as string,
      });
    expect(await known(alice.id)).toEqual(alice);
    expect((await line.records())[0]).toMatchObject({
      ...{ action: 'change-person', outcome: 'refused', reason: 'licence-protected', target: { id: alice.id } },
    });
    const { licensing } = line.services;
    await expect(licensing.set({ actor: person('Megan'), target: alice, licensed: false })).rejects.toMatchObject({
      code: 'licence-protected',
    });
    await line.services.directory.save(person('Alice'));
  });

  test('a licence is not set by somebody who is no administrator any more', async () => {
    const { licensing, directory } = line.services;
    const change = { actor: person('Megan'), target: person('Lynne'), licensed: true };
    await directory.save({ ...person('Megan'), role: 'user' });
    await expect(licensing.set(change)).rejects.toMatchObject({ code: 'not-for-others' });
    await directory.save(person('Megan'));
    await expect(licensing.set({ ...change, target: { ...person('Lynne'), id: guid(9) } })).rejects.toMatchObject({
      code: 'person-unknown',
    });
  });
});
