import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commands } from '../bot/commands';
import { readManifestConfig } from '../setup/config';
import packageJson from '../package.json';
import { SetupError } from '../services/base/problem';
import { readIcons } from './icons';
import { buildPackage } from './package';

const file = join('dist', 'dial-in-desk.zip');

const fixes = {
  MicrosoftAppId: "Set it to the application (client) ID of the bot's registration in Microsoft Entra.",
  TEAMS_APP_ID: 'Leave it out, unless the app has an id of its own in the Developer Portal for Teams.',
  DEVELOPER_NAME: "Set it to your organization's name, in at most 32 characters.",
  DEVELOPER_URL: 'Set it to an https address that has your pages /privacy and /terms.',
};

/**
 * Writes the package that an administrator uploads to Teams.
 * @returns the file
 * @throws SetupError with a line for each variable that is wrong, and how to set it
 */
export async function writePackage(): Promise<string> {
  try {
    const bytes = await buildPackage({
      config: readManifestConfig(),
      version: packageJson.version,
      commands,
      icons: readIcons(),
    });
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    return file;
  } catch (error) {
    throw error instanceof SetupError ? new SetupError(error.message.split('\n').map(withFix).join('\n')) : error;
  }
}

/** A fault in the configuration names the variable and what is wrong, for instance `MicrosoftAppId is missing`. */
function withFix(fault: string): string {
  const fix = Object.entries(fixes).find(([name]) => fault.startsWith(`${name} `) && !fault.endsWith('.'))?.[1];
  return fix ? `${fault}. ${fix}` : fault;
}
