import { distance } from 'fastest-levenshtein';
import { type Cmdlet, cmdlets } from './cmdlets-table';

/** A cmdlet with its parameters below it, as they stand in the table. */
export interface CmdletGroup {
  /** The cmdlets that the row is about: "Get-, Set-CsThing" are two. */
  names: string[];
  cmdlet: Cmdlet;
  parameters: Cmdlet[];
}

const groups: readonly CmdletGroup[] = cmdlets.reduce<CmdletGroup[]>((all, row) => {
  const names = namesIn(row.powershell);
  const last = all.at(-1);
  if (names.length > 0) return [...all, { names, cmdlet: row, parameters: [] }];
  // What we have beside PowerShell belongs to no cmdlet.
  if (last && row.powershell !== '(none)') last.parameters.push(row);
  return all;
}, []);

function namesIn(powershell: string): string[] {
  return [...powershell.matchAll(/((?:[A-Z][a-z]+-, )*[A-Z][a-z]+-)((?:Cs|Microsoft)\w+)/g)].flatMap(
    ([, verbs, noun]) => verbs!.split(', ').map((verb) => `${verb}${noun}`),
  );
}

/** Whether somebody typed the name of a cmdlet. */
export const isCmdletName = (text: string): boolean => /^[a-z]+-(?:cs|microsoft)\w+$/i.test(text);

/** The cmdlet with this name, in any case. */
export const cmdletNamed = (name: string): CmdletGroup | undefined =>
  groups.find(({ names }) => names.some((one) => one.toLowerCase() === name.toLowerCase()));

/** The cmdlet that is spelt most nearly so. */
export function nearestCmdlet(name: string): string | undefined {
  const typed = name.toLowerCase();
  const [best] = groups
    .flatMap(({ names }) => names)
    .map((one) => ({ one, far: distance(one.toLowerCase(), typed) }))
    .sort((a, b) => a.far - b.far);
  return best && best.far <= Math.max(3, typed.length / 4) ? best.one : undefined;
}

/** The rows about a parameter: `-PinLength`, in any case, with the hyphen or without. */
export function parameterRows(name: string, among: readonly Cmdlet[] = cmdlets): Cmdlet[] {
  const typed = name.replace(/^-/, '').toLowerCase();
  return among.filter(({ powershell }) =>
    [...powershell.matchAll(/-(\w+(?::\$\w+)?)/g)].some(
      ([whole, word], index) =>
        word!.toLowerCase() === typed &&
        (index > 0 || powershell.includes(` ${whole}`) || powershell.startsWith(whole)),
    ),
  );
}

/** The rows of the table that a text means: a cmdlet with its parameters, a parameter, or any part of a row. */
export function rowsFor(text: string): readonly Cmdlet[] {
  const group = cmdletNamed(text);
  if (group) return [group.cmdlet, ...group.parameters];
  const parameters = parameterRows(text);
  if (parameters.length > 0) return parameters;
  const typed = text.toLowerCase();
  return cmdlets.filter((row) => Object.values(row).some((cell: string) => cell.toLowerCase().includes(typed)));
}
