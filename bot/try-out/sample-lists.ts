import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvRows } from '../../services/base/csv';
import { makeFolder } from '../../services/base/make-folder';
import { samplePeople } from '../../services/try-out/sample-people';

/** The paths of a list to paste and of a CSV file. */
export interface SampleLists {
  list: string;
  csv: string;
}

/** As people name one another: two of them need a second look, and one is nobody. */
const asTyped = ['Alex Wilber', 'alice.smith@contoso.example', 'Isaiah', 'Lynne Robbins', 'Nobody Here'];
const inFile = ['Alex Wilber', 'Alice Smith', "Zoë O'Brien-Łukasz", 'Patti Fernandez'];

/** Writes lists of sample people, to try what is done for many people at once. What is there already stays. */
export function writeSampleLists(dataFolder: string): SampleLists {
  const folder = join(dataFolder, 'samples');
  makeFolder(folder);
  const people = inFile.map((name) => samplePeople.find((person) => person.name === name)!);
  return {
    list: written(join(folder, 'people-to-paste.txt'), `${asTyped.join('\n')}\n`),
    csv: written(
      join(folder, 'people.csv'),
      csvRows([['UserPrincipalName', 'DisplayName'], ...people.map(({ upn, name }) => [upn, name])]),
    ),
  };
}

function written(path: string, text: string): string {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return path;
}
