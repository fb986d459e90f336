import { type CmdletGroup, cmdletNamed, isCmdletName, nearestCmdlet, parameterRows } from './commands/cmdlet-lookup';
import type { Cmdlet } from './commands/cmdlets-table';
import { type Refusal, usageError } from './terminal/refusal';

/**
 * For somebody who typed a cmdlet of Teams PowerShell: the same in our form, as far as it can be said.
 * @returns undefined when the first word is no cmdlet
 */
export function cmdletTyped(args: readonly string[]): Refusal | undefined {
  const [name = ''] = args;
  if (!isCmdletName(name)) return undefined;
  const group = cmdletNamed(name);
  if (!group) {
    const near = nearestCmdlet(name);
    const wayOut = near ? `Did you mean ${near}? See it with: cmdlets ${near}.` : 'What there is here: cmdlets.';
    return usageError('this is a cmdlet of PowerShell, and there is nothing like it here', wayOut);
  }
  const called = group.names.find((one) => one.toLowerCase() === name.toLowerCase())!;
  const { desk, note } = group.cmdlet;
  const whole = `All of it: cmdlets ${called}.`;
  if (desk === '') return usageError(`${called} has nothing like it here: ${note}`, whole);
  return usageError(
    `${called} is a cmdlet of Teams PowerShell`,
    `Here it is: ${formOf(group, args.slice(1))}. ${whole}`,
  );
}

/** The command with the options that stand for the parameters given, and the person in place of x. */
function formOf({ cmdlet, parameters }: CmdletGroup, args: readonly string[]): string {
  const base = cmdlet.desk.split(', ')[0]!;
  const given = args.flatMap((word, at) =>
    isParameter(word) ? (rowOf({ word, value: args[at + 1] }, { among: parameters }) ?? []) : [],
  );
  const own = given.filter(({ desk }) => desk.startsWith(base)).map(({ desk }) => desk.slice(base.length).trim());
  const others = given.filter(({ desk }) => desk !== '' && !desk.startsWith(base)).map(({ desk }) => desk);
  const options = [...others.filter((one) => one.startsWith('--')), ...own].map((one) => one.replace(/^… /, ''));
  const commands = others.filter((one) => !one.startsWith('--'));
  const form = commands.length > 0 ? commands.join('; ') : [base, ...new Set(options)].join(' ');
  const who = identityIn(args);
  return who === undefined ? form : form.replaceAll(/\bx\b/g, () => who);
}

/** The person whom -Identity names. Digits may be a PIN that was pasted by mistake, and are not repeated. */
function identityIn(args: readonly string[]): string | undefined {
  const at = args.findIndex((word) => word.toLowerCase() === '-identity');
  const who = args[at + 1];
  if (at < 0 || who === undefined || /\d{4}/.test(who) || isParameter(who)) return undefined;
  return /\s/.test(who) ? `"${who}"` : who;
}

/** `--send-email=false` */
const switchWithValue = /^--[a-z-]+=(?:true|false|on|off|yes|no)$/i;

/** A word with one dash and more than one letter: nothing is called like that here. */
const isParameter = (word: string): boolean => /^-[a-z]{2,}(?::\S*)?$/i.test(word);

/**
 * The row of a parameter: `-SendEmail:$false` comes before `-SendEmail`, and the row of the value before those of
 * others.
 */
function rowOf(
  { word, value }: { word: string; value?: string },
  { among, path }: { among?: readonly Cmdlet[]; path?: string } = {},
): Cmdlet | undefined {
  const [bare = ''] = word.split(':');
  const found = [...parameterRows(word, among), ...parameterRows(bare, among)];
  return (
    found.find(
      ({ powershell }) => value !== undefined && powershell.toLowerCase().endsWith(` ${value.toLowerCase()}`),
    ) ??
    found.find(({ desk }) => path && desk.startsWith(path)) ??
    found[0]
  );
}

/**
 * For somebody who gave one of our commands a parameter as PowerShell writes it, or `$true` to a switch.
 * @returns undefined when there is nothing like that among the words
 */
export function parameterTyped(args: readonly string[]): Refusal | undefined {
  const word = args.find(isParameter);
  const path = args
    .filter((one) => /^[a-z-]+$/.test(one) && !one.startsWith('-'))
    .slice(0, 2)
    .join(' ');
  if (word === undefined) {
    const alone = 'A switch stands alone: --send-email, and --no-send-email for its opposite.';
    if (args.some((one) => /^\$(true|false)$/i.test(one)))
      return usageError('$true and $false are of PowerShell', `${alone} A value is true or false.`);
    const valued = args.some((one, at) =>
      switchWithValue.test(args[at - 1]?.startsWith('--') ? `${args[at - 1]}=${one}` : one),
    );
    return valued ? usageError('a switch takes no value', alone) : undefined;
  }
  if (/^-identity$/i.test(word)) {
    const who = identityIn(args) ?? 'alice@contoso.example';
    return usageError(
      '-Identity is of PowerShell',
      `The person stands without an option: ${path || 'user get'} ${who}.`,
    );
  }
  const row = rowOf({ word, value: args[args.indexOf(word) + 1] }, { path });
  if (!row) return usageError('an option has two dashes here, as in --reset-leader-pin', 'See --help.');
  const [bare] = word.split(':');
  return row.desk === ''
    ? usageError(`${bare} has nothing like it here: ${row.note}`, 'See: cmdlets.')
    : usageError(`${bare} is of PowerShell`, `Here it is: ${row.desk}.`);
}
