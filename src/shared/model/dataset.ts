import { z } from 'zod'

/** A dataset's name: its topic, table and bucket share it (the bucket with `-` for `_`). */
export const DatasetName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'lower-case letters, digits and underscores, starting with a letter')
export type DatasetName = z.infer<typeof DatasetName>

/** The dataset that the simulator produces and that screens show first. */
export const DEFAULT_DATASET: DatasetName = 'user_interactions'

/** The meaning of the schema's fields; every later stage derives from it. */
export const Roles = z.object({
  /** Event time: a `long` with logicalType `timestamp-millis`, UTC. */
  time: z.string(),
  /** The kind of event: an `enum` or a `string`. */
  type: z.string(),
  /** Success or error: an `enum`; `errorSymbols` names the symbols that are errors. */
  outcome: z.string(),
  errorSymbols: z.array(z.string()).min(1),
  /** How long the request took, in milliseconds, if the dataset has a latency. */
  latency: z.string().optional(),
  /** A code that distinguishes errors (HTTP status, for example), if there is one. */
  errorCode: z.string().optional(),
  /** The message key: records with the same key keep their order. */
  key: z.string(),
  /** The unique id of an event, if there is such a field. */
  id: z.string().optional(),
  /** The user who caused the event, and the session, if the dataset has them: anomalies then count the affected ones. */
  user: z.string().optional(),
  session: z.string().optional(),
})
export type Roles = z.infer<typeof Roles>

/** `dataset.json`, the part of a dataset that is not its Avro schema. */
export const DatasetFile = z.object({
  title: z.string(),
  description: z.string(),
  roles: Roles,
  /** Number of log partitions. */
  partitions: z.number().int().min(1).max(64).default(6),
  /** Types by name, in the order that screens use; other types follow alphabetically. */
  typeLabels: z.record(z.string(), z.string()).default({}),
})
export type DatasetFile = z.infer<typeof DatasetFile>

const AvroName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
export const AvroPrimitive = z.enum(['boolean', 'int', 'long', 'float', 'double', 'string', 'bytes'])
export type AvroPrimitive = z.infer<typeof AvroPrimitive>
const AvroNamed = z.object({ type: AvroPrimitive, logicalType: z.enum(['uuid', 'timestamp-millis']).optional() })
const AvroEnum = z.object({ type: z.literal('enum'), name: AvroName, symbols: z.array(AvroName).min(1) })
const AvroPlain = z.union([AvroPrimitive, AvroNamed, AvroEnum])
export type AvroPlain = z.infer<typeof AvroPlain>

export const AvroField = z.object({
  name: AvroName,
  type: z.union([AvroPlain, z.tuple([z.literal('null'), AvroPlain])]),
  doc: z.string().optional(),
  default: z.union([z.null(), z.string(), z.number(), z.boolean()]).optional(),
})
export type AvroField = z.infer<typeof AvroField>

/** The Avro schemas a dataset may have: a flat record of primitives, enums, and their unions with null. */
export const AvroSchema = z.object({
  type: z.literal('record'),
  name: AvroName,
  namespace: z.string().optional(),
  doc: z.string().optional(),
  fields: z.array(AvroField).min(1),
})
export type AvroSchema = z.infer<typeof AvroSchema>

export const Dataset = DatasetFile.extend({ name: DatasetName, schema: AvroSchema })
export type Dataset = z.infer<typeof Dataset>

/**
 * One record of a dataset, by field. `timestamp-millis` is epoch milliseconds. A `long` beyond 2^52 is refused, because Avro in JavaScript
 * loses bits above that.
 */
export type Event = Record<string, string | number | boolean | Uint8Array | null>

/** The bucket that holds a dataset's extracts and reports. */
export function bucketOf(dataset: DatasetName): string {
  return dataset.replaceAll('_', '-')
}
