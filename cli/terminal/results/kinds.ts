import { z } from 'zod';

/** What a command prints as data: one thing with fixed fields, a list of such things, or either of the two. */
export type Result = z.ZodType;
/** The fixed fields of one thing. None is ever left out: what there is not is null, or an empty list. */
export type Fields = z.ZodObject;

/** The fields of one thing, in the order in which they are printed. */
export const fields = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape);

export const text = (about?: string) => told(z.string(), about);
export const flag = (about: string) => told(z.boolean(), about);
export const count = (about: string) => told(z.int().nonnegative(), about);
/** ISO 8601, always in UTC. */
export const time = (about: string) => told(z.iso.datetime(), about);
/** A phone number in E.164. */
export const number = (about?: string) => told(z.e164(), about);
/** A fixed word for programs. */
export const code = <const Codes extends readonly [string, ...string[]]>(codes: Codes, about: string) =>
  told(z.enum(codes), about);
export const list = <Kind extends z.ZodType>(kind: Kind, about: string) => told(z.array(kind), about);
/** Null stands for what there is not. */
export const orNull = <Kind extends z.ZodType>(kind: Kind) => told(kind.nullable(), kind.description);

/** With the sentence that the help and the JSON Schema have about it. */
const told = <Kind extends z.ZodType>(kind: Kind, about: string | undefined): Kind =>
  about === undefined ? kind : kind.describe(about);

/** Several things. */
export const listOf = <Kind extends z.ZodType>(kind: Kind) => z.array(kind);

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
