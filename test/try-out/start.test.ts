import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { writeSampleLists } from '../../bot/try-out/sample-lists';
import { samplePeople } from '../../services/try-out/sample-people';
import { startConnector } from '../helpers/connector';
import { type MailServer, startMailServer } from '../helpers/mail-server';
import { person } from '../helpers/services';
import { operationIn, post } from './chat';
import { descendantsOf, isLoopback, socketsOf } from './processes';
import { until } from '../helpers/until';
import {
  expectRefusal,
  freePorts,
  freshFolder,
  killAll,
  type Ports,
  removeFolders,
  start,
  type Started,
  startTryOut,
  tryOutCommand,
  untilGone,
} from './try-out';

afterAll(() => {
  killAll();
  removeFolders();
});

describe('the try-out', () => {
  const dataFolder = freshFolder();
  const remotes = new Set<string>();
  let ports: Ports;
  let tryOut: Started;
  let server: MailServer;
  afterAll(() => server.close());
  let readyAfter: number;

  beforeAll(async () => {
    server = await startMailServer();
    ports = await freePorts();
    const before = Date.now();
    const starting = startTryOut({ ports, dataFolder });
    const watch = setInterval(() => noteRemotes(remotes), 250);
    tryOut = await starting.finally(() => clearInterval(watch));
    readyAfter = Date.now() - before;
  });

  const noteRemotes = (into: Set<string>) => {
    const all = descendantsOf(process.pid)
      .filter(({ command }) => isPlayground(command))
      .map(({ pid }) => pid);
    for (const { remote, listening } of socketsOf(all)) if (!listening) into.add(remote);
  };
  const playgrounds = () => descendantsOf(tryOut.pid).filter(({ command }) => isPlayground(command));

  test('is ready well within a minute', () => {
    expect(readyAfter).toBeLessThan(45_000);
  });

  test('says which database it uses and where the data is, in one line', () => {
    const lines = tryOut.stdout.split('\n').filter((line) => line.startsWith('Database: '));
    expect(lines).toEqual([expect.stringMatching(/^Database: (MongoDB|SecantusDB) .*, data in /)]);
    expect(lines[0]).toContain(dataFolder);
  });

  test('prints the five addresses and who one is in each', () => {
    const { PLAYGROUND_PORT: first } = ports;
    expect(tryOut.stdout).toContain(
      `  http://localhost:${first}  Megan Bowen (admin)\n  http://localhost:${first + 1}  Adele Vance (helpdesk)\n  http://localhost:${first + 2}  Alice ` +
        `Smith (user)\n  http://localhost:${first + 3}  Nestor Wilke (second admin)\n  http://localhost:${first + 4}  Johanna Lorenz (auditor)\n`,
    );
  });

  test('prints three things to try, and that no bridge of Microsoft knows the PINs', () => {
    expect(tryOut.stdout).toContain(
      'as Alice    reset my pin\n  as Megan    reset conference id for alice\n  as Adele    show conference info for alice\n',
    );
    expect(tryOut.stdout).toContain("not connected to Microsoft's bridge");
    expect(tryOut.stderr).toBe('');
  });

  test('listens on loopback only, with everything that it starts', () => {
    const listening = socketsOf([tryOut.pid, ...descendantsOf(tryOut.pid).map(({ pid }) => pid)]).filter(
      (socket) => socket.listening,
    );
    const windows = [0, 1, 2, 3, 4].map((index) => ports.PLAYGROUND_PORT + index);
    expect(listening.map(({ port }) => port)).toEqual(
      expect.arrayContaining([ports.PORT, ...windows, databasePort(tryOut.pid)]),
    );
    expect(listening.filter(({ local }) => local !== '127.0.0.1')).toEqual([]);
  });

  test('starts the Playgrounds without telemetry, and they have connections to loopback only', () => {
    expect(playgrounds()).toHaveLength(5);
    for (const { command } of playgrounds()) expect(command).toContain('--disable-telemetry');
    noteRemotes(remotes);
    // They tell the bot of its installation, so there is something to see.
    expect(remotes.size).toBeGreaterThan(0);
    expect([...remotes].filter((address) => !isLoopback(address))).toEqual([]);
  });

  test('hands none of our own settings to the Playgrounds', () => {
    for (const { pid } of playgrounds()) {
      const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .map((one) => one.split('=')[0]);
      expect(names).toContain('PATH');
      expect(names).not.toContain('DATA_DIR');
    }
  });

  test.each([
    ['its own page', {}, 200],
    ['another name for this machine', { Host: 'evil.example' }, 403],
    ['a page from elsewhere', { Origin: 'https://evil.example' }, 403],
    ['a page of another program on this machine', { Origin: 'http://localhost:8080' }, 403],
    ['a page without an origin', { Origin: 'null' }, 403],
  ])('a Playground answers %s as it should', async (_who, headers, status) => {
    expect(await statusOf(ports.PLAYGROUND_PORT, headers)).toBe(status);
  });

  test('a second try-out on the same database is a replica of the first', async () => {
    const other = await freePorts();
    const uri = `mongodb://127.0.0.1:${databasePort(tryOut.pid)}/?directConnection=true`;
    const replica = await startTryOut({
      ports: other,
      dataFolder,
      arguments: ['--no-playground'],
      environment: { MONGODB_URI: uri, TZ: 'Asia/Tokyo' },
    });
    expect(replica.stdout).toContain('Database: the one MONGODB_URI names\n');
    expect(replica.stdout).not.toContain('Sample people');

    const connector = await startConnector();
    try {
      const alice = { connector, person: person('Alice') };
      await post(ports.PORT, { ...alice, own: { type: 'message', text: 'reset my pin' } });
      const opId = operationIn(connector);
      const click = {
        type: 'invoke',
        name: 'adaptiveCard/action',
        value: { action: { type: 'Action.Execute', verb: 'confirm', data: { opId } }, trigger: 'manual' },
      };
      expect(await post(other.PORT, { ...alice, own: click })).toMatch(/"text":"\d{4,12}",[^}]*"id":"pin"/);
      expect(await post(ports.PORT, { ...alice, own: click })).toMatch(/already done at/);

      // A client that tells no time zone is on this machine.
      await post(other.PORT, { ...alice, own: { type: 'message', text: 'reset my pin' } });
      expect(JSON.stringify(connector.calls)).toMatch(/Valid until \d\d:\d\d\."/);
    } finally {
      await connector.close();
    }
    replica.child.kill('SIGTERM');
    expect(await replica.ended).toBe(0);
  });

  /** Adele has conference info sent to Alice. */
  async function sendInfo(): Promise<void> {
    const connector = await startConnector();
    try {
      const adele = { connector, person: person('Adele') };
      await post(ports.PORT, { ...adele, own: { type: 'message', text: 'send conference info to alice' } });
      const click = {
        type: 'invoke',
        name: 'adaptiveCard/action',
        value: {
          action: { type: 'Action.Execute', verb: 'confirm', data: { opId: operationIn(connector) } },
          trigger: 'manual',
        },
      };
      await post(ports.PORT, { ...adele, own: click });
    } finally {
      await connector.close();
    }
  }

  test('says where emails go, and puts each into a file there', async () => {
    expect(tryOut.stdout).toContain(`Emails: files in ${join(dataFolder, 'mail')}, one for each email\n`);
    await sendInfo();
    const files = () => readdirSync(join(dataFolder, 'mail')).filter((name) => name.endsWith('.eml'));
    await until('the email', () => files().length === 1);
    expect(readFileSync(join(dataFolder, 'mail', files()[0]!), 'utf8')).toContain(
      'To: Alice Smith <alice.smith@contoso.example>',
    );
  });

  test('has lists to try bulk changes with, and leaves them as somebody has changed them', async () => {
    const [list, csv] = ['people-to-paste.txt', 'people.csv'].map((name) => join(dataFolder, 'samples', name));
    expect(tryOut.stdout).toContain(`the lines of ${list}\n`);
    expect(readFileSync(list!, 'utf8').split('\n')).toContain('alice.smith@contoso.example');
    expect(readFileSync(csv!, 'utf8')).toMatch(/^"UserPrincipalName","DisplayName"\r\n"alex\.wilber@contoso\.example"/);
    writeFileSync(list!, 'mine\n');
    expect(writeSampleLists(dataFolder).list).toBe(list);
    expect(readFileSync(list!, 'utf8')).toBe('mine\n');
  });

  test('keeps a second one out of its data folder', async () => {
    await expectRefusal(start(tryOutCommand, { ...(await freePorts()), DATA_DIR: dataFolder }), /is in use/);
  });

  test('leaves no process behind when it is killed, and starts again with the same data', async () => {
    const everything = descendantsOf(tryOut.pid);
    expect(everything.length).toBeGreaterThanOrEqual(4);
    const conferenceIds = await readConferenceIds(tryOut.pid);
    const keys = readFileSync(join(dataFolder, 'keys.json'), 'utf8');
    expect(conferenceIds).toHaveLength(
      samplePeople.filter(({ kind, licensed }) => kind === 'member' && licensed).length,
    );

    tryOut.child.kill('SIGKILL');
    expect(await tryOut.ended).toBe('SIGKILL');
    await untilGone(everything);

    tryOut = await startTryOut({
      ports,
      dataFolder,
      command: ['npm', 'start', '--'],
      arguments: ['--no-playground'],
      environment: { SMTP_URL: server.url },
    });
    expect(tryOut.stdout).toContain('Emails: sent through the server that SMTP_URL names\n');
    expect(tryOut.stdout).not.toContain('Sample people');
    expect(tryOut.stdout).toContain('ready, without the Playground');
    expect(playgrounds()).toEqual([]);
    expect(await readConferenceIds(tryOut.pid)).toEqual(conferenceIds);
    expect(readFileSync(join(dataFolder, 'keys.json'), 'utf8')).toBe(keys);
  });

  test('sends emails through a server where one is set', async () => {
    await sendInfo();
    await until('the email', () => server.received.length === 1);
    expect(server.received[0]!.to).toBe('alice.smith@contoso.example');
  });

  test('ends with npm when Ctrl-C is pressed in the terminal', async () => {
    const everything = [{ pid: tryOut.pid, command: ['npm'] }, ...descendantsOf(tryOut.pid)];
    expect(everything.length).toBeGreaterThanOrEqual(3);
    // As a terminal does: to the whole foreground group.
    process.kill(-tryOut.pid, 'SIGINT');
    await untilGone(everything);
    expect(tryOut.stderr).not.toMatch(/Error/);
  });
});

describe('Ctrl-C', () => {
  test('stops everything within 5 s, with exit code 0', async () => {
    const tryOut = await startTryOut({ ports: await freePorts(), dataFolder: freshFolder() });
    const everything = descendantsOf(tryOut.pid);
    expect(everything.filter(({ command }) => isPlayground(command))).toHaveLength(5);
    const before = Date.now();
    tryOut.child.kill('SIGINT');
    expect(await tryOut.ended).toBe(0);
    expect(Date.now() - before).toBeLessThan(5_000);
    await untilGone(everything, 500);
    expect(tryOut.stdout).toContain('Stopping. The data stays.');
    expect(tryOut.stderr).toBe('');
  });

  test('ends a start that is not done yet, too', async () => {
    const tryOut = start(tryOutCommand, { ...(await freePorts()), DATA_DIR: freshFolder() });
    await until('the database', () => tryOut.stdout.includes('Database: '));
    const everything = descendantsOf(tryOut.pid);
    const before = Date.now();
    tryOut.child.kill('SIGINT');
    expect(await tryOut.ended).toBe(0);
    expect(Date.now() - before).toBeLessThan(5_000);
    await untilGone(everything);
    expect(tryOut.stdout).not.toContain('is ready');
  });
});

const isPlayground = (command: readonly string[]): boolean =>
  command.some((one) => one.includes('m365agentsplayground'));

/** The port of the local database that this try-out started. */
function databasePort(pid: number): number {
  const database = descendantsOf(pid).find(
    ({ command }) => command.includes('--storage-path') || command.includes('--dbpath'),
  );
  return Number(database?.command[database.command.indexOf('--port') + 1]);
}

async function readConferenceIds(pid: number): Promise<unknown[]> {
  const client = new MongoClient(`mongodb://127.0.0.1:${databasePort(pid)}/?directConnection=true`);
  try {
    return await client
      .db('dial-in-desk')
      .collection('conferencing')
      .find()
      .project({ conferenceId: 1 })
      .sort({ _id: 1 })
      .toArray();
  } finally {
    await client.close();
  }
}

function statusOf(port: number, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path: '/', headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    asking.on('error', reject).end();
  });
}
