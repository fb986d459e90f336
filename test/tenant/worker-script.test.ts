import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { teamsVerbs } from '../../tenant/teams-protocol';

/**
 * worker.ps1 runs in PowerShell alone, which is not on every machine that runs these tests. What can be known of it
 * without running it is checked here: that it is PowerShell, what it calls, and with which parameters.
 */
const script = readFileSync(join(__dirname, '..', '..', 'tenant', 'worker.ps1'), 'utf8');
const code = script.replaceAll(/^\s*#.*$/gm, '');
let parser: Parser;

beforeAll(async () => {
  await Parser.init();
  const grammar = join(dirname(require.resolve('tree-sitter-powershell/package.json')), 'tree-sitter-powershell.wasm');
  parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(grammar)));
});

const isPowerShell = (text: string): boolean => {
  const tree = parser.parse(text)!;
  const right = !tree.rootNode.hasError;
  tree.delete();
  return right;
};
const nodes = (type: string): Node[] =>
  parser
    .parse(script)!
    .rootNode.descendantsOfType(type)
    .map((node) => node!);

test('is PowerShell, and would not be with a bracket less', () => {
  expect(isPowerShell(script)).toBe(true);
  const brackets = ['{', '}', '(', ')'].flatMap(nodes).filter((_, index) => index % 17 === 0);
  expect(brackets.length).toBeGreaterThan(40);
  const without = ({ startIndex }: Node) => script.slice(0, startIndex) + script.slice(startIndex + 1);
  expect(brackets.filter((one) => isPowerShell(without(one))).map(({ startPosition }) => startPosition)).toEqual([]);
});

test('is ASCII, and ends its lines as Unix does', () => {
  expect(script).toMatch(/^[\n\x20-\x7e]*$/);
});

test('has the verbs of the other side, and no more', () => {
  const verbs = [...script.matchAll(/^ {8}'([a-z-]+)' \{$/gm)].map(([, verb]) => verb);
  expect(verbs.sort()).toEqual([...teamsVerbs].sort());
});

test('makes no script of a text, and starts nothing', () => {
  expect(code).not.toMatch(/Invoke-Expression|\biex\b|&\s*[$'"({]|Add-Type|Start-Process|Start-Job|Invoke-Command/i);
  expect(code).not.toMatch(/\[scriptblock\]|InvokeScript|NewScriptBlock|ExpandString|\$input\b|\$ExecutionContext/i);
  // A dot that runs a script stands where a command begins.
  expect(code).not.toMatch(/(?:^|[;{(|])\s*\.\s+\S/m);
});

test('calls nothing but its own functions, the cmdlets of Teams, and a few of PowerShell', () => {
  const own = nodes('function_name').map(({ text }) => text);
  const called = new Set(nodes('command_name').map(({ text }) => text));
  expect(own.length).toBeGreaterThan(10);
  expect([...called].filter((name) => !own.includes(name)).sort()).toEqual([
    'Connect-MicrosoftTeams',
    'ConvertFrom-Json',
    'ConvertTo-Json',
    'ForEach-Object',
    'Get-Command',
    'Get-CsOnlineDialInConferencingBridge',
    'Get-CsOnlineDialInConferencingServiceNumber',
    'Get-CsOnlineDialInConferencingTenantSettings',
    'Get-CsOnlineDialInConferencingUser',
    'Get-Module',
    'Import-Module',
    'Out-Null',
    'Set-CsOnlineDialInConferencingUser',
    'Where-Object',
  ]);
  // A function that nobody calls is a slip of the pen.
  expect(own.filter((name) => !called.has(name))).toEqual([]);
});

test('hands a cmdlet only the parameters that it has', () => {
  const given = [
    ...code.matchAll(/\$splat\['(\w+)'\]/g),
    ...code.matchAll(/(?:(?<!\[ordered\])@\{|;) (\w+) = [^@]/g),
  ].map(([, name]) => name);
  expect([...new Set(given)].filter((name) => /^[A-Z]/.test(name!)).sort()).toEqual([
    'AccessTokens',
    'ErrorAction',
    'Force',
    'Identity',
    'LogLevel',
    'ResetLeaderPin',
    'SendEmail',
    'SendEmailToAddress',
    'ServiceNumber',
    'TeamsEnvironmentName',
    'TenantId',
    'TollFreeServiceNumber',
  ]);
  // The cmdlet has no ShouldProcess, so that these are errors, whatever its documentation says.
  expect(code).not.toMatch(/-Confirm|-WhatIf|SendEmailFrom|PSTNOnly/i);
});

test('stops at errors, is silent otherwise, and keeps a PIN a text', () => {
  expect(code).toContain("$ErrorActionPreference = 'Stop'");
  for (const stream of ['Progress', 'Warning', 'Information', 'Verbose', 'Debug'])
    expect(code).toContain(`$global:${stream}Preference = 'SilentlyContinue'`);
  expect(code).toContain('ConvertTo-Json -InputObject $Answer -Depth 4 -Compress');
  expect(code).toMatch(/return "\$\(\$found\)"/);
  expect(code).toContain("$script:WorkerVersion = '7.8.0'");
});
