import { parseArgs } from 'node:util';
import { type Head, parseHead } from '../services/audit/chain/link';

/** What somebody asked `npm run audit` for. */
export type Wanted =
  { command: 'help' } | { command: 'head'; tenant?: string } | { command: 'verify'; tenant?: string; saved: Head[] };

/** Arguments that make no sense: the message is one line that says which. */
export class UsageError extends Error {
  override name = 'UsageError' as const;
}

/** @throws UsageError */
export function readArguments(args: string[]): Wanted {
  const { values, positionals } = parse(args);
  if (values.help) return { command: 'help' };
  const [command, extra] = positionals;
  if (extra !== undefined) throw new UsageError(`"${extra}" is one argument too many.`);
  const { tenant } = values;
  if (tenant === '') throw new UsageError('--tenant is empty.');
  const saved = (values.head ?? []).map(readHead);
  switch (command) {
    case 'verify':
      checkHeads(saved, tenant);
      return { command, tenant, saved };
    case 'head':
      if (saved.length > 0) throw new UsageError('--head is for verify.');
      return { command, tenant };
    case undefined:
      throw new UsageError('verify or head is missing.');
    default:
      throw new UsageError(`"${command}" is not a command: verify and head are.`);
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        tenant: { type: 'string' },
        head: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readHead(text: string): Head {
  const head = parseHead(text);
  if (!head)
    throw new UsageError(
      `--head ${text} is not a saved head: <tenant>:<number>:<64 hexadecimal digits>, as "npm run audit -- ` +
        `head" prints it.`,
    );
  return head;
}

function checkHeads(saved: Head[], tenant: string | undefined): void {
  const tenants = saved.map((head) => head.tenant);
  const twice = tenants.find((one, index) => tenants.indexOf(one) < index);
  if (twice)
    throw new UsageError(`There are two heads of the tenant ${twice}. The newest is enough: it covers all before it.`);
  const other = tenant && tenants.find((one) => one !== tenant);
  if (other) throw new UsageError(`The saved head is of the tenant ${other}, --tenant is ${tenant}.`);
}
