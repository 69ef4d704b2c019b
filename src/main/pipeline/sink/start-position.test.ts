import type { DeadLetters } from '@main/ports/dead-letters'
import type { EventLog } from '@main/ports/event-log'
import type { LogEpoch } from '@main/ports/log-epochs'
import type { Store, StoredEpoch } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import type { DeadLetter } from '@shared/model/dead-letter'
import { describe, expect, it } from 'vitest'
import { startPosition } from './start-position'

const dataset = { name: 'shop', partitions: 1 } as Dataset
const [FIRST, SECOND] = [11, 22]

interface Given {
  readonly epochs?: readonly LogEpoch[]
  readonly start?: readonly number[]
  readonly end: readonly number[]
  readonly committed?: readonly number[]
  readonly stored?: readonly StoredEpoch[]
  /** Offsets of dead letters, by epoch. */
  readonly dead?: Readonly<Record<number, readonly number[]>>
}

function startOf({ epochs = [{ epoch: FIRST, since: [0] }], start, end, committed, stored = [], dead = {} }: Given) {
  const log: Partial<EventLog> = {
    epochs: async () => [...epochs],
    offsets: async () => ({ start: [...(start ?? end.map(() => 0))], end: [...end] }),
    // Only what the store holds limits the position, unless a test says otherwise.
    committed: async () => [...(committed ?? end)],
  }
  const store: Partial<Store> = { storedEpochs: async () => [...stored] }
  const deadLetters: Partial<DeadLetters> = {
    ofRecord: async (_dataset, { epoch, offset }) =>
      dead[epoch]?.includes(offset) ? ({ id: offset } as DeadLetter) : null,
  }
  return startPosition(
    { log: log as EventLog, store: store as Store, deadLetters: deadLetters as DeadLetters },
    dataset,
  )
}
const stored = (epoch: number, next: number, partition = 0): StoredEpoch => ({ epoch, partition, next })
const twoEpochs = [
  { epoch: FIRST, since: [0] },
  { epoch: SECOND, since: [6] },
]

describe('a sink begins', () => {
  it('at the first record of an empty store', async () => {
    expect(await startOf({ end: [10] })).toEqual({ from: [0], to: [0] })
    expect(await startOf({ end: [0] })).toEqual({ from: [0], to: [0] })
  })

  it('after the highest stored record', async () => {
    expect(await startOf({ end: [10], stored: [stored(FIRST, 4)] })).toEqual({ from: [4], to: [4] })
    expect(await startOf({ end: [10], stored: [stored(FIRST, 10)] })).toEqual({ from: [10], to: [10] })
  })

  it('at the committed position when the store is ahead: there may be gaps in between', async () => {
    const given = { end: [10], stored: [stored(FIRST, 8)] }
    expect(await startOf({ ...given, committed: [3] })).toEqual({ from: [3], to: [8] })
    expect(await startOf({ ...given, committed: [] })).toEqual({ from: [0], to: [8] })
  })

  it('at the first record that the log still has', async () => {
    expect(await startOf({ start: [7], end: [10], committed: [3], stored: [stored(FIRST, 4)] })).toEqual({
      from: [7],
      to: [4],
    })
  })

  it('after the dead letters that follow the highest stored record', async () => {
    const dead = { [FIRST]: [4, 5, 7] }
    expect(await startOf({ end: [10], stored: [stored(FIRST, 4)], dead })).toEqual({ from: [6], to: [4] })
    expect(await startOf({ end: [6], stored: [stored(FIRST, 4)], dead })).toEqual({ from: [6], to: [4] })
    expect(await startOf({ end: [10], stored: [stored(FIRST, 4)], dead: { [SECOND]: [4] } })).toEqual({
      from: [4],
      to: [4],
    })
  })

  it('in each partition by itself', async () => {
    const epochs = [{ epoch: FIRST, since: [0, 0] }]
    const given = { epochs, end: [10, 20], stored: [stored(FIRST, 4), stored(FIRST, 15, 1)] }
    expect(await startOf(given)).toEqual({ from: [4, 15], to: [4, 15] })
  })
})

describe('a log that was opened again', () => {
  it('is read from the first record missing in any of its epochs', async () => {
    const given = { epochs: twoEpochs, end: [10] }
    expect(await startOf({ ...given, stored: [stored(FIRST, 6), stored(SECOND, 8)] })).toEqual({ from: [8], to: [8] })
    expect(await startOf({ ...given, stored: [stored(FIRST, 3), stored(SECOND, 8)] })).toEqual({ from: [3], to: [8] })
    expect(await startOf({ ...given, stored: [stored(FIRST, 6)] })).toEqual({ from: [6], to: [6] })
    expect(await startOf({ ...given, stored: [stored(SECOND, 10)] })).toEqual({ from: [0], to: [10] })
  })

  it('may have stored more of an earlier epoch than it still has: those records are from a newer copy', async () => {
    const given = { epochs: twoEpochs, end: [10], stored: [stored(FIRST, 9)] }
    expect(await startOf(given)).toEqual({ from: [6], to: [6] })
    // An epoch that ended before the end of the log is no reason to refuse the log.
    expect(await startOf({ ...given, stored: [stored(FIRST, 12)] })).toEqual({ from: [6], to: [6] })
  })

  it('ignores what another log has stored', async () => {
    expect(await startOf({ end: [10], stored: [stored(SECOND, 8)] })).toEqual({ from: [0], to: [0] })
    expect(await startOf({ end: [10], stored: [stored(FIRST, 8, 1)] })).toEqual({ from: [0], to: [0] })
  })
})

it('refuses a log that has lost records of the epoch that it appends to', async () => {
  await expect(startOf({ end: [10], stored: [stored(FIRST, 12)] })).rejects.toMatchObject({
    fault: { code: 'log-behind-store', dataset: 'shop', partition: 0, logEnd: 10, stored: 11 },
  })
  expect(await startOf({ end: [12], stored: [stored(FIRST, 12)] })).toEqual({ from: [12], to: [12] })
})
