import { createAuditChain, type AuditChain } from '../services/audit/chain/chain';
import { type Head, headText } from '../services/audit/chain/link';
import { noFaultPoints } from '../services/base/fault-points';
import { SetupError } from '../services/base/problem';
import { readArguments, UsageError, type Wanted } from './audit-arguments';
import { codeOf, exitCodes, linesOf, withoutSavedHead, worstOf } from './commands/audit-verdict';
import { printable } from './terminal/printable';
import { withDatabase } from '../setup/database';

/** `npm run audit`: verifies the chain over the trail, or prints its head for safekeeping. It changes nothing. */

const usage = `npm run audit -- verify [--tenant <id>] [--head <saved head>]...
npm run audit -- head [--tenant <id>]

verify goes through the whole chain and names the first bad record; head prints "<tenant>:<number>:<link>", to be kept
where nobody who can write to the database can. Without --tenant: all tenants. The database is the one of MONGODB_URI
and DATABASE, else the try-out's in DATA_DIR, which must not be running then. Keys are not needed.

What no verification can see: a record that was changed before it was chained, which takes up to 60 s; one that was
written straight into the database with the present time; and, without a saved head, a tail that was cut together
with its head document or a chain that was computed anew as a whole.

Exit codes:
   0  fine                    20  edited       24  tail cut
   1  it could not be done    21  missing      25  rewritten
   2  wrong arguments         22  inserted     26  head document missing or changed
                              23  swapped      30  not chained within 60 s
                                               31  dated back
With several findings, the lowest from 20 on.`;

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage}`);
      process.exitCode = exitCodes.usage;
      return;
    }
    // A bug shows its stack, a fault in the set-up only what to do.
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = exitCodes.failed;
  },
);

async function main(args: string[]): Promise<number> {
  const wanted = readArguments(args);
  if (wanted.command === 'help') {
    console.log(usage);
    return exitCodes.fine;
  }
  return withDatabase(async (mongo) => {
    const chain = createAuditChain({ mongo, faultPoints: noFaultPoints });
    return wanted.command === 'head' ? printHeads(chain, wanted) : verify(chain, wanted);
  });
}

async function printHeads(chain: AuditChain, { tenant }: { tenant?: string }): Promise<number> {
  for (const one of await tenantsOf(chain, { tenant })) {
    const head = await chain.head(one);
    if (head) console.log(printable(headText(head)));
    else console.error(`${printable(one)}: nothing is chained yet, or the head document is gone; verify tells.`);
  }
  return exitCodes.fine;
}

async function verify(chain: AuditChain, { tenant, saved }: Extract<Wanted, { command: 'verify' }>): Promise<number> {
  const codes: number[] = [];
  const tenants = await tenantsOf(chain, { tenant, saved });
  for (const one of tenants) {
    const verdict = await chain.verify(
      one,
      saved.find((head) => head.tenant === one),
    );
    for (const line of linesOf(verdict)) console.log(line);
    codes.push(exitCodes[codeOf(verdict)]);
  }
  if (tenants.some((one) => !saved.some((head) => head.tenant === one))) console.log(withoutSavedHead);
  return worstOf(codes);
}

/**
 * The tenants that are meant.
 * @throws SetupError when there are no records at all: a wrong name must not look like a trail that is fine
 */
async function tenantsOf(
  chain: AuditChain,
  { tenant, saved = [] }: { tenant?: string; saved?: Head[] },
): Promise<string[]> {
  const known = [...new Set([...(await chain.tenants()), ...saved.map((head) => head.tenant)])].sort();
  if (known.length === 0)
    throw new SetupError('This database holds no trail at all. Check MONGODB_URI, DATABASE and DATA_DIR.');
  if (tenant === undefined) return known;
  if (!known.includes(tenant))
    throw new SetupError(`There are no records of the tenant ${tenant}. Known: ${known.map(printable).join(', ')}.`);
  return [tenant];
}
