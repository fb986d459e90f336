import { exitCodes, Refusal } from '../terminal/refusal';

/** @returns the format that a file's name ends in. @throws Refusal when it is none of these */
export function formatOfName<Format extends string>(file: string, formats: readonly Format[]): Format {
  const ending = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase();
  const found = formats.find((format) => format === (ending === 'ndjson' ? 'jsonl' : ending));
  if (found) return found;
  throw new Refusal({
    code: 'usage',
    what: 'it is not clear what the file is written in',
    wayOut: `Say it with ${formats.map((format) => `--format ${format}`).join(', or ')}.`,
    exit: exitCodes.usage,
  });
}
