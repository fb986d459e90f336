import type { Services } from '../../services';
import { personKey } from '../../services/people/person';
import { peopleWords } from '../../words/bulk';
import { shownPeople } from '../../words/people';
import { type Finding, ok, typed, warning } from './doctor-findings';

/** Whether there is a number to dial. */
export async function checkNumber({ settings }: Services, tenant: string): Promise<Finding> {
  const { tollNumber } = await settings.of(tenant);
  return tollNumber === ''
    ? warning(
        'number to dial',
        `none is set, and emails say so: ${typed('bridge set --default-service-number <number>')}`,
      )
    : ok('number to dial', tollNumber);
}

/** People whose own number is not on the bridge: old versions let it leave. */
export async function checkOwnNumbers(
  { settings, numberUse, directory }: Services,
  tenant: string,
): Promise<Finding[]> {
  const check = 'numbers of people';
  const tenantSettings = await settings.of(tenant);
  const findings: Finding[] = [];
  for (const [field, option, others] of [
    ['tollNumber', '--service-number', '--service-numbers'],
    ['tollFreeNumber', '--toll-free-service-number', '--toll-free-numbers'],
  ] as const) {
    const { count, first } = await numberUse.orphans(tenant, field, tenantSettings);
    if (count === 0) continue;
    const people = await directory.byKeys(first.map((id) => personKey(tenant, id)));
    findings.push(
      warning(
        check,
        `${peopleWords(count)} ${count === 1 ? 'has' : 'have'} a number that is not on the bridge, and ` +
          `${count === 1 ? 'is' : 'are'} told the default instead: ${shownPeople([...people.values()])}` +
          `${count > first.length ? ' and others' : ''}. Give them another one: ` +
          `${typed(`user set <person> ${option} default`)}, or put theirs back: ${typed(`bridge set ${others} "<numbers>"`)}.`,
      ),
    );
  }
  return findings.length > 0 ? findings : [ok(check, 'all of them are on the bridge')];
}
