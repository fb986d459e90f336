import { usageError } from './refusal';

/** Takes what is wanted out of what a command shows. @throws Error where the expression does not fit it */
export type Query = (shown: unknown) => unknown;

/**
 * Reads a JMESPath expression, such as `[?role=='admin'].upn`. It is read before anything is done: whoever
 * mistyped it shall not lose a PIN that was shown to nobody.
 * @throws Refusal `usage` that says where it is wrong
 */
export async function parseQuery(text: string): Promise<Query> {
  // Its types are those of an ES module, so it is loaded as one.
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
  // As JSON: what is left out there is nothing here, too.
  return (shown) => TreeInterpreter.search(expression, JSON.parse(JSON.stringify(shown)) as never);
}

/** The words of the parser quote what was typed. */
const withoutDigits = (message: string): string => message.split('\n')[0]!.replaceAll(/\d{4,}/g, '*****');
