import type { Command } from 'commander';
import { type Head, headText, parseHead } from '../../services/audit/chain/link';
import { codeOf, exitCodes, linesOf } from './audit-verdict';
import { usageError } from '../terminal/refusal';
import { runSession } from '../session/session';
import { type CommonOptions, leaf, type Shell } from './command';

const verifyHelp = [
  'go through the whole trail and name the first bad record',
  '',
  'Exit codes besides the usual ones: 20 edited, 21 missing, 22 inserted, 23 swapped, 24 tail cut, 25 rewritten,',
  '26 head document missing or changed, 30 not chained within 60 s, 31 dated back. Without a saved head, a ' +
    'tail that was',
  'cut together with its head document cannot be found: keep what "audit head" prints where nobody who can ' +
    'write to the',
  'database can. "npm run audit" does the same without keys and roles, for all tenants.',
].join('\n');

/** `audit verify` and `audit head` */
export function addAuditVerify(audit: Command, { streams, end }: Shell): void {
  leaf(audit, 'verify', { help: verifyHelp, examples: ['audit verify', 'audit verify --output none'] })
    .option('--head <head>', 'a head that was saved, as "audit head" prints it')
    .action(async (options: CommonOptions & { head?: string }) =>
      end(
        await runSession(streams, options, { action: 'audit' }, async ({ services, tenant, show, looked }) => {
          const saved = options.head === undefined ? undefined : headOf(options.head, tenant);
          const verdict = await services.auditChain.verify(tenant, saved);
          await looked('verify-audit');
          const { right, waiting, late, backdated, finding } = verdict;
          const [, ...notes] = linesOf(verdict).map((line) => line.trim());
          show({
            tenant,
            verdict: codeOf(verdict),
            right,
            waiting,
            late,
            backdated: backdated.count,
            firstBad: finding?.seq,
            savedHead: saved !== undefined,
            notes: notes.length > 0 ? notes : undefined,
          });
          return exitCodes[codeOf(verdict)];
        }),
      ),
    );

  leaf(audit, 'head', {
    help: 'where the trail ends now, to be kept elsewhere',
    examples: ['audit head', 'audit head --query head'],
  }).action(async (options: CommonOptions) =>
    end(
      await runSession(streams, options, { action: 'audit' }, async ({ services, tenant, show }) => {
        const head = await services.auditChain.head(tenant);
        show({ head: head ? headText(head) : 'nothing is chained yet' });
      }),
    ),
  );
}

/** @throws Refusal */
function headOf(text: string, tenant: string): Head {
  const head = parseHead(text);
  if (!head)
    throw usageError(
      '--head is not a saved head: <tenant>:<number>:<64 hexadecimal digits>, as "audit head" prints it',
    );
  if (head.tenant !== tenant) throw usageError('--head is of another tenant');
  return head;
}
