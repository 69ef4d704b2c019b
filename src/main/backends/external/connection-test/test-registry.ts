import type { RegistryAddress } from '@main/ports/cluster-addresses'
import { ProbeFailure } from '@main/ports/connection-probe'
import { parseJson } from '@shared/lib/parse-json'
import type { Dataset } from '@shared/model/dataset'
import { z } from 'zod'
import { checkDate } from './clock-skew'
import { askAs, reachServer } from './http-login'
import type { Steps } from './steps'

const Compatible = z.object({ is_compatible: z.boolean(), messages: z.array(z.string()).optional() })
const NOT_YET = 'is not registered yet; Millrace registers it when the pipeline starts'
const MEDIA = { 'content-type': 'application/vnd.schemaregistry.v1+json' }

/** Login, the schema of every dataset, and the clock. Registers nothing. `subjectOf` names a dataset's subject. */
export async function testRegistry(
  steps: Steps,
  registry: RegistryAddress,
  datasets: readonly Dataset[],
  subjectOf: (dataset: Dataset) => string,
): Promise<void> {
  await reachServer(steps, registry)
  const { answer, known } = await steps.run(
    'login',
    registry.url,
    async (signal) => {
      const answer = await askAs(registry, '/subjects', signal)
      const subjects = z.array(z.string()).safeParse(parseJson(answer.body))
      if (answer.status === 200 && subjects.success) return { answer, known: new Set(subjects.data) }
      throw new ProbeFailure(
        `What answers there is no Schema Registry (status ${answer.status} for /subjects). Give the path of its Confluent interface: none for Confluent's and Karapace's, /apis/ccompat/v7 for Apicurio's.`,
      )
    },
    ({ known }) => `${known.size} subjects`,
  )
  for (const dataset of datasets) {
    const subject = subjectOf(dataset)
    await steps.run('schema', subject, async (signal) =>
      known.has(subject) ? checkSchema(registry, subject, dataset, signal) : NOT_YET,
    )
  }
  await steps.run('clock', registry.url, async () => checkDate(answer))
}

async function checkSchema(
  registry: RegistryAddress,
  subject: string,
  dataset: Dataset,
  signal: AbortSignal,
): Promise<string> {
  const path = `/compatibility/subjects/${encodeURIComponent(subject)}/versions/latest`
  const body = JSON.stringify({ schema: JSON.stringify(dataset.schema), schemaType: 'AVRO' })
  const { status, body: text } = await askAs(registry, path, signal, { method: 'POST', headers: MEDIA, body })
  if (status === 404) return NOT_YET
  const checked = Compatible.safeParse(parseJson(text))
  if (!checked.success)
    throw new ProbeFailure(`The registry cannot compare the schema (status ${status}): ${text.slice(0, 200)}`)
  if (checked.data.is_compatible) return 'fits the registered schema'
  const why = checked.data.messages?.[0] ?? 'the registry does not say why'
  throw new ProbeFailure(
    `The schema of ${dataset.name} does not fit the registered one: ${why.slice(0, 200)}. Change the dataset's schema, or use a topic prefix of your own.`,
  )
}
