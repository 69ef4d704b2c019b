import type { Codecs, EventCodec, RegisteredSchema } from '@main/ports/schema-registry'
import type { AvroSchema, Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { Type, type types } from 'avsc'
import { type FieldChecks, fieldChecks, plainType } from './field-checks'
import { decodeProblem, encodeProblem } from './problems'
import { HEADER_BYTES, readHeader, writeHeader } from './wire-format'

const SLAB_BYTES = 64 * 1024

export const avroCodecs: Codecs = {
  codec(known) {
    const own = known.at(-1)
    if (!own) throw new Error('a codec needs at least the schema to encode with')
    return new AvroCodec(own, known)
  },
}

/** How to read what one version wrote. Without a resolver, writer and reader have the same schema. */
interface Writer {
  readonly type: types.RecordType
  readonly resolver: ReturnType<Type['createResolver']> | undefined
}

class AvroCodec implements EventCodec {
  readonly #own: RegisteredSchema
  readonly #type: types.RecordType
  readonly #checks: FieldChecks
  readonly #byteFields: readonly string[]
  readonly #known: ReadonlyMap<number, RegisteredSchema>
  readonly #writers = new Map<number, Writer>()
  /** Records are encoded in place, one behind the other; full slabs live as long as a record in them does. */
  #slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
  #used = 0

  constructor(own: RegisteredSchema, known: readonly RegisteredSchema[]) {
    this.#own = own
    this.#type = recordType(own.schema)
    this.#checks = fieldChecks(own.schema)
    this.#byteFields = own.schema.fields.filter((field) => plainType(field) === 'bytes').map((field) => field.name)
    this.#known = new Map(known.map((schema) => [schema.id, schema]))
    this.#writers.set(own.id, { type: this.#type, resolver: undefined })
  }

  encode(event: Event): Uint8Array {
    const sound = this.#byteFields.length > 0 ? this.#withBuffers(event) : event
    let end: number
    try {
      end = this.#write(sound)
    } catch (cause) {
      throw invalid(encodeProblem(this.#own.schema, this.#type, sound), cause)
    }
    const problem = this.#checks(sound)
    if (problem) throw invalid(problem)
    const start = this.#used
    this.#used = end
    return this.#slab.subarray(start, end)
  }

  decode(bytes: Uint8Array): Event {
    const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const id = readHeader(buffer)
    if (typeof id === 'string') throw invalid(id)
    const writer = this.#writers.get(id) ?? this.#openWriter(id)
    let decoded: { value: Event | undefined; offset: number }
    try {
      decoded =
        writer.type === this.#type
          ? this.#type.decode(buffer, HEADER_BYTES)
          : this.#type.decode(buffer, HEADER_BYTES, writer.resolver)
    } catch (cause) {
      throw invalid(decodeProblem(writer.type, buffer, HEADER_BYTES), cause)
    }
    if (decoded.value === undefined || decoded.offset !== buffer.length) {
      throw invalid(decodeProblem(writer.type, buffer, HEADER_BYTES))
    }
    const problem = this.#checks(decoded.value)
    if (problem) throw invalid(problem)
    return decoded.value
  }

  /** Returns where the record ends in the slab. */
  #write(event: Event): number {
    for (let size = SLAB_BYTES; ; size *= 2) {
      const end =
        this.#used + HEADER_BYTES > this.#slab.length
          ? -1
          : this.#type.encode(event, this.#slab, this.#used + HEADER_BYTES)
      if (end >= 0) {
        writeHeader(this.#slab, this.#own.id, this.#used)
        return end
      }
      this.#slab = Buffer.allocUnsafeSlow(size)
      this.#used = 0
    }
  }

  /** avsc takes bytes as Buffers only. */
  #withBuffers(event: Event): Event {
    const copy = { ...event }
    for (const name of this.#byteFields) {
      const value = copy[name]
      if (value instanceof Uint8Array) copy[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
    return copy
  }

  #openWriter(id: number): Writer {
    const known = this.#known.get(id)
    if (!known) throw invalid(`no schema with id ${id} is known`)
    const type = recordType(known.schema)
    const writer = { type, resolver: this.#type.createResolver(type) }
    this.#writers.set(id, writer)
    return writer
  }
}

function recordType(schema: AvroSchema): types.RecordType {
  return Type.forSchema(schema as Parameters<typeof Type.forSchema>[0], { omitRecordMethods: true }) as types.RecordType
}

function invalid(problem: string, cause?: unknown): FaultError {
  return new FaultError({ code: 'event-invalid', problem }, { cause })
}
