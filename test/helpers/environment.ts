import { setTimeout as pause } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

/** How long what a test file has opened may take to close after its last test. Milliseconds. */
const patience = 5_000;

/**
 * Node, for one test file. A file that leaves a timer, a socket, a server or a process behind fails: it would keep the
 * worker alive, and Jest would end that by force.
 */
export default class QuietEnvironment extends TestEnvironment {
  private readonly file: string;
  private before: string[] = [];

  constructor(...[config, context]: ConstructorParameters<typeof TestEnvironment>) {
    super(config, context);
    this.file = context.testPath;
  }

  override async setup(): Promise<void> {
    await super.setup();
    this.before = open();
  }

  override async teardown(): Promise<void> {
    let left = leftOver(this.before);
    for (const until = Date.now() + patience; left.length > 0 && Date.now() < until; left = leftOver(this.before))
      await pause(20);
    await super.teardown();
    if (left.length > 0) throw new Error(`${this.file} leaves open: ${left.join(', ')}`);
  }
}

/** What keeps the process alive. Pipes belong to the worker: its way to Jest, and its output. */
const open = (): string[] => process.getActiveResourcesInfo().filter((kind) => kind !== 'PipeWrap');

function leftOver(before: readonly string[]): string[] {
  const known = [...before];
  return open().filter((kind) => {
    const index = known.indexOf(kind);
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
}
