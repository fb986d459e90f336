import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { SetupError } from '../services/base/problem';

/** Variables as somebody set them. */
type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What is set: the environment, and below it the file with variables, a line each (`NAME=value`), that `ENV_FILE`
 * names, else `.env` in the folder in which a program was started. What somebody sets on the command line wins.
 * @throws SetupError when the file cannot be read
 */
export function withEnvironmentFile(environment: Variables): Variables {
  const named = environment.ENV_FILE || undefined;
  const file = named ?? '.env';
  if (named === undefined && !existsSync(file)) return environment;
  const read = contentOf(file);
  if ('fault' in read) throw new SetupError(`The file with variables, ${file}, ${read.fault}.`);
  const set = Object.entries(environment).filter(([, value]) => value !== '');
  return { ...parseEnv(read.content), ...Object.fromEntries(set) };
}

/**
 * The variables with these names. Each can also be in a file that `NAME_FILE` names, as container platforms hand over
 * secrets; line breaks at its end do not count. Most shells and compose files turn a variable that is not set into an
 * empty one, so an empty one counts as not set.
 * @returns the values, and a line for each that cannot be had
 */
export function valuesOf(
  names: readonly string[],
  variables: Variables,
): { given: Record<string, string>; faults: string[] } {
  const given: Record<string, string> = {};
  const faults: string[] = [];
  for (const name of names) {
    const [value, file] = [variables[name], variables[`${name}_FILE`]];
    if (value && file) faults.push(`${name} and ${name}_FILE are both set: leave one of them out`);
    else if (value) given[name] = value;
    else if (file) {
      const read = contentOf(file);
      if ('fault' in read) faults.push(`${name}_FILE names ${file}, which ${read.fault}`);
      else if (read.content === '') faults.push(`${name}_FILE names ${file}, which is empty`);
      else given[name] = read.content;
    }
  }
  return { given, faults };
}

/** What a file holds, or what is wrong with it. What it holds is a secret, so a fault never quotes it. */
function contentOf(file: string): { content: string } | { fault: string } {
  try {
    const content = readFileSync(file, 'utf8');
    return { content: content.replace(/^\uFEFF/, '').replace(/[\r\n]+$/, '') };
  } catch (error) {
    const { code = 'no reason given' } = error as NodeJS.ErrnoException;
    return { fault: `cannot be read (${code})` };
  }
}
