import { z } from 'zod'
import { EnvironmentName } from './environment'

export const ConnectionTarget = z.enum(['kafka', 'registry', 'clickhouse', 's3', 'connect'])
export type ConnectionTarget = z.infer<typeof ConnectionTarget>

/** In the order in which they happen: a failed step makes the later ones of its target pointless. */
export const ConnectionStepKind = z.enum(['name', 'tcp', 'tls', 'login', 'permission', 'schema', 'clock', 'round-trip'])
export type ConnectionStepKind = z.infer<typeof ConnectionStepKind>

export const ConnectionStep = z.object({
  target: ConnectionTarget,
  kind: ConnectionStepKind,
  /** What was tried, such as `kafka-1:9093` or `write to topic orders`. */
  what: z.string(),
  outcome: z.enum(['passed', 'failed']),
  /** Milliseconds. */
  ms: z.number(),
  /** What was found. Of a failed step: what is wrong, and what to do about it. */
  detail: z.string(),
})
export type ConnectionStep = z.infer<typeof ConnectionStep>

/** A test of every connection of an environment, so far. */
export const ConnectionTest = z.object({
  environment: EnvironmentName,
  steps: z.array(ConnectionStep),
  state: z.enum(['running', 'passed', 'failed']),
})
export type ConnectionTest = z.infer<typeof ConnectionTest>

export const TARGET_TITLES: Readonly<Record<ConnectionTarget, string>> = {
  kafka: 'Kafka',
  registry: 'Schema Registry',
  clickhouse: 'ClickHouse',
  s3: 'S3',
  connect: 'Kafka Connect',
}

export const STEP_TITLES: Readonly<Record<ConnectionStepKind, string>> = {
  name: 'Name',
  tcp: 'Connection',
  tls: 'TLS',
  login: 'Login',
  permission: 'Permission',
  schema: 'Schema',
  clock: 'Clock',
  'round-trip': 'Round trip',
}
