import http from 'node:http';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';
import { compileOnce } from './compile-once';

// This module is loaded once in each worker.
compileOnce();

/** After the last test of a file, everything that it opened has this long to close. Milliseconds. */
const patience = 5_000;

/**
 * The Node environment of one test file. A file that leaves a timer, a socket, a server or a process behind fails,
 * because it would keep the worker alive until Jest ends it by force.
 */
export default class QuietEnvironment extends TestEnvironment {
  private readonly file: string;
  private before: string[] = [];
  private failed = false;
  private requests: unknown[] = [];

  constructor(...[config, context]: ConstructorParameters<typeof TestEnvironment>) {
    super(config, context);
    this.file = context.testPath;
  }

  override async setup(): Promise<void> {
    await super.setup();
    this.before = open();
    this.requests = requests();
  }

  /** A test that failed may not have got to its end. What it leaves open must not hide why it failed. */
  handleTestEvent({ name, test }: { name: string; test?: { errors: unknown[] } }): void {
    if (name === 'hook_failure' || (name === 'test_done' && test && test.errors.length > 0)) this.failed = true;
  }

  override async teardown(): Promise<void> {
    if (this.failed) return super.teardown();
    let left = leftOver(this.before);
    for (const until = Date.now() + patience; left.length > 0 && Date.now() < until; left = leftOver(this.before))
      await pause(20);
    await super.teardown();
    if (requests().some((one, index) => one !== this.requests[index]))
      throw new Error(`${this.file} leaves node:http replaced: call nock.restore() after its last test`);
    if (left.length > 0) throw new Error(`${this.file} leaves open: ${left.join(', ')}`);
  }
}

/** The functions that nock replaces. All files of a worker share them, so the next one would not have the real ones. */
const requests = (): unknown[] => [http.request, http.get, http.ClientRequest, https.request, https.get];

/** What keeps the process alive. Pipes are left out: they belong to the worker, for its output and to talk to Jest. */
const open = (): string[] => process.getActiveResourcesInfo().filter((kind) => kind !== 'PipeWrap');

function leftOver(before: readonly string[]): string[] {
  const known = [...before];
  return open().filter((kind) => {
    const index = known.indexOf(kind);
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
}
