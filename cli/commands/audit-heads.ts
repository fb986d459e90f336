import type { AuditChain } from '../../services/audit/chain/chain';
import { type Head, parseHead } from '../../services/audit/chain/link';
import { SetupError } from '../../services/base/problem';
import { printable } from '../terminal/printable';
import { usageError } from '../terminal/refusal';

/**
 * The saved heads, read from their texts.
 * @param tenant the only tenant that the command is about, if one was named
 * @throws Refusal when a text is no head, or the head is of another tenant, or a tenant has two heads
 */
export function headsFrom(texts: readonly string[], tenant: string | undefined): Head[] {
  const heads = texts.map((text) => {
    const head = parseHead(text);
    if (!head)
      throw usageError(
        '--head is not a saved head: <tenant>:<number>:<64 hexadecimal digits>, as "audit head" prints it',
      );
    return head;
  });
  const tenants = heads.map((head) => head.tenant);
  const twice = tenants.find((one, index) => tenants.indexOf(one) < index);
  if (twice !== undefined)
    throw usageError(`there are two heads of the tenant ${twice}`, 'The newest is enough: it covers all before it.');
  const other = tenant !== undefined && tenants.find((one) => one !== tenant);
  if (other) throw usageError(`--head is of another tenant: ${other}, and not ${tenant}`);
  return heads;
}

/**
 * The tenants that the command is about.
 * @param which.acting the tenant in which somebody acts: they may look at no other
 * @throws Refusal when another tenant is wanted
 * @throws SetupError when there are no records at all: a wrong name must not look like a trail that is fine
 */
export async function tenantsMeant(
  chain: AuditChain,
  { acting, wanted, heads = [] }: { acting?: string; wanted?: string; heads?: Head[] },
): Promise<string[]> {
  if (acting !== undefined) {
    if (wanted !== undefined && wanted !== acting)
      throw usageError(
        `--tenant is not the tenant of DESK_ACT_AS, ${acting}`,
        'Leave DESK_ACT_AS out to look at others.',
      );
    return [acting];
  }
  const known = [...new Set([...(await chain.tenants()), ...heads.map(({ tenant }) => tenant)])].sort();
  if (known.length === 0)
    throw new SetupError('This database holds no trail at all. Check MONGODB_URI, DATABASE and DATA_DIR.');
  if (wanted === undefined) return known;
  if (!known.includes(wanted))
    throw new SetupError(`There are no records of the tenant ${wanted}. Known: ${known.map(printable).join(', ')}.`);
  return [wanted];
}
