import type { WindowStart } from '@shared/model/window'

/** What an append changes besides its records: each entry replaces the one before it of the same key. */
export type ChangelogEntry =
  /** Which writer the log belongs to, and how many appends there have been: tells whether a certain one is among them. */
  | { readonly kind: 'writer'; readonly claim: string; readonly appends: number }
  | { readonly kind: 'progress'; readonly source: string; readonly progress: string }
  /** Records and bytes ever appended to a topic. */
  | { readonly kind: 'topic'; readonly topic: string; readonly appended: number; readonly bytes: number }
  | {
      readonly kind: 'window'
      readonly topic: string
      readonly start: WindowStart
      readonly produced: number
      readonly logged: number
      /** The topic's epoch at that time; entries of earlier versions have none. */
      readonly epoch: number
    }
  /** From these offsets on, the topic's records are of this epoch. Another id: the topic was made again, and what was counted of it is gone. */
  | {
      readonly kind: 'epoch'
      readonly topic: string
      readonly epoch: number
      readonly topicId: string
      readonly since: readonly number[]
    }
  /** The topic's records were removed, and the counts of its windows before this entry are void. */
  | { readonly kind: 'cleared'; readonly topic: string }

const NOTHING = new Uint8Array(0)

export function encodeEntry(entry: ChangelogEntry): { key: Uint8Array; value: Uint8Array; eventTime: null } {
  const { key, value } = textOf(entry)
  return { key: Buffer.from(key), value: Buffer.from(value), eventTime: null }
}

/** Null for what a newer Millrace may have added. */
export function decodeEntry(key: Uint8Array, value: Uint8Array = NOTHING): ChangelogEntry | null {
  const [kind, topicOrSource = '', ...rest] = Buffer.from(key).toString().split('/')
  const text = Buffer.from(value).toString()
  switch (kind) {
    case 'writer':
      return { kind, ...(JSON.parse(text) as { claim: string; appends: number }) }
    case 'progress':
      return { kind, source: [topicOrSource, ...rest].join('/'), progress: text }
    case 'topic':
      return { kind, topic: topicOrSource, ...(JSON.parse(text) as { appended: number; bytes: number }) }
    case 'window':
      return {
        kind,
        topic: topicOrSource,
        start: Number(rest[0]),
        epoch: 0,
        ...(JSON.parse(text) as { produced: number; logged: number; epoch?: number }),
      }
    case 'cleared':
      return { kind, topic: topicOrSource }
    case 'epoch':
      return {
        kind,
        topic: topicOrSource,
        epoch: Number(rest[0]),
        ...(JSON.parse(text) as { topicId: string; since: number[] }),
      }
    default:
      return null
  }
}

function textOf(entry: ChangelogEntry): { key: string; value: string } {
  switch (entry.kind) {
    case 'writer':
      return { key: 'writer', value: JSON.stringify({ claim: entry.claim, appends: entry.appends }) }
    case 'progress':
      return { key: `progress/${entry.source}`, value: entry.progress }
    case 'topic':
      return { key: `topic/${entry.topic}`, value: JSON.stringify({ appended: entry.appended, bytes: entry.bytes }) }
    case 'window':
      return {
        key: `window/${entry.topic}/${entry.start}`,
        value: JSON.stringify({ produced: entry.produced, logged: entry.logged, epoch: entry.epoch }),
      }
    case 'cleared':
      return { key: `cleared/${entry.topic}`, value: '{}' }
    case 'epoch':
      return {
        key: `epoch/${entry.topic}/${entry.epoch}`,
        value: JSON.stringify({ topicId: entry.topicId, since: entry.since }),
      }
  }
}
