/** What somebody can type, in a sentence: `"audit", "audit refused"`. */
export const inQuotes = (forms: readonly string[]): string => forms.map((form) => `"${form}"`).join(', ');
