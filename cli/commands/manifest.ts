import type { Command } from 'commander';
import { exitCodes } from '../terminal/refusal';
import { failed } from '../session/session';
import { plainLeaf, type Shell } from './command';

const help = [
  'the app package for Teams, dist/dial-in-desk.zip',
  '',
  'It takes MicrosoftAppId, DEVELOPER_NAME and DEVELOPER_URL, and no role: it reads no database.',
].join('\n');

/** `manifest build` */
export function addManifest(program: Command, { streams, end }: Shell): void {
  const manifest = program.command('manifest').description('the app package for Teams');
  plainLeaf(manifest, 'build', { help, examples: ['manifest build'] }).action(
    async (options: { verbose?: boolean }) => {
      try {
        // Loaded only here: no other command needs the declarations of the bot.
        const { writePackage } = await import('../../manifest/write.js');
        await streams.out(`${await writePackage()}\n`);
        end(exitCodes.done);
      } catch (error) {
        end(failed(streams, options, error));
      }
    },
  );
}
