import { AppManifestUtils, type TeamsManifest } from '@microsoft/app-manifest';
import { SetupError } from '../services/base/problem';
import { filledFrom } from './fill';

/**
 * Checks a manifest against the schema that it names. Microsoft's package contains the schema, so nothing is
 * downloaded.
 * @param template the template that the manifest was filled from, so that the message can say what to fix
 * @throws SetupError with one line for every field that is wrong
 */
export async function checkManifest(manifest: object, template: object): Promise<void> {
  const faults = await AppManifestUtils.validateAgainstSchema(manifest as TeamsManifest);
  if (faults.length > 0) throw new SetupError(faults.map((fault) => explain(fault, template)).join('\n'));
}

/** The package reports `/developer/name must NOT have more than 32 characters. Details: {"limit":32}`. */
function explain(fault: string, template: object): string {
  const [, pointer = '', message = fault, details = '{}'] = /^(\S*) (.*)\. Details: (.*)$/s.exec(fault) ?? [];
  const { additionalProperty } = JSON.parse(details) as { additionalProperty?: string };
  const path = pointer.split('/').slice(1);
  const field = [...path, ...(additionalProperty ? [additionalProperty] : [])].join('.') || 'manifest.json';
  const [name] = filledFrom(template, path);
  const fix = name ? `It comes from ${name}: set that to something else.` : 'Correct it in manifest/manifest.json.';
  return `${field} ${message}. ${fix}`;
}
