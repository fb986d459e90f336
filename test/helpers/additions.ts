import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Lines of a file, and what they become. */
export interface Hunk {
  file: string;
  before: string[];
  after: string[];
}

/** What one section of CONTRIBUTING.md adds: new files by their paths, and changes to existing files. */
export interface Addition {
  name: string;
  files: Record<string, string>;
  hunks: Hunk[];
}

/**
 * Reads the additions of a Markdown text: in each section, the blocks that follow "New file `path`:", and the `diff`
 * blocks, whose first line names the file. The other lines begin with a space, `+` or `-`; `@@` stands for lines left
 * out.
 */
export function readAdditions(markdown: string): Addition[] {
  const sections = markdown.split(/^#{2,3} /m).slice(1);
  return sections
    .map((section) => {
      const name = section.slice(0, section.indexOf('\n'));
      const blocks = [...section.matchAll(/(?:New file `([^`]+)`:\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm)];
      return {
        name,
        files: Object.fromEntries(blocks.flatMap(([, file, , text]) => (file ? [[file, text!]] : []))),
        hunks: blocks.flatMap(([, , language, text]) => (language === 'diff' ? readDiff(text!) : [])),
      };
    })
    .filter(({ files, hunks }) => Object.keys(files).length + hunks.length > 0);
}

/** The hunks of one `diff` block. */
export function readDiff(text: string): Hunk[] {
  const [head, ...lines] = text.trimEnd().split('\n');
  const file = /^--- (\S+)$/.exec(head!)?.[1];
  if (!file) throw new Error(`A diff begins with "${head}" and not with the name of its file.`);
  const hunks: Hunk[] = [{ file, before: [], after: [] }];
  for (const line of lines) {
    const hunk = hunks.at(-1)!;
    const [mark, rest] = [line.charAt(0), line.slice(1)];
    if (line === '@@') hunks.push({ file, before: [], after: [] });
    else if (mark === '+') hunk.after.push(rest);
    else if (mark === '-') hunk.before.push(rest);
    else if (mark === ' ' || line === '') [hunk.before, hunk.after].forEach((side) => side.push(rest));
    else throw new Error(`A line of the diff of ${file} begins with none of " ", "+" and "-": ${line}`);
  }
  return hunks;
}

/**
 * Adds it to the files below a folder, as a reader who follows the text would.
 * @returns what each file held before, by path; null for a new file
 * @throws Error when the lines of a change are not in their file exactly once, or a new file exists already
 */
export function add(folder: string, { files, hunks }: Pick<Addition, 'files' | 'hunks'>): Map<string, string | null> {
  const before = new Map<string, string | null>();
  for (const [file, text] of Object.entries(files)) {
    if (existsSync(join(folder, file))) throw new Error(`${file} is there already.`);
    before.set(file, null);
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  for (const hunk of hunks) {
    const text = readFileSync(join(folder, hunk.file), 'utf8');
    if (!before.has(hunk.file)) before.set(hunk.file, text);
    writeFileSync(join(folder, hunk.file), changed(text, hunk));
  }
  return before;
}

/** A file's text with the lines of a hunk replaced. @throws Error when they are not in it exactly once */
export function changed(text: string, { file, before, after }: Hunk): string {
  const [old, wanted] = [before, after].map((lines) => lines.map((line) => `${line}\n`).join('')) as [string, string];
  const parts = `\n${text}`.split(`\n${old}`);
  if (before.length === 0 || parts.length !== 2)
    throw new Error(`${file} has ${parts.length - 1} places that read:\n${old}`);
  return parts.join(`\n${wanted}`).slice(1);
}
