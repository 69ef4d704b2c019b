import type { KafkaAccess } from '@main/adapters/platformatic-kafka/client/pool'
import { openTokens } from '@main/adapters/undici/open-tokens'
import type { ClusterAddresses } from '@main/ports/cluster-addresses'
import type { KafkaAddress } from '@main/ports/kafka-address'
import { subjectBy } from '@main/ports/subject-names'
import { createFeed } from '@main/signals/feed'
import {
  type ConnectionStep,
  type ConnectionTarget,
  type ConnectionTest,
  TARGET_TITLES,
} from '@shared/model/connection-test'
import type { Dataset } from '@shared/model/dataset'
import type { Environment, EnvironmentSecrets } from '@shared/model/environment'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { addressesOf } from '../addresses'
import { StepFailed, type Steps, stepsOf } from './steps'
import { testClickHouse } from './test-clickhouse'
import { testConnect } from './test-connect'
import { testKafka } from './test-kafka'
import { testRegistry } from './test-registry'
import { testS3 } from './test-s3'

/** The test as it goes on: each item is the whole of it so far, and the last one is its result. */
export async function* followConnectionTest(
  environment: Environment,
  secrets: EnvironmentSecrets,
  datasets: readonly Dataset[],
  signal: AbortSignal,
): AsyncGenerator<ConnectionTest> {
  const feed = createFeed<ConnectionTest>({ environment: environment.name, steps: [], state: 'running' })
  const left = new AbortController()
  const over = AbortSignal.any([signal, left.signal])
  const report = (step: ConnectionStep) => feed.publish({ ...feed.value, steps: [...feed.value.steps, step] })
  const done = testConnections(environment, secrets, datasets, report, over).then(() => {
    const failed = feed.value.steps.some(({ outcome }) => outcome === 'failed')
    feed.publish({ ...feed.value, state: failed ? 'failed' : 'passed' })
  })
  try {
    for await (const test of feed.follow(over)) {
      yield test
      if (test.state !== 'running') break
    }
    await done
  } finally {
    left.abort()
    await done.catch(() => undefined)
  }
}

/**
 * Tests every connection of an environment at the same time, step by step, and reports each step as it ends. Changes nothing that
 * stays: a table, and an object in each bucket, are made and removed. Never throws, except when the signal aborts.
 */
export async function testConnections(
  environment: Environment,
  secrets: EnvironmentSecrets,
  datasets: readonly Dataset[],
  report: (step: ConnectionStep) => void,
  signal: AbortSignal,
): Promise<void> {
  const addresses = await addressesOf(environment, secrets).catch((thrown) => {
    if (!(thrown instanceof FaultError)) throw thrown
    report({
      target: 'kafka',
      kind: 'tls',
      what: 'certificates',
      outcome: 'failed',
      ms: 0,
      detail: faultMessage(thrown.fault),
    })
    return null
  })
  if (!addresses) return
  const tests = testsOf(environment, addresses, datasets)
  const run = async (target: ConnectionTarget) => {
    try {
      await tests[target](stepsOf(target, report, signal))
    } catch (thrown) {
      if (!(thrown instanceof StepFailed)) throw thrown
    }
  }
  await Promise.all((Object.keys(TARGET_TITLES) as ConnectionTarget[]).map(run))
}

/** Runs work with a source of tokens, if the login needs one. */
async function withToken(kafka: KafkaAddress, work: (access: KafkaAccess) => Promise<void>): Promise<void> {
  const tokens = openTokens(kafka)
  try {
    await work({ ...kafka, token: tokens?.token })
  } finally {
    await tokens?.close()
  }
}

function testsOf(
  environment: Environment,
  { kafka, registry, store, objects, connect }: ClusterAddresses,
  datasets: readonly Dataset[],
): Readonly<Record<ConnectionTarget, (steps: Steps) => Promise<void>>> {
  const { readOnly } = environment
  const topicOf = ({ name }: Dataset) => `${environment.kafka.topicPrefix}${name}`
  const subjectOf = (dataset: Dataset) => subjectBy(registry.subjects ?? 'topic', topicOf(dataset), dataset)
  return {
    kafka: (steps) => withToken(kafka, (access) => testKafka(steps, access, environment, datasets)),
    registry: (steps) => testRegistry(steps, registry, datasets, subjectOf),
    clickhouse: (steps) => testClickHouse(steps, store, readOnly),
    s3: (steps) => testS3(steps, objects, datasets, readOnly),
    connect: async (steps) => {
      if (connect) await testConnect(steps, connect)
    },
  }
}
