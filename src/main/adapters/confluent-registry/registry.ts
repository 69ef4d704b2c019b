import { canonicalField, canonicalSchema } from '@main/ports/canonical-schema'
import type { RegisteredSchema, SchemaRegistry } from '@main/ports/schema-registry'
import { AvroSchema } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { type RegistryAddress, registryRest } from './rest'

const Id = z.object({ id: z.int() })
const Versions = z.array(z.int())
const Places = z.array(z.object({ subject: z.string(), version: z.int() }))
const Registered = z.object({ subject: z.string(), id: z.int(), version: z.int(), schema: z.string() })

/** A schema registry that speaks Confluent's REST interface: Confluent's own, Karapace, Redpanda's, Apicurio's compatible one. */
export function openConfluentRegistry(address: RegistryAddress): SchemaRegistry {
  const rest = registryRest(address)

  const versionOf = async (subject: string, version: number): Promise<RegisteredSchema | null> => {
    const answer = await rest.ask('GET', `/subjects/${encodeURIComponent(subject)}/versions/${version}`, Registered)
    return answer && registered(answer)
  }

  const versions = async (subject: string): Promise<RegisteredSchema[]> => {
    const numbers = (await rest.ask('GET', `/subjects/${encodeURIComponent(subject)}/versions`, Versions)) ?? []
    const found = await Promise.all(numbers.map((version) => versionOf(subject, version)))
    return found.filter((schema) => schema !== null).sort((a, b) => a.version - b.version)
  }

  const add = async (
    subject: string,
    schema: AvroSchema,
    latest: AvroSchema | undefined,
  ): Promise<RegisteredSchema> => {
    const path = `/subjects/${encodeURIComponent(subject)}`
    const config = `/config/${encodeURIComponent(subject)}`
    // A subject that is there may have been given another rule on purpose, or by another thread just now.
    if (!latest) await rest.ask('PUT', config, z.unknown(), { compatibility: 'BACKWARD' }, () => null)
    const body = { schema: JSON.stringify(schema), schemaType: 'AVRO' }
    await rest.ask('POST', `${path}/versions`, Id, body, (message) => incompatible(subject, schema, latest, message))
    const added = await rest.ask('POST', path, Registered, body)
    if (!added) throw rest.unavailable(`it took a schema of ${subject} and does not know it any more`)
    return registered(added)
  }

  return {
    async register(subject, schema) {
      const known = await versions(subject)
      const there = sameAs(schema, known)
      if (there) return there
      try {
        return await add(subject, schema, known.at(-1)?.schema)
      } catch (thrown) {
        // Two that do the same at the same time may be in each other's way.
        const raced = sameAs(schema, await versions(subject))
        if (raced) return raced
        throw thrown
      }
    },
    async byId(id, subject) {
      const places = (await rest.ask('GET', `/schemas/ids/${id}/versions`, Places)) ?? []
      const place = places.findLast((one) => one.subject === subject) ?? places[0]
      return place ? versionOf(place.subject, place.version) : null
    },
    versions,
    close: async () => rest.close(),
  }
}

/** A registry takes documentation for a part of the schema, and the long form of a type for another one. */
function sameAs(schema: AvroSchema, known: readonly RegisteredSchema[]): RegisteredSchema | undefined {
  const wanted = canonicalSchema(schema)
  return known.find((version) => canonicalSchema(version.schema) === wanted)
}

function registered({ id, subject, version, schema }: z.infer<typeof Registered>): RegisteredSchema {
  const parsed = AvroSchema.safeParse(jsonOf(schema))
  if (parsed.success) return { id, subject, version, schema: parsed.data }
  const problem = `version ${version} in the registry is no flat record of plain types`
  throw new FaultError({ code: 'schema-incompatible', subject, problem })
}

/** Of Protobuf the text is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Registries tell a field by its place in the schema, if at all: the fields that are new or changed are named before. */
function incompatible(
  subject: string,
  schema: AvroSchema,
  before: AvroSchema | undefined,
  message: string,
): FaultError {
  const known = new Set(before?.fields.map((field) => JSON.stringify(canonicalField(field))))
  const changed = schema.fields.filter((field) => !known.has(JSON.stringify(canonicalField(field))))
  const names = changed.map(({ name }) => name).join(', ')
  return new FaultError({
    code: 'schema-incompatible',
    subject,
    problem: names === '' ? message : `${names}: ${message}`,
  })
}
