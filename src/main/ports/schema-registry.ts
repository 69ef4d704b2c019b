import type { AvroSchema, Event } from '@shared/model/dataset'

export interface RegisteredSchema {
  readonly id: number
  readonly subject: string
  readonly version: number
  readonly schema: AvroSchema
}

/** Schemas by subject and version, each with an id that travels in front of every record (Confluent wire format). */
export interface SchemaRegistry {
  /**
   * Registers the schema and returns its id; the same schema again returns the same id. Throws `schema-incompatible` when it
   * cannot read what the subject's latest version wrote (BACKWARD compatibility).
   */
  register(subject: string, schema: AvroSchema): Promise<RegisteredSchema>
  /** As it is registered for this subject, where the same schema is registered for several. */
  byId(id: number, subject?: string): Promise<RegisteredSchema | null>
  versions(subject: string): Promise<RegisteredSchema[]>
  close(): Promise<void>
}

/** Turns events into records' bytes and back: magic byte 0, schema id (4 bytes, big endian), Avro binary. */
export interface EventCodec {
  /** Throws `event-invalid`. */
  encode(event: Event): Uint8Array
  /**
   * The event in the shape of the codec's own schema, also when an older version wrote it. Throws `event-invalid` with the
   * reason: wrong magic byte, unknown schema id, bytes cut short or left over, a value out of its range.
   */
  decode(bytes: Uint8Array): Event
  /** The id of the schema that wrote the record when the codec does not know it; null when it does, or when there is no id in it. */
  unknownId(bytes: Uint8Array): number | null
  /** From now on it reads what was written with this schema too, where its own schema can. */
  learn(schema: RegisteredSchema): void
}

export interface Codecs {
  /** `known`: the versions that may have written what is to be decoded, the schema to encode with last. */
  codec(known: readonly RegisteredSchema[]): EventCodec
}
