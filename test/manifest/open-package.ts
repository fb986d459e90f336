import { AppManifestUtils } from '@microsoft/app-manifest';
import JSZip from 'jszip';
import { commands } from '../../bot/commands';
import { readIcons } from '../../manifest/icons';
import { buildPackage, type Parts } from '../../manifest/package';

// Microsoft's package requires this ES module, which Jest cannot do before Node 24.9. Nothing here calls it.
jest.mock('strip-bom', () => ({ __esModule: true, default: (text: string) => text }));

export const appId = '00000000-0000-4000-8000-000000000001';

/** All that a good package is made of. */
export const parts: Parts = {
  config: {
    CONFERENCING: 'own',
    MicrosoftAppId: appId,
    DEVELOPER_NAME: 'Contoso',
    DEVELOPER_URL: 'https://contoso.example/desk/',
  },
  version: '1.2.3',
  commands,
  icons: readIcons(),
};

/** The bytes of a package. Tests build by this, so that the mock above is in force before the builder is loaded. */
export const build = (changes: Partial<Parts> = {}): Promise<Buffer> => buildPackage({ ...parts, ...changes });

/** Builds a package and opens it: its files by their names, and its manifest. */
export async function openPackage(changes: Partial<Parts> = {}) {
  const { files } = await JSZip.loadAsync(await build(changes));
  const read = (name: string) => files[name]!.async('nodebuffer');
  return { names: Object.keys(files), read, manifest: JSON.parse((await read('manifest.json')).toString()) };
}

/** What a build says when it refuses, line by line. */
export const refusal = (changes: Partial<Parts>): Promise<string[]> =>
  build(changes).then(
    () => ['built'],
    (error: Error) => `${error.name}: ${error.message}`.split('\n'),
  );

/** What is wrong with a manifest, by the schema that it names. */
export const schemaFaults = (manifest: never): Promise<string[]> => AppManifestUtils.validateAgainstSchema(manifest);
