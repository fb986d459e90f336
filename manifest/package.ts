import JSZip from 'jszip';
import type { Command } from '../bot/turn/command';
import type { readManifestConfig } from '../setup/config';
import { SetupError } from '../services/base/problem';
import { checkManifest } from './check';
import { commandLists } from './command-lists';
import { fill } from './fill';
import { type Icons, renderIcon } from './icons';
import template from './manifest.json';
import { menusFor } from './menus';

/** What a package is made of, apart from the template. */
export interface Parts {
  config: ReturnType<typeof readManifestConfig>;
  /** Three numbers. The version must rise whenever something in the package changes. */
  version: string;
  commands: readonly Command[];
  icons: Icons;
}

/** A zip keeps the date of each file. With a fixed date the same parts make the same package, byte for byte. */
const date = new Date(Date.UTC(1980, 0, 1));

/**
 * Builds the package to upload to Teams.
 * @returns the bytes of the zip, the same for the same parts
 * @throws SetupError with one line for every fault, which names the field and the fix
 */
export async function buildPackage({ config, version, commands, icons }: Parts): Promise<Buffer> {
  const { MicrosoftAppId, DEVELOPER_NAME } = config;
  const values = {
    MicrosoftAppId,
    DEVELOPER_NAME,
    DEVELOPER_URL: siteOf(config.DEVELOPER_URL),
    VERSION: versionParts(version),
    WHAT_IT_IS: whatItIs[config.CONFERENCING],
    WHO_CAN_WHAT: whoCanWhat[config.CONFERENCING],
  };
  const filled = fill(template, values);
  const lists = commandLists(menusFor(config.CONFERENCING, commands), commands);
  const id = config.TEAMS_APP_ID ?? filled.id;
  const manifest = { ...filled, id, bots: filled.bots.map((bot) => ({ ...bot, commandLists: lists })) };
  await checkManifest(manifest, template);

  const zip = new JSZip();
  zip.file('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`, { date });
  zip.file(manifest.icons.color, renderIcon('color', icons.color), { date });
  zip.file(manifest.icons.outline, renderIcon('outline', icons.outline), { date });
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

/** What an administrator reads before installing the app. */
const whatItIs = {
  own:
    '**What it is not:** Dial-in Desk keeps a directory of its own for PINs and conference IDs. It is not connected to ' +
    "Microsoft's conferencing bridge, and a reset here changes nothing there.",
  teams:
    '**What it is:** PINs and numbers are those of Microsoft Teams. A reset here is a reset there, made through Teams ' +
    'PowerShell by the app registration that your administrator has set up.',
};
const whoCanWhat = {
  own:
    '- **The helpdesk** can look up the dial-in details of others, and find out whose conference ID a number is.\n' +
    '- **Administrators** can also reset PINs for others, and give out new conference IDs.',
  teams:
    '- **The helpdesk** can look up the dial-in details of others.\n- **Administrators** can also reset PINs for others.',
};

/** The address, ready for `/privacy` and `/terms` to be appended. */
function siteOf(url: string): string {
  const { href, search, hash } = new URL(url);
  if (search || hash)
    throw new SetupError('DEVELOPER_URL has a ? or a #. Leave it out: /privacy and /terms are put behind the address.');
  return href.replace(/\/+$/, '');
}

/**
 * Teams takes only numbers, whatever semver allows: https://github.com/OfficeDev/microsoft-teams-app-schema/issues/174
 */
function versionParts(version: string): string {
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new SetupError(
      `version is "${version}" in package.json. Make it three numbers, such as 1.2.3: Teams takes nothing else.`,
    );
  return version;
}
