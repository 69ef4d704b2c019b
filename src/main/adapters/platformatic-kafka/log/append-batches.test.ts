import { planBatch } from '@main/ports/log-batch'
import { expect, it } from 'vitest'
import { mostBytes } from '../wire/write-batch'
import { roundsOf } from './append-batches'

it('puts every record into one batch of its partition, in order, none of them too large', () => {
  const records = Array.from({ length: 500 }, (_, i) => ({
    key: Buffer.from(`key ${i}`),
    value: Buffer.alloc(20_000 + i),
    eventTime: i,
  }))
  const plan = planBatch(records, 3, mostBytes)
  const rounds = roundsOf('shop', records, plan, 'changelog', [{ kind: 'writer', claim: 'c', appends: 1 }])
  expect(rounds.length).toBeGreaterThan(1)
  const times: number[][] = [[], [], []]
  for (const round of rounds) {
    expect(new Set(round.map(({ topic, partition }) => `${topic} ${partition}`)).size).toBe(round.length)
    for (const batch of round) {
      if (batch.topic !== 'shop') continue
      expect(batch.mostBytes).toBeLessThan(1_100_000)
      for (let i = 0; i < batch.count; i++) times[batch.partition]?.push(batch.recordAt(i).eventTime as number)
    }
  }
  for (const ofPartition of times) expect(ofPartition).toEqual([...ofPartition].sort((a, b) => a - b))
  expect(times.flat()).toHaveLength(500)
  expect(rounds.flat().filter(({ topic }) => topic === 'changelog')).toHaveLength(1)
})

it('takes one round for an append without records', () => {
  const plan = planBatch([], 3, mostBytes)
  const rounds = roundsOf('shop', [], plan, 'changelog', [{ kind: 'writer', claim: 'c', appends: 1 }])
  expect(rounds.map((round) => round.map(({ topic }) => topic))).toEqual([['changelog']])
})
