import { usageError } from './refusal';

/** A day or an instant from an option. @throws Refusal */
export function dateOf(option: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? new Date(text)
    : undefined;
  if (!date || Number.isNaN(date.getTime()))
    throw usageError(`${option} takes a date such as 2026-01-31 or 2026-01-31T08:00:00Z`);
  return date;
}
