import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Line } from './connect'
import { createConnection } from './connection'
import { Refused } from './session'

function fakeLine() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const line: Line = { link: { call: async () => undefined }, ended }
  return { line, end }
}

const until = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const stop = new AbortController()

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the connection', () => {
  it('opens a new connection when one is lost, and counts them', async () => {
    const lines = [fakeLine(), fakeLine()]
    let opened = 0
    const connection = createConnection(async () => {
      const next = lines[opened++]
      if (!next) throw new Error('no more lines')
      return next.line
    })
    void connection.keep(stop.signal)
    await until(0)
    expect(connection.status()).toEqual({ state: 'open', line: 1 })
    lines[0]?.end()
    await until(1)
    expect(connection.status().state).toBe('reconnecting')
    await until(250)
    expect(connection.status()).toEqual({ state: 'open', line: 2 })
  })

  it('retries with growing pauses, up to five seconds', async () => {
    const tries: number[] = []
    const connection = createConnection(async () => {
      tries.push(Date.now())
      throw new Error('nobody there')
    })
    void connection.keep(stop.signal)
    await until(20_000)
    const pauses = tries.slice(1).map((at, i) => at - (tries[i] ?? 0))
    expect(pauses.slice(0, 7)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
    expect(connection.status()).toEqual({ state: 'connecting', slow: true })
  })

  it('gives up when access is refused', async () => {
    const connect = vi.fn(async () => {
      throw new Refused('wrong-token')
    })
    const connection = createConnection(connect)
    await connection.keep(stop.signal)
    await until(10_000)
    expect(connect).toHaveBeenCalledTimes(1)
    expect(connection.status()).toEqual({ state: 'refused', why: 'wrong-token' })
  })

  it('rejects calls while there is no connection', async () => {
    const connection = createConnection(() => new Promise<never>(() => {}))
    await expect(connection.api.app.info()).rejects.toThrow('not connected')
  })
})
