import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isChanging, phrasesOf } from '../../../bot/turn/command';
import { commands } from '../../../bot/commands';
import { understand } from '../../../bot/turn/understanding';
import { hasSlots, knownLength, matchPhrase } from '../../../bot/turn/utterance';
import { rights } from '../../../services/people/rights';

/** What a slot may hold, including awkward values. */
const values: Record<string, string[]> = {
  person: ['alice', "Zoë O'Brien-Łukasz", 'alice.smith@contoso.example'],
  number: ['1234567', '123 45 67#'],
  conferenceId: ['7946598', '794-65 98#'],
  topic: ['lobby', 'no pin'],
  address: ['alice@hotmail.example', 'nonsense'],
  position: ['on', 'OFF'],
  role: ['helpdesk', 'Admin'],
  format: ['csv', 'JSON'],
  bulk: ['pins', 'reset PIN', 'reset conference IDs', 'enable'],
  period: ['since monday', 'last 7 days', 'Yesterday', 'november 2025', 'from 1 oct to 15 oct'],
  show: ['refused', 'Everything', 'changes only'],
};
const filled = (phrase: string): string[] => {
  const slot = /\{(\w+)\}/.exec(phrase)?.[1];
  return slot ? values[slot]!.flatMap((value) => filled(phrase.replace(`{${slot}}`, value))) : [phrase];
};

/** How much of a text the phrase knows; -1 when it does not fit. */
function known(phrase: string, text: string): number {
  const slots = matchPhrase(phrase, text);
  return slots ? knownLength(phrase, slots) : -1;
}

describe.each(commands.map((command) => [command.name, command] as const))('%s', (name, command) => {
  test('is understood by its title and by each of its phrases, and those mean no other command', () => {
    for (const phrase of phrasesOf(command)) {
      for (const text of filled(phrase)) {
        expect(understand(commands, text)?.command.name).toBe(name);
        const others = commands.filter((other) => other !== command);
        // A phrase of another command may match too if it knows less of the text: this one goes before it.
        const meaning = others.filter((other) =>
          phrasesOf(other).some((one) => hasSlots(one) === hasSlots(phrase) && known(one, text) >= known(phrase, text)),
        );
        expect({ text, alsoMeans: meaning.map((other) => other.name) }).toEqual({ text, alsoMeans: [] });
      }
    }
  });

  test('is named in small letters with hyphens, and its file is called like it', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(readdirSync(join(__dirname, '../../../bot/commands'))).toContain(`${name}.ts`);
  });

  test('fits into the menu of Teams', () => {
    expect(command.title.length).toBeLessThanOrEqual(32);
    expect(command.help.length).toBeLessThanOrEqual(128);
    expect(command.help).toMatch(/^[A-Z].*\.$/);
  });

  test('answers in the 1:1 chat', () => {
    expect(command.scopes).toContain('personal');
  });

  test('is asked for in private when it concerns a PIN or a person', () => {
    if (command.right !== 'talk') expect(command.scopes).toEqual(['personal']);
  });

  test('has a name that no offer button uses', () => {
    expect(['confirm', 'cancel', 'done'].includes(name) && isChanging(command)).toBe(false);
  });
});

test('every file of a command is in the list', () => {
  const files = readdirSync(join(__dirname, '../../../bot/commands'))
    .filter((file) => file !== 'index.ts')
    .map((file) => file.replace('.ts', ''));
  expect(commands.map(({ name }) => name).sort()).toEqual(files.sort());
});

test('every right is used by a command, of the bot or of the command line', () => {
  const folder = join(__dirname, '..', '..', '..', 'cli', 'commands');
  const commandLine = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const ofCommandLine = Object.keys(rights).filter((right) => commandLine.includes(` action: '${right}'`));
  expect([...new Set([...commands.map(({ right }) => right), ...ofCommandLine])].sort()).toEqual(
    Object.keys(rights).sort(),
  );
});
