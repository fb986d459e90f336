import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The stand-in for PowerShell with Microsoft's Teams module. It knows no Teams. In a package it is not executable. */
export const standInPwsh = [process.execPath, join(__dirname, 'pwsh.cjs')] as const;

/** What goes wrong at the first call of a verb, or at a start. */
export type StandInStep = { verb: string } & (
  | { do?: 'die-before' | 'die-after' | 'hang' | 'twice' | 'wrong-mark' }
  | { do: 'slow'; milliseconds: number }
  | { do: 'noise'; lines: string[] }
  | { do: 'rubbish'; text?: string }
  | { do: 'fault'; kind?: string; message?: string; code?: string }
) & {
    /** Properties in place of those that the verb returns. */
    value?: Record<string, unknown>;
    /** All of the value, whatever it is. */
    whole?: unknown;
    /** Answers with an id that is higher by so much. */
    off?: number;
    /** At a start: why there is none. */
    obstacle?: string;
    found?: string[];
  };

/** What the stand-in knows and remembers, as pwsh.cjs describes it. */
export interface StandInTeams {
  people?: { id: string; upn: string; toll?: string; tollFree?: string }[];
  pinLength?: number;
  mails?: boolean;
  pins?: string[];
  steps?: StandInStep[];
  done?: { verb: string; identity: string }[];
  starts?: { environment: string[]; arguments: string[] }[];
}

/** The file of a stand-in. Its folder is the HOME of the program. */
const fileIn = (folder: string): string => join(folder, 'stand-in-teams.json');

/** @throws when there is none */
export const readStandInTeams = (folder: string): StandInTeams =>
  JSON.parse(readFileSync(fileIn(folder), 'utf8')) as StandInTeams;

/** Gives the stand-in that is started with this folder as its HOME what it knows. */
export const writeStandInTeams = (folder: string, teams: StandInTeams): void =>
  writeFileSync(fileIn(folder), JSON.stringify(teams, null, 2), { mode: 0o600 });
