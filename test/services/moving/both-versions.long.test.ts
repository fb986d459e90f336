import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices, type Services } from '../../../services';
import { foldingVersion } from '../../../services/people/names';
import { type PersonDocument } from '../../../services/people/person';
import { sampleTenant } from '../../../services/try-out/sample-people';
import { resetPin } from '../../helpers/clicks';
import { mongoOf } from '../../helpers/database';
import { disposeServices, freshServices, person, testKey } from '../../helpers/services';

const root = join(__dirname, '..', '..', '..');
/** The version before names were folded as they are now. It is run as it was, from the history of this repository. */
const before = '99682333d57d^';
const git = (...args: string[]) => spawnSync('git', args, { cwd: root, maxBuffer: 100 * 1024 * 1024 });
// A clone without history, and a package, do not have it.
const there = git('cat-file', '-e', `${before}^{commit}`).status === 0;

(there ? describe : describe.skip)('an older version that runs beside this one', () => {
  let services: Services;
  let folder: string;
  beforeAll(async () => {
    ({ services } = await freshServices());
    folder = mkdtempSync(join(tmpdir(), 'desk-older-'));
    const { stdout } = git('archive', before);
    expect(spawnSync('tar', ['x', '-C', folder], { input: stdout }).status).toBe(0);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await disposeServices(services);
  });

  /** What a command of the older version prints. */
  function older(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'cli/desk.ts', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        MONGODB_URI: process.env.TEST_MONGODB_URI,
        DATABASE: mongoOf(services).db.databaseName,
        PIN_KEYS: `${testKey.id}:${testKey.bytes.toString('base64')}`,
        DESK_ACT_AS: person('Megan').upn,
      },
    });
    expect([args, status, stderr]).toEqual([args, 0, expect.not.stringMatching(/^error/m)]);
    return stdout;
  }

  test('works on the database that this one has migrated, and what it writes is brought over', async () => {
    const people = mongoOf(services).db.collection<PersonDocument>('people');
    const id = '00000000-0000-4000-8000-0000000000aa';
    writeFileSync(
      join(folder, 'people.csv'),
      `id,upn,name,licensed\n${id},grady.archie@contoso.example,Grady van der Archie,true\n`,
    );
    expect(JSON.parse(older('user', 'get', person('Alice').upn))).toMatchObject({ upn: person('Alice').upn });
    older('people', 'import', 'people.csv');
    expect(await people.findOne({ id })).toMatchObject({ folding: foldingVersion - 1 });

    expect(await services.migrations.catchUp()).toBe(1);
    expect(await people.findOne({ id })).toMatchObject({ folding: foldingVersion });
    expect(await services.directory.find(sampleTenant, 'van der archie')).toMatchObject({ id });

    // Both write one trail, which stays right in the eyes of either.
    await resetPin(services, 'Alice');
    await services.auditChain.chainWaiting();
    expect(JSON.parse(older('audit', 'verify'))).toMatchObject({ verdict: 'fine' });
    expect(await services.auditChain.verify(sampleTenant)).toMatchObject({ finding: undefined });
    // A start of this version finds nothing left.
    const { uri, database } = { uri: process.env.TEST_MONGODB_URI!, database: mongoOf(services).db.databaseName };
    const again = await createServices({ uri, database, pinKeys: [testKey] });
    expect(again.migrated).toEqual([]);
    expect(await again.migrations.catchUp()).toBe(0);
    await again.close();
  });
});
