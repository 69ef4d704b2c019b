import { createMemoryServiceLogs, nothingKept } from '@main/ports/fakes/memory-service-logs'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { describe, expect, it } from 'vitest'
import { followLogs, type LogUpdate } from './follow-logs'

const ALL = { services: [], level: null, search: '' }
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => ({
    time: '1764032061.004213877',
    stream: 'out' as const,
    level: null,
    text: `line ${from + n}`,
  }))

function follow(maxBytes?: number, search = '') {
  const clock = createVirtualClock()
  const logs = createMemoryServiceLogs(nothingKept(), maxBytes)
  const stop = new AbortController()
  const updates = followLogs(logs, clock, { ...ALL, search, limit: 10 }, stop.signal)
  const next = async (): Promise<LogUpdate> => (await updates.next()).value ?? { reset: false, lines: [] }
  return { logs, clock, stop, updates, next }
}
const texts = ({ lines: shown }: LogUpdate) => shown.map(({ text }) => text)

describe('following the logs', () => {
  it('starts with the newest lines, then returns each new line', async () => {
    const { logs, next } = follow()
    await logs.append('kafka', 'c', lines(1, 12))
    expect(await next()).toMatchObject({ reset: true, lines: { length: 10 } })
    const coming = next()
    await logs.append('kafka', 'c', lines(13, 14))
    await logs.append('minio', 'c', lines(15, 15))
    expect(await coming).toMatchObject({ reset: false })
    expect(texts(await coming)).toEqual(['line 13', 'line 14', 'line 15'])
  })

  it('starts empty when there are no lines yet', async () => {
    const { next } = follow()
    expect(await next()).toEqual({ reset: true, lines: [] })
  })

  it('starts again with the newest lines when more arrive than fit', async () => {
    const { logs, next } = follow()
    await next()
    await logs.append('kafka', 'c', lines(1, 11))
    const update = await next()
    expect(update.reset).toBe(true)
    expect(texts(update)).toEqual(lines(2, 11).map(({ text }) => text))
    await logs.append('kafka', 'c', lines(12, 12))
    expect(await next()).toMatchObject({ reset: false, lines: [{ text: 'line 12' }] })
  })

  it('starts again when lines were removed before they were read', async () => {
    const { logs, next } = follow(200)
    await next()
    await logs.append('kafka', 'c', lines(1, 9))
    expect(await next()).toMatchObject({ reset: true })
  })

  it('sends nothing for lines that do not match', async () => {
    const { logs, next } = follow(undefined, 'line 3')
    await next()
    const coming = next()
    await logs.append('kafka', 'c', lines(1, 2))
    await logs.append('kafka', 'c', lines(3, 3))
    expect(texts(await coming)).toEqual(['line 3'])
  })

  it('ends on abort', async () => {
    const { next, updates, stop } = follow()
    await next()
    const end = updates.next()
    stop.abort()
    expect((await end).done).toBe(true)
  })
})
