import type { Delivery, IncidentChange, Notice, Notices } from '@shared/model/alert'
import type { IncidentId } from '@shared/model/incident'

/** `app`, `desktop`, or `webhook:` with the webhook's id. */
export type Channel = 'app' | 'desktop' | `webhook:${string}`

/** A delivery with its message as decided. There is at most one per incident, change and channel; duplicates are dropped. */
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

/** The deliveries. The incident store adds them in the same transaction as the change they report. Durable. */
export interface Outbox {
  /**
   * Waiting deliveries that are due, oldest first; only the first of each incident and channel. Excludes those of the app. A delivery whose
   * `nextAt` is more than `longestWaitMs` ahead counts as due: the clock was set back since.
   */
  due(now: number, longestWaitMs: number, limit: number): Promise<Message[]>
  /** On disk before it is sent: after a crash it is known that the message may have arrived. */
  begin(id: number): Promise<void>
  /** `retryAt` null: the delivery is finished, delivered or not. `also` is added in the same transaction. */
  finish(
    id: number,
    end: { state: 'delivered' | 'failed' | 'waiting'; outcome: string; at: number; retryAt: number | null },
    also?: NewMessage,
  ): Promise<void>
  /** Marks deliveries as `unknown` that were being sent when Millrace ended. */
  interrupted(at: number): Promise<void>
  /**
   * Makes waiting deliveries of the channel due now: the oldest, or all. Leaves out those whose receiver asked for fewer messages
   * (HTTP 429).
   */
  hurry(channel: Channel, at: number, which: 'oldest' | 'all'): Promise<void>
  /** Makes a failed or unknown delivery wait again. */
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
