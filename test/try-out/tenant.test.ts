import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startConnector } from '../helpers/connector';
import { person } from '../helpers/services';
import { operationIn, post } from './chat';
import { descendantsOf, socketsOf } from './processes';
import {
  freePorts,
  freshFolder,
  killAll,
  type Ports,
  projectFolder,
  removeFolders,
  type Started,
  startTryOut,
} from './try-out';

let ports: Ports;
let tryOut: Started;
beforeAll(async () => {
  ports = await freePorts();
  tryOut = await startTryOut({ ports, dataFolder: freshFolder(), arguments: ['--tenant', '--no-playground'] });
});
afterAll(() => {
  killAll();
  removeFolders();
});

/** Says something as a sample person and presses the button of the answer. @returns the answers to the click */
async function pressed(name: string, text: string): Promise<string> {
  const connector = await startConnector();
  try {
    const chat = { connector, person: person(name) };
    await post(ports.PORT, { ...chat, own: { type: 'message', text } });
    const action = { type: 'Action.Execute', verb: 'confirm', data: { opId: operationIn(connector) } };
    const click = { type: 'invoke', name: 'adaptiveCard/action', value: { action, trigger: 'manual' } };
    return await post(ports.PORT, { ...chat, own: click });
  } finally {
    await connector.close();
  }
}

/** What the bot says to a message. */
async function answered(name: string, text: string): Promise<string> {
  const connector = await startConnector();
  try {
    await post(ports.PORT, { connector, person: person(name), own: { type: 'message', text } });
    return JSON.stringify(connector.calls.map(({ body }) => body));
  } finally {
    await connector.close();
  }
}

/** Runs a command as the start says that it can be typed. */
async function beside(...args: string[]): Promise<string> {
  const line = tryOut.stdout.split('\n').find((one) => one.includes('GRAPH_STAND_IN='))!;
  const variables = Object.fromEntries(
    [...line.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name!, value!] as const),
  );
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'cli/desk.ts', ...args], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables },
  });
  return stdout;
}

test('npm start -- --tenant says plainly that both are stand-ins, and where the people come from', () => {
  expect(tryOut.stdout).toContain('Sample people: 14 of Contoso, from the stand-in for Microsoft Graph\n');
  expect(tryOut.stdout).toMatch(/STAND-IN for Microsoft Graph, and PINs from a STAND-IN for Teams PowerShell/);
  expect(tryOut.stdout).toContain('nothing here reaches Microsoft, and no PIN opens a real meeting');
  expect(tryOut.stdout).not.toContain("not connected to Microsoft's bridge");
  expect(tryOut.stderr).toBe('');
});

test('it listens on loopback only, with the stand-ins', () => {
  const all = socketsOf([tryOut.pid, ...descendantsOf(tryOut.pid).map(({ pid }) => pid)]);
  expect(all.filter(({ listening, local }) => listening && local !== '127.0.0.1')).toEqual([]);
});

test('a new user gets a PIN from the stand-in for Teams, and so does an administrator for others', async () => {
  expect(await pressed('Alice', 'reset my pin')).toMatch(/"text":"\d{4,12}",[^}]*"id":"pin"/);
  expect(await pressed('Megan', 'reset pin for alex')).toMatch(/"text":"\d{4,12}",[^}]*"id":"pin"/);
});

test('what Microsoft Entra and Teams decide is said with the way out', async () => {
  expect(await answered('Megan', 'make alice admin')).toContain('Roles come from Microsoft Entra');
  expect(await answered('Megan', 'reset conference id for alice')).toMatch(/Teams gives each meeting/);
});

test('the command line works beside it, with the variables that were printed', async () => {
  expect(JSON.parse(await beside('sync', '--what-if'))).toMatchObject({ full: false, rows: 0, whatIf: true });
  const roles = JSON.parse(await beside('user', 'list', '--role', 'admin', '--query', '[].name')) as string[];
  expect(roles).toEqual(['Megan Bowen', 'Nestor Wilke']);
});
