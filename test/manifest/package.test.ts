import { appId, build, openPackage, parts, refusal, schemaFaults } from './open-package';

describe('the package', () => {
  test('has the manifest and its two icons at the root, and nothing else', async () => {
    const { names, manifest } = await openPackage();
    expect(names.sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    expect([manifest.icons.color, manifest.icons.outline]).toEqual(['color.png', 'outline.png']);
  });

  test('is the same to the byte when it is built again, at another time', async () => {
    const first = await build();
    jest.useFakeTimers({
      now: Date.UTC(2040, 5, 1),
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'],
    });
    const second = await build().finally(() => jest.useRealTimers());
    expect(first.equals(second)).toBe(true);
  });
});

describe('the manifest', () => {
  test('keeps to the schema that it names, without the network', async () => {
    const network = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'));
    const { manifest } = await openPackage();
    expect(await schemaFaults(manifest as never)).toEqual([]);
    expect(manifest.$schema).toContain(`/v${manifest.manifestVersion}/`);
    expect(network).not.toHaveBeenCalled();
    network.mockRestore();
  });

  test('is filled in everywhere', async () => {
    const { manifest } = await openPackage();
    expect(JSON.stringify(manifest)).not.toContain('${{');
    expect(manifest).toMatchObject({ id: appId, version: '1.2.3', bots: [{ botId: appId }] });
    expect(manifest.developer).toEqual({
      name: 'Contoso',
      websiteUrl: 'https://contoso.example/desk',
      privacyUrl: 'https://contoso.example/desk/privacy',
      termsOfUseUrl: 'https://contoso.example/desk/terms',
    });
  });

  test('has an id of its own where the Developer Portal gave one, and the bot keeps its', async () => {
    const own = '00000000-0000-4000-8000-0000000000ff';
    const { manifest } = await openPackage({ config: { ...parts.config, TEAMS_APP_ID: own } });
    expect(manifest).toMatchObject({ id: own, bots: [{ botId: appId }] });
  });

  test('takes a name with quotes and dollars as it is', async () => {
    const { manifest } = await openPackage({
      config: { ...parts.config, DEVELOPER_NAME: 'The "$&" ${{VERSION}} Ltd' },
    });
    expect(manifest.developer.name).toBe('The "$&" ${{VERSION}} Ltd');
  });

  test('asks for nothing that the bot does not need', async () => {
    const { manifest } = await openPackage();
    for (const field of [
      'composeExtensions',
      'webApplicationInfo',
      'authorization',
      'staticTabs',
      'devicePermissions',
    ]) {
      expect(manifest).not.toHaveProperty(field);
    }
    expect(manifest.validDomains).toEqual([]);
    expect(manifest.bots[0]).toMatchObject({
      supportsFiles: true,
      supportsCalling: false,
      supportsVideo: false,
      isNotificationOnly: false,
    });
    expect(manifest.defaultBlockUntilAdminAction).toBe(true);
  });

  test('is honest about what it is', async () => {
    const { name, description } = (await openPackage()).manifest;
    expect(`${name.short} ${name.full}`).not.toMatch(/teams|microsoft/i);
    expect(description.full).toMatch(/not connected to Microsoft's conferencing bridge/);
    expect(description.full).toMatch(/an administrator has to set it up/);
    expect(description.full).not.toContain(description.short);
  });
});

describe('a fault', () => {
  test('is told by the name of the field and of the variable that it comes from', async () => {
    expect(await refusal({ config: { ...parts.config, DEVELOPER_NAME: 'x'.repeat(33) } })).toEqual([
      'SetupError: developer.name must NOT have more than 32 characters. It comes from DEVELOPER_NAME: set that to something else.',
    ]);
  });

  test('in the app id is told for both fields that need it', async () => {
    expect(await refusal({ config: { ...parts.config, MicrosoftAppId: 'desk' } })).toEqual([
      expect.stringMatching(/^SetupError: id must match pattern .* It comes from MicrosoftAppId/),
      expect.stringMatching(/^bots\.0\.botId must match pattern .* It comes from MicrosoftAppId/),
    ]);
  });

  test('is a menu that is too long for Teams', async () => {
    const [first, ...others] = parts.commands;
    const tooLong = { ...first!, title: 't'.repeat(33) };
    expect(await refusal({ commands: [tooLong, ...others] })).toEqual([
      expect.stringMatching(`^SetupError: Command "${tooLong.name}": its title`),
    ]);
  });

  test('is a version that Teams does not take, although semver does', async () => {
    const expected = /^SetupError: version is "1\.2\.3-preview\.1" in package\.json\. Make it three numbers/;
    expect(await refusal({ version: '1.2.3-preview.1' })).toEqual([expect.stringMatching(expected)]);
  });

  test('is an address that nothing can be put behind', async () => {
    const config = { ...parts.config, DEVELOPER_URL: 'https://contoso.example/?page=desk' };
    expect(await refusal({ config })).toEqual([expect.stringMatching(/^SetupError: DEVELOPER_URL has a \?/)]);
  });

  test.each(['color', 'outline'] as const)('is a %s icon of another size', async (name) => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="32"/>';
    const expected = new RegExp(`^SetupError: manifest/${name}\\.svg has 48 x 32 pixels`);
    expect(await refusal({ icons: { ...parts.icons, [name]: svg } })).toEqual([expect.stringMatching(expected)]);
  });
});
