import type { AvroSchema, Event } from '@shared/model/dataset'

export interface RegisteredSchema {
  readonly id: number
  readonly subject: string
  readonly version: number
  readonly schema: AvroSchema
}

/** Schemas by subject and version, each with an id that is sent at the start of every record (Confluent wire format). */
export interface SchemaRegistry {
  /**
   * Registers the schema and returns its id; the same schema returns the same id again. Throws `schema-incompatible` when it cannot read
   * records of the subject's latest version (BACKWARD compatibility).
   */
  register(subject: string, schema: AvroSchema): Promise<RegisteredSchema>
  /** The schema as registered for this subject, when the same schema is registered for several. */
  byId(id: number, subject?: string): Promise<RegisteredSchema | null>
  versions(subject: string): Promise<RegisteredSchema[]>
  close(): Promise<void>
}

/** Encodes events as records and decodes them: magic byte 0, schema id (4 bytes, big endian), Avro binary. */
export interface EventCodec {
  /** Throws `event-invalid`. */
  encode(event: Event): Uint8Array
  /**
   * The event in the shape of the codec's own schema, also when an older version wrote it. Throws `event-invalid` with the reason: wrong
   * magic byte, unknown schema id, truncated or extra bytes, a value out of range.
   */
  decode(bytes: Uint8Array): Event
  /** The id of the record's schema when the codec does not know it; null when the codec knows it, or when the record has no id. */
  unknownId(bytes: Uint8Array): number | null
  /** From now on the codec also reads records of this schema, if its own schema can. */
  learn(schema: RegisteredSchema): void
}

export interface Codecs {
  /** `known`: the schema versions of the records to decode; the last one is used to encode. */
  codec(known: readonly RegisteredSchema[]): EventCodec
}
