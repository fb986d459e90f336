import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installSecantus } from '../../services/try-out/secantus';
import { projectFolder } from './try-out';

/**
 * SecantusDB behind mongod's command line: not initiated at first, then a replica set of one, and shut down by command.
 * In a WiredTiger folder it takes the same lock as a mongod, and says so in the same words.
 */
const program = `
import argparse, os, signal, sys, threading
if '--version' in sys.argv:
    print('db version v8.0.12')
    sys.exit(0)
options = argparse.ArgumentParser()
for name in ['--port', '--dbpath', '--replSet', '--storageEngine', '--bind_ip']:
    options.add_argument(name, required=True)
options.add_argument('--noauth', action='store_true')
given = options.parse_args()

from secantus import commands
from secantus.server import SecantusDBServer
initiated = os.path.join(given.dbpath, 'initiated')
hello = commands._HANDLERS['hello']

def answer_hello(doc, ctx):
    answer = hello(doc, ctx)
    if not os.path.exists(initiated):
        for name in ['setName', 'hosts', 'primary', 'me']:
            answer.pop(name, None)
        answer.update(isWritablePrimary=False, ismaster=False, isreplicaset=True)
    return answer

def initiate(doc, ctx):
    if os.path.exists(initiated):
        return {'ok': 0.0, 'code': 23, 'codeName': 'AlreadyInitialized', 'errmsg': 'already initialized'}
    with open(initiated, 'w') as file:
        file.write(doc['replSetInitiate']['members'][0]['host'])
    return {'ok': 1.0}

def shutdown(doc, ctx):
    threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
    return {'ok': 1.0}

commands._HANDLERS.update(hello=answer_hello, isMaster=answer_hello, ismaster=answer_hello, replSetInitiate=initiate, shutdown=shutdown)
try:
    server = SecantusDBServer(host=given.bind_ip, port=int(given.port), storage_path=given.dbpath, replica_set_name=given.replSet, sync_on_commit=True)
except Exception as error:
    print('exception in initAndListen: DBPathInUse: ' + str(error), flush=True)
    sys.exit(100)
for name in [signal.SIGINT, signal.SIGTERM]:
    signal.signal(name, lambda *_: (server.stop(), os._exit(0)))
server.start()
print('waiting for connections', flush=True)
server.wait()
`;

/** A mongod to test with: the installed one, or else a stand-in for it in this folder. */
export async function someMongod(folder: string): Promise<string> {
  const installed = spawnSync('command -v mongod', { encoding: 'utf8', shell: true }).stdout.trim();
  if (installed) return installed;
  const python = await installSecantus({
    cacheFolder: join(projectFolder, 'node_modules', '.cache', 'dial-in-desk'),
    say: console.log,
  });
  if (!python) throw new Error('Neither a mongod nor Python 3.10 to 3.13 is here.');
  const file = join(folder, 'mongod');
  writeFileSync(file, `#!${python}\n${program}`);
  chmodSync(file, 0o755);
  return file;
}
