import type { Command } from 'commander';
import { createAuditChain, type AuditChain } from '../../services/audit/chain/chain';
import { type Head, headText } from '../../services/audit/chain/link';
import type { Verdict } from '../../services/audit/chain/verify';
import { noFaultPoints } from '../../services/base/fault-points';
import { withDatabase } from '../../setup/database';
import { runOperating } from '../session/operating';
import type { Row } from '../terminal/output';
import { headResult, verdictResult } from '../terminal/results/trail';
import { type CommonOptions, leaf, type Shell } from './command';
import { headsFrom, tenantsMeant } from './audit-heads';
import { codeOf, exitCodes, notesOf, withoutSavedHead, worstOf } from './audit-verdict';

const acting =
  'With DESK_ACT_AS it takes a role and is about one tenant. Without it, it takes no role and no keys, changes nothing, ' +
  'and is about all tenants.';

const verifyHelp = `go through the whole trail and name the first bad record

${acting}

What no verification can see: a record that was changed before it was chained, which takes up to 60 s; one that was
written straight into the database with the present time; and, without a saved head, a tail that was cut together
with its head document or a chain that was computed anew as a whole. So keep what "audit head" prints where nobody who
can write to the database can.

Exit codes besides the usual ones:
  20  edited       24  tail cut
  21  missing      25  rewritten
  22  inserted     26  head document missing or changed
  23  swapped      27  lost by a restore
                   30  not chained within 60 s
                   31  dated back
With several findings, the lowest of these.`;

const headHelp = `where the trail ends now, to be kept elsewhere

${acting}`;

interface Options extends CommonOptions {
  tenant?: string;
  head?: string[];
}

/** `audit verify` and `audit head` */
export function addAuditVerify(audit: Command, { streams, end }: Shell): void {
  leaf(audit, 'verify', {
    help: verifyHelp,
    examples: ['audit verify', 'audit verify --output none'],
    result: verdictResult,
  })
    .option('--tenant <id>', 'only this tenant')
    .option('--head <head...>', 'heads that were saved, as "audit head" prints them: the newest of each tenant')
    .action(async (options: Options) =>
      end(
        await runOperating(streams, options, trail, async ({ opened, tenant, looked, say }) => {
          const heads = headsFrom(options.head ?? [], tenant ?? options.tenant);
          const tenants = await tenantsMeant(opened, { acting: tenant, wanted: options.tenant, heads });
          const verdicts: Verdict[] = [];
          for (const one of tenants) verdicts.push(await opened.verify(one, headOf(heads, one)));
          await looked('verify-audit');
          if (tenants.some((one) => !headOf(heads, one))) say(withoutSavedHead);
          const rows = verdicts.map((verdict) => rowOf(verdict, headOf(heads, verdict.tenant) !== undefined));
          return {
            shown: tenant === undefined ? rows : rows[0]!,
            how: { as: verdictResult },
            code: worstOf(verdicts.map((verdict) => exitCodes[codeOf(verdict)])),
          };
        }),
      ),
    );

  leaf(audit, 'head', { help: headHelp, examples: ['audit head'], result: headResult })
    .option('--tenant <id>', 'only this tenant')
    .action(async (options: Options) =>
      end(
        await runOperating(streams, options, trail, async ({ opened, tenant }) => {
          const rows: { head: string | null; tenant: string }[] = [];
          for (const one of await tenantsMeant(opened, { acting: tenant, wanted: options.tenant })) {
            const head = await opened.head(one);
            rows.push({ head: head ? headText(head) : null, tenant: one });
          }
          const inTable = rows.map((row) => ({ ...row, head: row.head ?? 'nothing is chained yet' }));
          return tenant === undefined
            ? { shown: rows, how: { as: headResult, table: inTable } }
            : { shown: rows[0]!, how: { as: headResult, table: inTable[0]! } };
        }),
      ),
    );
}

/** Where the trail comes from. Opened without the services, it needs no keys. */
const trail: Parameters<typeof runOperating<AuditChain>>[2] = {
  action: 'audit',
  from: ({ auditChain }) => auditChain,
  open: (work) => withDatabase((mongo) => work(createAuditChain({ mongo, faultPoints: noFaultPoints }))),
};

const headOf = (heads: Head[], tenant: string): Head | undefined => heads.find((head) => head.tenant === tenant);

function rowOf(verdict: Verdict, savedHead: boolean): Row {
  const { tenant, right, waiting, late, backdated, finding } = verdict;
  const notes = notesOf(verdict);
  return {
    tenant,
    verdict: codeOf(verdict),
    right,
    waiting,
    late,
    backdated: backdated.count,
    firstBad: finding?.seq,
    savedHead,
    notes,
  };
}
