// Finds the part of the schema that a path leads to, and says in words what may stand there.

import * as z from 'zod';
import { keyOf, oneOf, type Path } from './finding.ts';

/** The schema a path leads to, or null where the path leaves the schema. */
export const schemaAt = (schema: z.core.$ZodType, path: Path): z.core.$ZodType | null => {
  const bare = unwrap(schema);
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  if (bare instanceof z.ZodUnion) {
    return bare.options.map((option) => schemaAt(option, path)).find((found) => found !== null) ?? null;
  }
  if (bare instanceof z.ZodObject) {
    const inner: z.core.$ZodType | undefined = bare.shape[step];
    return inner === undefined ? null : schemaAt(inner, rest);
  }
  if (bare instanceof z.ZodRecord && typeof step === 'string') return schemaAt(bare.valueType, rest);
  if (bare instanceof z.ZodArray && typeof step === 'number') return schemaAt(bare.element, rest);
  return null;
};

/** The same without what makes it optional. */
export const bareAt = (schema: z.core.$ZodType, path: Path): z.core.$ZodType | null => {
  const found = schemaAt(schema, path);
  return found === null ? null : unwrap(found);
};

/** The keys a map may have, if its keys are not free to choose. */
export const keysOf = (schema: z.core.$ZodType | null): readonly string[] => {
  const bare = schema === null ? null : unwrap(schema);
  if (bare instanceof z.ZodObject) return Object.keys(bare.shape);
  return bare instanceof z.ZodUnion ? bare.options.flatMap((option) => keysOf(option)) : [];
};

/** `text or a list` */
export const kindOf = (schema: z.core.$ZodType | null): string => {
  const bare = schema === null ? null : unwrap(schema);
  if (bare instanceof z.ZodUnion) return oneOf(bare.options.map((option) => kindOf(option)));
  if (bare instanceof z.ZodEnum) return oneOf(bare.options.map(String));
  if (bare instanceof z.ZodArray) return 'a list';
  if (bare instanceof z.ZodNumber) return 'a whole number';
  return bare instanceof z.ZodString ? 'text' : 'a map';
};

/** What the schema says of a path, or of what is around it: `Port of the Service; for example port: 80`. */
export const helpAt = (root: z.core.$ZodType, path: Path): string => {
  const { description, examples } = metaOf(schemaAt(root, path));
  if (description === undefined) return helpAt(root, path.slice(0, -1));
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return example === undefined ? description : `${description}; for example ${keyOf(path)}: ${flow(example)}`;
};

const metaOf = (schema: z.core.$ZodType | null): z.core.GlobalMeta => {
  if (schema === null) return {};
  return z.globalRegistry.get(schema) ?? (unwrap(schema) === schema ? {} : metaOf(unwrap(schema)));
};

const unwrap = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrap(schema.unwrap()) : schema;

/** YAML's flow style, as the labs write it. */
const flow = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flow(inner)}`)
    .join(', ')} }`;
};
