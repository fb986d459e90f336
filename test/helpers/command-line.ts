import { mongoOf } from './database';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BSON } from 'mongodb';
import { type Streams } from '../../cli/terminal/output';
import { resultOf } from '../../cli/commands/command';
import { createProgram, runDesk } from '../../cli/program';
import { type AuditDocument } from '../../services/audit/trail';
import { type Services, type ServicesOptions } from '../../services';
import { sampleTenant } from '../../services/try-out/sample-people';
import { type MailServer, startMailServer } from './mail-server';
import { freshServices, person, testKey } from './services';

/** How a command ended. */
export interface Ended {
  code: number | null;
  output: string;
  errors: string;
}

const root = join(__dirname, '..', '..');

/** The variables with which one of the sample people acts. Without a name, nobody does. */
export const acting = (name?: string): { DESK_ACT_AS: string } => ({
  DESK_ACT_AS: name === undefined ? '' : person(name).upn,
});

/** The document that a command printed. */
export const json = <Value>({ output }: Ended): Value => JSON.parse(output) as Value;

/**
 * How a command runs, if not as usual: in front of a terminal, with other variables. An empty variable counts as not
 * set.
 */
export type Differing = Pick<Partial<Streams>, 'terminal' | 'progress' | 'ask'> & { [variable: string]: unknown };

/** Runs a part of the command line within this process, with these variables, and keeps what it writes. */
export async function within(
  settings: Record<string, string>,
  work: (streams: Streams) => Promise<number>,
  { terminal = false, progress, ask, ...differing }: Differing = {},
): Promise<Ended> {
  const before = { ...process.env };
  const ended: Ended = { code: null, output: '', errors: '' };
  Object.assign(process.env, settings, differing);
  try {
    ended.code = await work({
      out: (text) => void (ended.output += text),
      err: (text) => void (ended.errors += text),
      terminal,
      progress,
      ask,
    });
  } finally {
    process.env = before;
  }
  return ended;
}

const silent: Streams = { out: () => undefined, err: () => undefined, terminal: false };

/**
 * Holds what a command printed to the schema that the command promises, in every test.
 * @throws Error that names the field, if it is JSON of another shape
 */
function heldToSchema(args: readonly string[], ended: Ended): Ended {
  if (!/^\s*[[{]/.test(ended.output) || args.some((word) => /^--(query|help)/.test(word))) return ended;
  let command = createProgram({ streams: silent, end: () => undefined });
  for (const word of args) command = command.commands.find((one) => one.name() === word) ?? command;
  const { error } = resultOf(command)?.safeParse(JSON.parse(ended.output)) ?? {};
  if (error) throw new Error(`desk ${args.join(' ')} breaks its schema: ${error.message}`);
  return ended;
}

/**
 * The command line, with a mail server and a database with the sample people. Megan acts by default. `folder` is
 * removed with the rest.
 * @param options.beside services and a server that exist already, and stay open
 */
export async function openCommandLine({
  beside,
  ...options
}: Partial<ServicesOptions> & { beside?: { services: Services; server: MailServer } } = {}) {
  const own = beside ? undefined : await freshServices(options);
  const { services } = beside ?? own!;
  const server = beside?.server ?? (await startMailServer());
  const folder = mkdtempSync(join(tmpdir(), 'desk-cli-'));
  const settings: Record<string, string> = {
    ...{
      MONGODB_URI: process.env.TEST_MONGODB_URI!,
      DATABASE: mongoOf(services).db.databaseName,
      DATA_DIR: folder,
      MicrosoftAppTenantId: '',
    },
    ...{
      PIN_KEYS: `${testKey.id}:${testKey.bytes.toString('base64')}`,
      SMTP_URL: server.url,
      MAIL_FROM: 'desk@contoso.example',
      ...acting('Megan'),
    },
  };

  return {
    services,
    server,
    folder,
    /** Runs a part of the command line within this process. */
    within: (work: (streams: Streams) => Promise<number>, differing?: Differing): Promise<Ended> =>
      within(settings, work, differing),
    /** Runs a command within this process. */
    here: (args: string[], differing?: Differing): Promise<Ended> =>
      within(settings, (streams) => runDesk(args, streams), differing).then((ended) => heldToSchema(args, ended)),

    /** The same in `folder`, as if somebody had changed to it. Nothing else may look for a file meanwhile. */
    async inFolder(args: string[], differing?: Differing): Promise<Ended> {
      const before = process.cwd();
      process.chdir(folder);
      try {
        return heldToSchema(args, await within(settings, (streams) => runDesk(args, streams), differing));
      } finally {
        process.chdir(before);
      }
    },

    /** Runs `npm run desk -- ...` as a script does, in its own process, in `folder`. */
    desk(args: string[], differing: Record<string, string> = {}, input = ''): Promise<Ended> {
      return new Promise((done) => {
        const child = spawn(
          process.execPath,
          ['--import', pathToFileURL(require.resolve('tsx')).href, join(root, 'cli', 'desk.ts'), ...args],
          { cwd: folder, env: { ...process.env, ...settings, ...differing } },
        );
        const [output, errors]: [Buffer[], Buffer[]] = [[], []];
        child.stdout.on('data', (data: Buffer) => output.push(data));
        child.stderr.on('data', (data: Buffer) => errors.push(data));
        child.once('close', (code) =>
          done({ code, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() }),
        );
        // The process may end without reading its input.
        child.stdin.on('error', () => undefined);
        child.stdin.end(input);
      });
    },

    /** What the command line left in the trail, the newest first. */
    records: async (): Promise<AuditDocument[]> =>
      (await services.audit.latest(sampleTenant, 50)).filter(({ from }) => from === 'commandLine'),

    /** A digest of every byte of every collection, except for the probe that each start writes. */
    async dump(): Promise<string> {
      const { db } = mongoOf(services);
      const names = (await db.listCollections({}, { nameOnly: true }).toArray())
        .map(({ name }) => name)
        .filter((name) => name !== 'probe')
        .sort();
      const documents = await Promise.all(names.map((name) => db.collection(name).find().sort({ _id: 1 }).toArray()));
      const lines = names.map((name, index) => [
        name,
        ...documents[index]!.map((document) =>
          createHash('sha256').update(BSON.serialize(document)).digest('base64url').slice(0, 12),
        ),
      ]);
      return lines
        .filter(({ length }) => length > 1)
        .map((line) => line.join(' '))
        .join('\n');
    },

    async close(): Promise<void> {
      rmSync(folder, { recursive: true, force: true });
      if (!own) return;
      await server.close();
      await own.dispose();
    },
  };
}

export type CommandLine = Awaited<ReturnType<typeof openCommandLine>>;
