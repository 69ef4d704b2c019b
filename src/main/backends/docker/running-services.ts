import type { KafkaAddress } from '@main/ports/kafka-address'
import type { Feed } from '@main/signals/feed'
import { FaultError } from '@shared/model/fault'
import type { ServiceConnection, ServiceId, ServiceRole, ServiceState, ServicesStatus } from '@shared/model/service'

/** What the pipeline needs to know about its containers. */
export interface RunningServices {
  readonly feed: Feed<ServicesStatus>
  /** The compose file's variables with their current values, including credentials. */
  values(): Readonly<Record<string, string>>
  /** How to connect to the port that can be encrypted; null when the service has none. */
  connection(id: ServiceId): ServiceConnection | null
}

/** The container's port as published on 127.0.0.1. Throws `service-away` when the role has no service or no such port. */
export function addressOf({ feed }: RunningServices, role: ServiceRole, containerPort: number): string {
  const { service } = statusOf(feed.value, role)
  const port = service.ports.find(({ container }) => container === containerPort)
  if (!port) throw away(service.title, `it does not publish port ${containerPort}`)
  return `127.0.0.1:${port.host}`
}

/** Where Kafka is for this process, and how to log in. Throws `service-away` when there is no such service. */
export function kafkaAddressOf(services: RunningServices, containerPort: number): KafkaAddress {
  const { service } = statusOf(services.feed.value, 'log')
  const login = services.connection(service.id)?.login ?? null
  const brokers = [addressOf(services, 'log', containerPort)]
  if (login === null) return { brokers }
  const { username, password, authority } = login
  return { brokers, tls: { ca: authority }, sasl: { mechanism: 'PLAIN', username, password } }
}

/**
 * Throws `service-away`, with the reason, unless the role's service is up. A failed probe does not count, because they happen on a busy
 * machine.
 */
export function requireUp({ feed }: RunningServices, role: ServiceRole): void {
  const { service, state } = statusOf(feed.value, role)
  if (feed.value.engine.state !== 'connected') throw away(service.title, 'there is no container engine')
  if (state.state !== 'healthy' && state.state !== 'unhealthy') throw away(service.title, wordsOf(state))
}

/** Resolves with the reason once the role's service no longer runs, or on abort. An occasional failed probe does not count. */
export async function untilAway({ feed }: RunningServices, role: ServiceRole, signal: AbortSignal): Promise<string> {
  for await (const status of feed.follow(signal)) {
    const { state } = statusOf(status, role)
    if (state.state !== 'healthy' && state.state !== 'unhealthy' && state.state !== 'starting') return wordsOf(state)
  }
  return 'it is not needed any more'
}

function statusOf(status: ServicesStatus, role: ServiceRole) {
  const found = status.services.find(({ service }) => service.role === role)
  if (!found) throw away(role, 'the compose file has no such service')
  return found
}

function away(service: ServiceId, reason: string): FaultError {
  return new FaultError({ code: 'service-away', service, reason })
}

function wordsOf(state: ServiceState): string {
  switch (state.state) {
    case 'missing':
      return 'it was not started'
    case 'waiting':
      return `it waits for ${state.for}`
    case 'pulling':
      return 'its image is being pulled'
    case 'building':
      return 'its image is being built'
    default:
      return `it is ${state.state}`
  }
}
