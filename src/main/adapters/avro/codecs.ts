import type { Codecs, EventCodec, RegisteredSchema } from '@main/ports/schema-registry'
import { baseOf, enumSymbols, plainType } from '@shared/model/avro-type'
import type { AvroSchema, Event, FieldValue } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { Type, types } from 'avsc'
import { avscName, avscType } from './avsc-type'
import { type Convert, converterOf, recordConverter } from './convert-values'
import { RecordCheck, shown } from './record-check'

const SLAB_BYTES = 64 * 1024

export const avroCodecs: Codecs = {
  codec(known) {
    const own = known.at(-1)
    if (!own) throw new Error('a codec needs at least one schema for encoding')
    return new AvroCodec(own, known)
  },
}

/** How to read the records of one schema version. */
interface Writer {
  readonly check: RecordCheck
  /** Undefined when writer and reader have the same schema. */
  readonly resolver: ReturnType<Type['createResolver']> | undefined
}

class AvroCodec implements EventCodec {
  readonly #own: RegisteredSchema
  readonly #type: types.RecordType
  readonly #check: RecordCheck
  /** Null when events have avsc's own values. */
  readonly #encoded: Convert | null
  readonly #decoded: Convert | null
  readonly #known: Map<number, RegisteredSchema>
  /** A writer, or the reason why none of its records can be read. */
  readonly #writers: Map<number, Writer | string>
  /** Records are encoded one after the other in shared buffers (slabs); a full slab stays in memory as long as any of its records. */
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
  #used = 0

  constructor(own: RegisteredSchema, known: readonly RegisteredSchema[]) {
    this.#own = own
    this.#type = avscType(own.schema)
    this.#check = new RecordCheck(own.schema, own.schema)
    this.#encoded = recordConverter(own.schema.fields, 'encode')
    this.#decoded = recordConverter(own.schema.fields, 'decode')
    this.#known = new Map(known.map((schema) => [schema.id, schema]))
    this.#writers = new Map([[own.id, { check: this.#check, resolver: undefined }]])
  }

  encode(event: Event): Uint8Array {
    const end = this.#write(event)
    const start = this.#used
    const problem = this.#check.problem(this.#slab, start + HEADER_BYTES, end)
    if (problem !== null) throw invalid(problem)
    this.#used = end
    return this.#slab.subarray(start, end)
  }

  decode(bytes: Uint8Array): Event {
    const buffer = bufferOf(bytes)
    const id = readHeader(buffer)
    if (typeof id === 'string') throw invalid(id)
    const writer = this.#writers.get(id) ?? this.#openWriter(id)
    if (typeof writer === 'string') throw invalid(writer)
    const { check, resolver } = writer
    const problem = check.problem(buffer, HEADER_BYTES, buffer.length)
    if (problem !== null) throw invalid(problem)
    const { value } = this.#type.decode(buffer, HEADER_BYTES, resolver)
    return this.#decoded ? (this.#decoded(value) as Event) : value
  }

  unknownId(bytes: Uint8Array): number | null {
    const id = readHeader(bufferOf(bytes))
    return typeof id === 'string' || this.#known.has(id) ? null : id
  }

  learn(schema: RegisteredSchema): void {
    this.#known.set(schema.id, schema)
  }

  /** Returns the end of the record in the slab; it begins at `#used`. */
  #write(event: Event): number {
    const value = this.#valueOf(event)
    for (let size = SLAB_BYTES; ; size *= 2) {
      const start = this.#used + HEADER_BYTES
      const end = start <= this.#slab.length ? this.#encodeAt(event, value, start) : -1
      if (end >= 0) {
        writeHeader(this.#slab, this.#own.id, this.#used)
        return end
      }
      this.#slab = Buffer.allocUnsafeSlow(size)
      this.#used = 0
    }
  }

  #valueOf(event: Event): FieldValue {
    if (!this.#encoded) return event
    try {
      return this.#encoded(event)
    } catch (cause) {
      throw invalid(encodeProblem(this.#own.schema, this.#type, event), cause)
    }
  }

  /** Negative when there is not enough space. */
  #encodeAt(event: Event, value: FieldValue, start: number): number {
    try {
      return this.#type.encode(value, this.#slab, start)
    } catch (cause) {
      throw invalid(encodeProblem(this.#own.schema, this.#type, event), cause)
    }
  }

  #openWriter(id: number): Writer | string {
    const known = this.#known.get(id)
    if (!known) return `no schema with id ${id} is known`
    const writer = this.#writerOf(known)
    this.#writers.set(id, writer)
    return writer
  }

  #writerOf({ schema, version }: RegisteredSchema): Writer | string {
    try {
      const resolver = this.#type.createResolver(avscType(schema))
      return { check: new RecordCheck(schema, this.#own.schema), resolver }
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      return `version ${version} of its schema cannot be read as version ${this.#own.version}: ${why}`
    }
  }
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function invalid(problem: string, cause?: unknown): FaultError {
  return new FaultError({ code: 'event-invalid', problem }, { cause })
}

/** Finds, field by field, why avsc refuses to encode the event. */
export function encodeProblem(schema: AvroSchema, type: types.RecordType, event: Event): string {
  for (const field of schema.fields) {
    const value = Object.hasOwn(event, field.name) ? event[field.name] : undefined
    if (value === undefined && field.default !== undefined) continue
    if (value === undefined) return `${field.name} is missing`
    const own = type.fields.find(({ name }) => name === avscName(field.name))?.type
    const problem = own ? valueProblem(own, value, converterOf(field.type, 'encode')) : null
    if (problem === null) continue
    if (problem !== '') return `${field.name}: ${problem}`
    if (enumSymbols(field.type).length > 0) return `${field.name}: none of its symbols: ${shown(value)}`
    const plain = plainType(field.type)
    return `${field.name}: not a valid ${plain === null ? 'value of its union' : baseOf(plain)}: ${shown(value)}`
  }
  return 'it cannot be encoded'
}

/** Null when the value is valid; empty when its type says what is wrong. */
function valueProblem(type: Type, value: FieldValue, convert: Convert | null): string | null {
  try {
    return type.isValid(convert && value !== null ? convert(value) : value) ? null : ''
  } catch (thrown) {
    return (thrown as Error).message
  }
}

/** Confluent's wire format: magic byte 0, schema id as big-endian u32, then Avro binary. */
export const HEADER_BYTES = 5
const MAGIC = 0

export function writeHeader(bytes: Buffer, schemaId: number, at: number): void {
  bytes[at] = MAGIC
  bytes.writeUInt32BE(schemaId, at + 1)
}

/** The id of the schema that wrote the record, or the reason why there is none. */
export function readHeader(bytes: Buffer): number | string {
  if (bytes.length < HEADER_BYTES) return `it ends after ${bytes.length} bytes, inside its header`
  if (bytes[0] !== MAGIC) return `its first byte is ${bytes[0]}, not the 0 of the Confluent wire format`
  return bytes.readUInt32BE(1)
}
