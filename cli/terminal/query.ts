import { usageError } from './refusal';

/** Selects a part of what a command shows. */
export interface Query {
  /** @throws Error when the expression does not fit it */
  (shown: unknown): unknown;
  /** The fields that it asks for, but for those that it makes itself. */
  readonly asked: readonly string[];
}

/**
 * Reads a JMESPath expression, such as `[?role=='admin'].upn`. It is read before anything is done: a typing error must
 * not lose a PIN that nobody has seen.
 * @throws Refusal `usage` that says what is wrong with it
 */
export async function parseQuery(text: string): Promise<Query> {
  // The library's types are those of an ES module, so it is loaded as one.
  const { compile, TreeInterpreter } = await import('@jmespath-community/jmespath');
  const expression = (() => {
    try {
      return compile(text);
    } catch (error) {
      throw usageError(
        `--query is no JMESPath expression (${withoutDigits((error as Error).message)})`,
        'Its language is at https://jmespath.org.',
      );
    }
  })();
  // By way of JSON, so that what JSON leaves out does not exist here either.
  const select = (shown: unknown): unknown =>
    TreeInterpreter.search(expression, JSON.parse(JSON.stringify(shown)) as never);
  const made = namesOf(expression, 'KeyValuePair');
  return Object.assign(select, { asked: namesOf(expression, 'Field').filter((name) => !made.includes(name)) });
}

/** The names of all nodes of that type in an expression. */
function namesOf(node: unknown, type: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type: own, name } = node as { type?: unknown; name?: unknown };
  const inside = Object.values(node).flatMap((one) => namesOf(one, type));
  return own === type && typeof name === 'string' ? [name, ...inside] : inside;
}

/** The parser's messages quote what was typed. */
const withoutDigits = (message: string): string => message.split('\n')[0]!.replaceAll(/\d{4,}/g, '*****');
