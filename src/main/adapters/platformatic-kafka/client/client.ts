import { setTimeout as sleep } from 'node:timers/promises'
import { FaultError } from '@shared/model/fault'
import { kafkaFault, remedyFor } from './kafka-errors'
import type { KafkaAccess } from './pool'
import { openSession, type Session } from './session'

/** How long a request is retried: long enough for a broker that restarts quickly. */
export const PATIENCE_MS = 5_000
/** On its first transaction and its first commit, a cluster creates internal topics. */
const LOADING_MS = 30_000
const FIRST_PAUSE_MS = 5
const LAST_PAUSE_MS = 500

/** A Kafka cluster, however often its connections come and go. */
export interface KafkaClient {
  readonly address: string
  /** Aborts when it is closed. */
  readonly closed: AbortSignal
  /** Runs work on the open session, or on a new one. Throws what the work throws; a session that may be the cause is not used again. */
  once<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** The same, with retries while they may help. Throws `log-unavailable`, or the fault that the work throws. */
  withRetries<T>(work: (session: Session) => Promise<T>, patienceMs?: number): Promise<T>
  close(): void
}

export function openClient(kafka: KafkaAccess): KafkaClient {
  const address = kafka.brokers.join(', ')
  const closing = new AbortController()
  let opening: Promise<Session> | undefined
  let current: Session | undefined

  const session = async (): Promise<Session> => {
    if (closing.signal.aborted) throw new FaultError({ code: 'log-unavailable', address, reason: 'it was closed' })
    if (current && !current.ended) return current
    opening ??= openSession(kafka).finally(() => {
      opening = undefined
    })
    const opened = await opening
    if (closing.signal.aborted) opened.end()
    current = opened
    return opened
  }

  const once = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const used = await session()
    try {
      return await work(used)
    } catch (thrown) {
      const remedy = used.ended ? 'connection' : remedyFor(thrown)
      if (remedy === 'connection') used.end()
      if (remedy === 'metadata' || remedy === 'loading') used.refresh()
      throw thrown
    }
  }

  return {
    address,
    closed: closing.signal,
    once,
    async withRetries(work, patienceMs = PATIENCE_MS) {
      const from = performance.now()
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LAST_PAUSE_MS)) {
        try {
          return await once(work)
        } catch (thrown) {
          const remedy = remedyFor(thrown)
          const until = from + (remedy === 'loading' ? LOADING_MS : patienceMs)
          const over = closing.signal.aborted || performance.now() + pause > until
          if (over || remedy === 'final') throw kafkaFault(thrown, address)
        }
        await sleep(pause, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    },
    close() {
      closing.abort()
      current?.end()
    },
  }
}
