import type { Delivery, IncidentChange, Notice, Notices } from '@shared/model/alert'
import type { IncidentId } from '@shared/model/incident'

/** `app`, `desktop`, or `webhook:` and its id. */
export type Channel = 'app' | 'desktop' | `webhook:${string}`

/** What is to be told, as it is when it is decided. There is one at most of incident, change and channel: others are dropped. */
export interface NewMessage {
  readonly incident: IncidentId
  readonly change: IncidentChange | 'undelivered'
  readonly channel: Channel
  readonly at: number
  readonly title: string
  readonly text: string
  /** JSON for webhooks. */
  readonly payload: string
}

export interface Message extends NewMessage {
  readonly id: number
  /** Earlier attempts. */
  readonly attempts: number
}

/** Messages on their way. They are put by the store of incidents, in one transaction with the change they tell of. Durable. */
export interface Outbox {
  /**
   * Waiting ones that are due, oldest first; of an incident and channel only the first. Not those of the app. One that is due later than
   * in `longestWaitMs` is due now: the clock was set back since.
   */
  due(now: number, longestWaitMs: number, limit: number): Promise<Message[]>
  /** On disk before it is sent: whoever finds it later knows that it may have arrived. */
  begin(id: number): Promise<void>
  /** `retryAt` null: it is done with, whichever way. `also` is told in the same transaction. */
  finish(
    id: number,
    end: { state: 'delivered' | 'failed' | 'waiting'; outcome: string; at: number; retryAt: number | null },
    also?: NewMessage,
  ): Promise<void>
  /** Calls those `unknown` that were being sent when Millrace ended. */
  interrupted(at: number): Promise<void>
  /** Lets one that failed, or is unknown, wait again. */
  again(id: number, at: number): Promise<void>
  notices(limit: number): Promise<Notices>
  listNotices(query: { readonly before?: number | undefined; readonly limit: number }): Promise<Notice[]>
  read(through: number): Promise<void>
  /** Of one incident, or of all. */
  deliveries(query: {
    readonly incident?: IncidentId | undefined
    readonly before?: number | undefined
    readonly limit: number
  }): Promise<Delivery[]>
}
