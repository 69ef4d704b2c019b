import type { Codecs, EventCodec, RegisteredSchema } from '@main/ports/schema-registry'
import { plainType, valueKind } from '@shared/model/avro-type'
import type { AvroSchema, Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { Type, type types } from 'avsc'
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
  readonly #byteFields: readonly string[]
  readonly #known: Map<number, RegisteredSchema>
  /** A writer, or the reason why none of its records can be read. */
  readonly #writers: Map<number, Writer | string>
  /** Records are encoded one after the other in shared buffers (slabs); a full slab stays in memory as long as any of its records. */
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
  #used = 0

  constructor(own: RegisteredSchema, known: readonly RegisteredSchema[]) {
    this.#own = own
    this.#type = recordType(own.schema)
    this.#check = new RecordCheck(own.schema, own.schema)
    this.#byteFields = own.schema.fields.filter(({ type }) => valueKind(type) === 'bytes').map((field) => field.name)
    this.#known = new Map(known.map((schema) => [schema.id, schema]))
    this.#writers = new Map([[own.id, { check: this.#check, resolver: undefined }]])
  }

  encode(event: Event): Uint8Array {
    const sound = this.#byteFields.length > 0 ? this.#withBuffers(event) : event
    const end = this.#write(sound)
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
    return this.#type.decode(buffer, HEADER_BYTES, resolver).value
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
    for (let size = SLAB_BYTES; ; size *= 2) {
      const start = this.#used + HEADER_BYTES
      const end = start <= this.#slab.length ? this.#encodeAt(event, start) : -1
      if (end >= 0) {
        writeHeader(this.#slab, this.#own.id, this.#used)
        return end
      }
      this.#slab = Buffer.allocUnsafeSlow(size)
      this.#used = 0
    }
  }

  /** Negative when there is not enough space. */
  #encodeAt(event: Event, start: number): number {
    try {
      return this.#type.encode(event, this.#slab, start)
    } catch (cause) {
      throw invalid(encodeProblem(this.#own.schema, this.#type, event), cause)
    }
  }

  /** avsc accepts bytes only as Buffers. */
  #withBuffers(event: Event): Event {
    const copy = { ...event }
    for (const name of this.#byteFields) {
      const value = copy[name]
      if (value instanceof Uint8Array) copy[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
    return copy
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
      const resolver = this.#type.createResolver(recordType(schema))
      return { check: new RecordCheck(schema, this.#own.schema), resolver }
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      return `version ${version} of its schema cannot be read as version ${this.#own.version}: ${why}`
    }
  }
}

function recordType(schema: AvroSchema): types.RecordType {
  return Type.forSchema(schema as Parameters<typeof Type.forSchema>[0], { omitRecordMethods: true }) as types.RecordType
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function invalid(problem: string, cause?: unknown): FaultError {
  return new FaultError({ code: 'event-invalid', problem }, { cause })
}

/** Finds, field by field, why avsc refuses to encode the event. */
export function encodeProblem(schema: AvroSchema, type: types.RecordType, event: Event): string {
  for (const [i, field] of schema.fields.entries()) {
    const value = event[field.name]
    if (value === undefined && field.default !== undefined) continue
    if (value === undefined) return `${field.name} is missing`
    if (type.fields[i]?.type.isValid(value)) continue
    const plain = plainType(field.type)
    if (typeof plain === 'object' && plain.type === 'enum') {
      return `${field.name}: none of its symbols: ${shown(value)}`
    }
    return `${field.name}: not a valid ${typeof plain === 'object' ? plain.type : plain}: ${shown(value)}`
  }
  return 'it cannot be encoded'
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
