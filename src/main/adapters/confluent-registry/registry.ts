import { canonicalField, canonicalSchema } from '@main/ports/canonical-schema'
import type { RegistryAddress } from '@main/ports/cluster-addresses'
import type { Http } from '@main/ports/http'
import type { RegisteredSchema, SchemaRegistry } from '@main/ports/schema-registry'
import { parseJson } from '@shared/lib/parse-json'
import { avroJson } from '@shared/model/avro-json'
import { AvroSchema } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { registryRest } from './rest'

const Id = z.object({ id: z.int() })
const Versions = z.array(z.int())
const Registrations = z.array(z.object({ subject: z.string(), version: z.int() }))
const Registered = z.object({ subject: z.string(), id: z.int(), version: z.int(), schema: z.string() })

/** A schema registry with Confluent's REST interface: Confluent's own, Karapace, Redpanda's, or Apicurio's compatible one. */
export function openConfluentRegistry(address: RegistryAddress, http: Pick<Http, 'fetch'> = { fetch }): SchemaRegistry {
  const rest = registryRest(address, http)

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
    // An existing subject may have another level on purpose, or another thread has just set it.
    if (!latest) await rest.ask('PUT', config, z.unknown(), { compatibility: 'BACKWARD' }, () => null)
    const body = { schema: JSON.stringify(avroJson(schema)), schemaType: 'AVRO' }
    await rest.ask('POST', `${path}/versions`, Id, body, (message) => incompatible(subject, schema, latest, message))
    const added = await rest.ask('POST', path, Registered, body)
    if (!added) throw rest.unavailable(`it accepted a schema of ${subject} and now does not know it`)
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
        // Two simultaneous registrations of the same schema may conflict.
        const raced = sameAs(schema, await versions(subject))
        if (raced) return raced
        throw thrown
      }
    },
    async byId(id, subject) {
      const registrations = (await rest.ask('GET', `/schemas/ids/${id}/versions`, Registrations)) ?? []
      const registration = registrations.findLast((one) => one.subject === subject) ?? registrations[0]
      return registration ? versionOf(registration.subject, registration.version) : null
    },
    versions,
    close: async () => rest.close(),
  }
}

/** A registry treats documentation as part of the schema, and the long form of a type as a different type. */
function sameAs(schema: AvroSchema, known: readonly RegisteredSchema[]): RegisteredSchema | undefined {
  const wanted = canonicalSchema(schema)
  return known.find((version) => canonicalSchema(version.schema) === wanted)
}

function registered({ id, subject, version, schema }: z.infer<typeof Registered>): RegisteredSchema {
  // The text of a Protobuf schema is not JSON.
  const parsed = AvroSchema.safeParse(parseJson(schema))
  if (parsed.success) return { id, subject, version, schema: parsed.data }
  const why = parsed.error.issues.map(({ message }) => message).join('; ')
  const problem = `version ${version} in the registry cannot be used: ${why}`
  throw new FaultError({ code: 'schema-incompatible', subject, problem })
}

/** Registries name a field by its position in the schema, if at all, so the new or changed fields are put before the message. */
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
