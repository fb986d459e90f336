import { SetupError } from '../services/base/problem';

const placeholder = /\$\{\{(\w+)\}\}/g;

/**
 * Fills in the `${{NAME}}` in every string of a template.
 * @throws SetupError when it names something that has no value
 */
export function fill<Template>(template: Template, values: Readonly<Record<string, string>>): Template {
  const valueOf = (name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new SetupError(`manifest/manifest.json asks for ${name}, which nothing fills. Correct its name.`);
    return value;
  };
  return JSON.parse(JSON.stringify(template), (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(placeholder, (_all, name: string) => valueOf(name)) : value,
  ) as Template;
}

/** The names in the template's string at a path such as `['developer', 'name']`. */
export function filledFrom(template: unknown, path: readonly string[]): string[] {
  const value = path.reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], template);
  return typeof value === 'string' ? [...value.matchAll(placeholder)].map(([, name]) => name!) : [];
}
