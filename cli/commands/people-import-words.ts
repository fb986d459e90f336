import { BudgetSpent } from '../../services/base/mongo';
import { wellKnown } from '../../services/people/headings';
import type { Decision } from '../../services/people/import/deciding';
import type { ImportTotals } from '../../services/people/import/import';
import { NoSuchColumn, NotPeople, type RowFault, UnclearColumns } from '../../services/people/import/rows';
import { counted } from '../../words/counted';
import { unreadableFile } from '../terminal/input';
import { printable } from '../terminal/printable';
import { exitCodes, Refusal, usageError } from '../terminal/refusal';

/** How many rows of a kind are reported. In a file with the wrong shape, every row is wrong. */
const mostTold = 1_000;
/** A mailbox has two hundred properties. */
const mostHeadings = 30;
const mostProducts = 10;

/** A heading or a product as it is told. Without headings, a row stands in their place, perhaps with a PIN. */
const shown = (text: string): string =>
  /\d{4}/.test(text) && !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? '*****' : text.slice(0, 60);

function listed(headings: readonly string[]): string {
  const more = headings.length - mostHeadings;
  return `${headings.slice(0, mostHeadings).map(shown).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** Says on standard error what an import finds. */
export function createReporter(say: (line: string) => void) {
  let [wrong, leftOut, licences] = [0, 0, false];
  const products = new Map<string, number>();
  const line = (text: string) => say(printable(text));
  return {
    wrong(at: number, { field, allowed, products: unclear }: RowFault): void {
      for (const product of unclear ?? []) products.set(product, (products.get(product) ?? 0) + 1);
      wrong += 1;
      if (wrong <= mostTold) line(`error row: line ${at}: ${field} must be ${allowed}`);
    },
    leftOut(at: number, why: string): void {
      leftOut += 1;
      if (leftOut <= mostTold) line(`Left out: line ${at}: ${why}.`);
    },
    unread: (headings: string[]) => line(`Not read, for there is nothing of that name here: ${listed(headings)}.`),
    /** The file says something about somebody's licence. */
    sawLicence: () => void (licences = true),
    /** @param options.asked whether an option says who is licensed */
    end({ unlicensed }: ImportTotals, { asked }: { asked: boolean }): void {
      if (wrong > mostTold) say(`… and ${wrong - mostTold} more rows that are wrong.`);
      if (leftOut > mostTold) say(`… and ${leftOut - mostTold} more rows that are left out.`);
      if (products.size > 0 && !asked) line(unclearProducts(products));
      if (!licences && !asked && unlicensed > 0) line(noLicences(unlicensed));
    },
  };
}
export type Reporter = ReturnType<typeof createReporter>;

const noLicences = (people: number): string =>
  `The file says nothing about licences, and ${counted(people, 'member')} in it ${people === 1 ? 'has' : 'have'} none ` +
  `here: without an Audio Conferencing licence nothing can be enabled or reset. Run it again with --licensed all, or ` +
  `with a column "licensed" (true or false) or "Licenses" in the file; or give one to a single person with "user set ` +
  `<identity> --licensed true".`;

function unclearProducts(products: ReadonlyMap<string, number>): string {
  const names = [...products].sort(([, one], [, other]) => other - one);
  const more = names.length - mostProducts;
  return (
    `It is not known whether these products have Audio Conferencing: ` +
    `${names
      .slice(0, mostProducts)
      .map(([name, rows]) => `"${shown(name)}" (${counted(rows, 'row')})`)
      .join(', ')}${more > 0 ? `, and ${more} more` : ''}. Run it again with --licensed-by or --not-licensed-by and ` +
    `the name of each, or decide for everybody with --licensed all or --licensed none.`
  );
}

/** Headings that look like the one that is missing. */
const notTheId = (headings: readonly string[]): string =>
  headings.some((heading) => /^(?:object|exchange)?guid$/i.test(heading))
    ? 'ObjectGUID and Guid are ids of Active Directory and Exchange, and not that of Microsoft Entra. '
    : '';

const decisions: Record<Decision, [what: string, instead: string]> = {
  account: ['whether an account is blocked', 'AccountEnabled or Block credential, with true or false'],
  licence: ['who has a licence', 'licensed, with true or false, or Licenses, with the names of products'],
  kind: ['who is a guest or no person', 'kind (member, guest or resource), UserType or RecipientTypeDetails'],
};

/** Turns an error that ended the reading or the saving into what we report. */
export function whyNone(error: unknown, { done }: { done: number }): unknown {
  const changed = done > 0 ? 'No row from there on was read.' : 'Nothing was changed.';
  if (error instanceof NotPeople)
    return usageError(
      `the file has no column for: ${error.missing.join(', ')}`,
      `${error.found.length > 0 ? `Its headings are: ${listed(error.found)}. ` : ''}` +
        `${error.missing.includes('id') ? notTheId(error.found) : ''}Its first line must name the ` +
        `columns. Accepted are, among others: ${error.missing.map((field) => wellKnown[field]).join('; ')}. ${changed}`,
    );
  if (error instanceof NoSuchColumn)
    return usageError(
      `the file has no column ${error.missing.map((one) => `"${shown(one)}"`).join(', ')} to leave out`,
      `Its headings are: ${listed(error.found)}. ${changed}`,
    );
  if (error instanceof UnclearColumns) {
    const { column, decides } = error.columns[0]!;
    const [what, instead] = decisions[decides];
    const rest = error.columns.slice(1).map((one) => `"${shown(one.column)}"`);
    return usageError(
      `the column "${shown(column)}" may say ${what}, and is not known here`,
      `Call it ${instead}; or leave it out with --ignore-column "${shown(column)}".` +
        `${rest.length > 0 ? ` The same goes for: ${rest.join(', ')}.` : ''} ${changed}`,
    );
  }
  if (error instanceof BudgetSpent)
    return new Refusal({
      code: 'busy',
      what: 'others keep changing the same people',
      wayOut: 'Run it again in a minute.',
      exit: exitCodes.refused,
    });
  return unreadableFile(error) ?? error;
}
