import { z } from 'zod'
import type { AvroType, AvroSchema as Schema } from './avro-schema'
import { readAvroSchema } from './read-avro-schema'

export type { AvroField, AvroType } from './avro-schema'

/** A dataset's name: its topic, table and bucket share it (the bucket with `-` for `_`). */
export const DatasetName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'lower-case letters, digits and underscores, starting with a letter')
export type DatasetName = z.infer<typeof DatasetName>

/** The dataset that the simulator produces and that screens show first. */
export const DEFAULT_DATASET: DatasetName = 'user_interactions'

/**
 * The meaning of the schema's fields, by the name of a column; every later stage derives from it. In `dataset.json` each may also be a path into
 * a record (`meta.at`): `resolveRoles` makes a column of it.
 */
export const Roles = z.object({
  /** Event time, UTC: a column of milliseconds that are never null. */
  time: z.string(),
  /** The kind of event. Without it all events are of the type `ONLY_TYPE`. */
  type: z.string().optional(),
  /** Success or error; `errorSymbols` names the values that are errors, those of a boolean as text. Without it nothing is an error. */
  outcome: z.string().optional(),
  errorSymbols: z.array(z.string()).default([]),
  /** How long the request took, in milliseconds, if the dataset has a latency. */
  latency: z.string().optional(),
  /** A code that distinguishes errors (HTTP status, for example), if there is one. */
  errorCode: z.string().optional(),
  /** The message key, if there is one: records with the same key keep their order. */
  key: z.string().optional(),
  /** The unique id of an event, if there is such a field. */
  id: z.string().optional(),
  /** The user who caused the event, and the session, if the dataset has them: anomalies then count the affected ones. */
  user: z.string().optional(),
  session: z.string().optional(),
})
export type Roles = z.infer<typeof Roles>

/** The roles that name a field. */
export const FIELD_ROLES = ['time', 'type', 'outcome', 'latency', 'errorCode', 'key', 'id', 'user', 'session'] as const
export type FieldRole = (typeof FIELD_ROLES)[number]

/** The type of all events of a dataset without the role `type`. */
export const ONLY_TYPE = 'event'
/** The type of an event whose type is null. */
export const NO_TYPE = '(none)'

const ErrorValue = z.union([z.string(), z.boolean()]).transform(String)

/** The roles as a file gives them. `errorValues` is another word for `errorSymbols`. */
const FileRoles = Roles.extend({
  errorSymbols: z.array(ErrorValue).optional(),
  errorValues: z.array(ErrorValue).optional(),
}).transform(({ errorSymbols, errorValues, ...roles }) => ({
  ...roles,
  errorSymbols: errorSymbols ?? errorValues ?? [],
}))

/** A column whose values are taken from within an event: a role that is in a record, or a time in another unit. */
export const DerivedField = z.object({
  /** `@` and the role, a name that no Avro field can have. */
  name: z.string(),
  path: z.array(z.string()).min(1),
  type: z.custom<AvroType>(),
})
export type DerivedField = z.infer<typeof DerivedField>

/** `dataset.json`, the part of a dataset that is not its Avro schema. */
export const DatasetFile = z.object({
  title: z.string(),
  description: z.string(),
  roles: FileRoles,
  /** Number of log partitions. */
  partitions: z.number().int().min(1).max(64).default(6),
  /** Types by name, in the order that screens use; other types follow alphabetically. */
  typeLabels: z.record(z.string(), z.string()).default({}),
})
export type DatasetFile = z.infer<typeof DatasetFile>

/** Reads a schema from its JSON, with all names resolved. */
export const AvroSchema: z.ZodType<AvroSchema> = z.unknown().transform((json, context): AvroSchema => {
  const { schema, problems } = readAvroSchema(json)
  if (schema) return schema
  for (const message of problems) context.issues.push({ code: 'custom', message, input: json })
  return z.NEVER
})
export type AvroSchema = Schema

export const Dataset = DatasetFile.extend({
  name: DatasetName,
  schema: AvroSchema,
  derived: z.array(DerivedField).optional(),
  /** True when it comes with Millrace. */
  builtIn: z.boolean().optional(),
})
export type Dataset = z.infer<typeof Dataset>

/** A value of a field; a union that needs it has `{"branch": value}`. */
export type FieldValue =
  | string
  | number
  | boolean
  | Uint8Array
  | null
  | readonly FieldValue[]
  | { readonly [name: string]: FieldValue }

/**
 * One record of a dataset, by field. Times are epoch milliseconds or, with `-micros`, microseconds; dates are days since 1970; decimals are
 * text with all their decimals, UUIDs text. A `long` beyond 2^52 is refused, because Avro in JavaScript loses bits above that.
 */
export type Event = Record<string, FieldValue>

/** The bucket that holds a dataset's extracts and reports. */
export function bucketOf(dataset: DatasetName): string {
  return dataset.replaceAll('_', '-')
}
