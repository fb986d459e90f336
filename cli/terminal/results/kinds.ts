import { z } from 'zod';

/** What a command prints as data: one thing with fixed fields, a list of such things, or either of the two. */
export type Result = z.ZodType;
/** The fixed fields of one thing. None is ever left out: what there is not is null, or an empty list. */
export type Fields = z.ZodObject;

/** The fields of one thing, in the order in which they are printed. */
export const fields = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape);

export const text = (about: string) => z.string().describe(about);
export const flag = (about: string) => z.boolean().describe(about);
export const count = (about: string) => z.int().nonnegative().describe(about);
/** ISO 8601, always in UTC. */
export const time = (about: string) => z.iso.datetime().describe(about);
/** A phone number in E.164. */
export const number = (about: string) => z.e164().describe(about);
/** A fixed word for programs. */
export const code = <const Codes extends readonly [string, ...string[]]>(codes: Codes, about: string) =>
  z.enum(codes).describe(about);
export const list = <Kind extends z.ZodType>(kind: Kind, about: string) => z.array(kind).describe(about);
/** Null stands for what there is not. */
export const orNull = <Kind extends z.ZodType>(kind: Kind) => kind.nullable().describe(kind.description ?? '');

/** The fields of each thing in a result. */
export function fieldsOf(result: Result): Fields {
  if (result instanceof z.ZodObject) return result as Fields;
  if (result instanceof z.ZodArray) return fieldsOf(result.element as Result);
  if (result instanceof z.ZodUnion) return fieldsOf(result.options[0] as Result);
  throw new TypeError('A result is one thing with fields, or a list of them.');
}

/** One or several: which of them depends on how the command is called. */
export const oneOrMany = <Shape extends z.ZodRawShape>(one: z.ZodObject<Shape>) => z.union([one, z.array(one)]);

/** What a field can hold, in words: `text`, `time or null`, `user|helpdesk|admin|auditor`. */
export function kindWords(kind: z.ZodType): string {
  if (kind instanceof z.ZodNullable) return `${kindWords(kind.unwrap() as z.ZodType)} or null`;
  if (kind instanceof z.ZodArray) return `list of ${kindWords(kind.element as z.ZodType)}`;
  if (kind instanceof z.ZodUnion) return kind.options.map((one) => kindWords(one as z.ZodType)).join(', ');
  if (kind instanceof z.ZodEnum) return kind.options.join('|');
  if (kind instanceof z.ZodObject) return 'objects';
  if (kind instanceof z.ZodISODateTime) return 'time';
  if (kind instanceof z.ZodE164) return 'phone number';
  if (kind instanceof z.ZodBoolean) return 'true|false';
  return kind instanceof z.ZodNumber ? 'number' : 'text';
}
