import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { environmentFor } from '../../setup/config';

const appId = '00000000-0000-4000-8000-000000000001';
const entry = join(__dirname, '..', '..', 'manifest', 'build.ts');

describe('npm run manifest', () => {
  // In another folder, so that a test never replaces the package that somebody is about to upload.
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
  const made = join(folder, 'dist', 'dial-in-desk.zip');
  afterEach(() => rmSync(join(folder, 'dist'), { recursive: true, force: true }));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs it with these variables and none of our others. */
  function build(environment: Record<string, string>) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', pathToFileURL(require.resolve('tsx')).href, entry],
      {
        cwd: folder,
        encoding: 'utf8',
        env: environmentFor(environment),
      },
    );
    return {
      status,
      said: stdout.trimEnd().split('\n'),
      complained: stderr.trimEnd().split('\n'),
      made: existsSync(made),
    };
  }

  test('writes the package and says where it is', () => {
    const said = [join('dist', 'dial-in-desk.zip')];
    expect(build({ MicrosoftAppId: appId })).toEqual({ status: 0, said, complained: [''], made: true });
  });

  test('without an app id: names it and the fix in one line, and fails', () => {
    const complained = [
      "MicrosoftAppId is missing. Set it to the application (client) ID of the bot's registration in Microsoft Entra.",
    ];
    expect(build({})).toEqual({ status: 1, said: [''], complained, made: false });
  });

  test('with broken fields: one line for each, and fails', () => {
    const complained = [
      expect.stringMatching(/^DEVELOPER_NAME has more than 32 characters\. Set it to /),
      expect.stringMatching(/^DEVELOPER_URL must be an https address\. Set it to /),
    ];
    const broken = { MicrosoftAppId: appId, DEVELOPER_NAME: 'x'.repeat(33), DEVELOPER_URL: 'contoso' };
    expect(build(broken)).toEqual({ status: 1, said: [''], complained, made: false });
  });
});
