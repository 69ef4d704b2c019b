import type { ServiceLogFilter } from '@shared/model/service'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewServiceLine, ServiceLogs } from '../service-logs'

export interface OpenedServiceLogs {
  /** Each service may use about 8,000 bytes. */
  readonly logs: ServiceLogs
  /** Opens it again without closing it, as after a crash. */
  again(): Promise<ServiceLogs>
  cleanup(): Promise<void>
}

const ALL: ServiceLogFilter = { services: [], level: null, search: '' }

function line(text: string, more: Partial<NewServiceLine> = {}): NewServiceLine {
  return { time: '1764032061.004213877', stream: 'out', level: null, text, ...more }
}
const at = (seconds: number, nanos = 0) => `${1_764_032_000 + seconds}.${String(nanos).padStart(9, '0')}`
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => line(`line ${from + i}`, { time: at(0, from + i) }))

/** The contract of every store of service logs. */
export function serviceLogsContract(name: string, open: () => Promise<OpenedServiceLogs>): void {
  describe(`${name} as logs of the services`, () => {
    let opened: OpenedServiceLogs
    let logs: ServiceLogs
    const texts = async (filter: Partial<ServiceLogFilter> = {}, limit = 1_000) =>
      (await logs.newest({ ...ALL, ...filter, limit })).map(({ text }) => text)

    beforeEach(async () => {
      opened = await open()
      logs = opened.logs
    })
    afterEach(() => opened.cleanup())

    it('keeps lines unchanged, with the service, the time and the level', async () => {
      const text = '  für "alle" – 1 2\t日本 '
      await logs.append('kafka', 'c1', [line(text, { level: 'warn' }), line('')])
      expect(await logs.newest({ ...ALL, limit: 5 })).toEqual([
        { id: 2, at: 1_764_032_061_004, service: 'kafka', level: null, text: '' },
        { id: 1, at: 1_764_032_061_004, service: 'kafka', level: 'warn', text },
      ])
      expect(logs.end).toBe(2)
    })

    it('lists newest first over all services, page by page', async () => {
      for (let n = 1; n <= 30; n++) await logs.append(n % 3 === 0 ? 'kafka' : 'minio', 'c', [line(`${n}`)])
      const first = await logs.newest({ ...ALL, limit: 20 })
      const second = await logs.newest({ ...ALL, limit: 20, before: first.at(-1)?.id })
      expect([...first, ...second].map(({ text }) => Number(text))).toEqual(
        Array.from({ length: 30 }, (_, i) => 30 - i),
      )
    })

    it('finds lines by service, level and text, ignoring case', async () => {
      await logs.append('kafka', 'c', [
        line('Started', { level: 'info' }),
        line('a broker was LOST', { level: 'warn' }),
        line('no level'),
        line('trace of it', { level: 'debug' }),
      ])
      await logs.append('minio', 'c', [line('lost as well', { level: 'error' })])
      expect(await texts({ services: ['minio'] })).toEqual(['lost as well'])
      expect(await texts({ services: ['redis'] })).toEqual([])
      expect(await texts({ level: 'warn' })).toEqual(['lost as well', 'a broker was LOST'])
      expect(await texts({ level: 'info' })).toEqual(['lost as well', 'no level', 'a broker was LOST', 'Started'])
      expect(await texts({ search: 'Lost' })).toEqual(['lost as well', 'a broker was LOST'])
      expect(await texts({ search: 'lost', services: ['kafka'] })).toEqual(['a broker was LOST'])
      expect(await texts({ search: 'lost', level: 'error' }, 1)).toEqual(['lost as well'])
      expect(await texts({ search: 'c1' })).toEqual([])
    })

    it('never uses the space of a chatty service for another service', async () => {
      await logs.append('quiet', 'c', [line('the one line')])
      for (let n = 0; n < 100; n++) await logs.append('chatty', 'c', numbered(n * 10, n * 10 + 9))
      expect(await texts({ services: ['quiet'] })).toEqual(['the one line'])
      const kept = await texts({ services: ['chatty'] })
      expect(kept.length).toBeGreaterThan(50)
      expect(kept.length).toBeLessThan(300)
      // No gap up to the newest line.
      expect(kept).toEqual(kept.map((_, i) => `line ${999 - i}`))
      expect(await texts({ search: 'LINE 99' })).toEqual(kept.filter((text) => text.startsWith('line 99')))
    })

    it('continues from an id, oldest first, and says how far it searched', async () => {
      await logs.append('kafka', 'c', numbered(1, 5))
      const first = await logs.after(2, { ...ALL, limit: 2 })
      expect(first).toMatchObject({ through: 4, missed: [] })
      expect(first.lines.map(({ id }) => id)).toEqual([3, 4])
      expect(await logs.after(4, { ...ALL, limit: 2 })).toMatchObject({ through: 5, lines: [{ id: 5 }] })
      expect(await logs.after(0, { ...ALL, search: 'nothing', limit: 2 })).toEqual({
        lines: [],
        through: 5,
        missed: [],
      })
    })

    it('names the services whose lines were removed before they were read', async () => {
      await logs.append('quiet', 'c', [line('one')])
      for (let n = 0; n < 100; n++) await logs.append('chatty', 'c', numbered(n * 10, n * 10 + 9))
      const { missed } = await logs.after(0, { ...ALL, limit: 10 })
      expect(missed).toEqual(['chatty'])
      expect((await logs.after(logs.end, { ...ALL, limit: 10 })).missed).toEqual([])
      logs = await opened.again()
      expect((await logs.after(0, { ...ALL, limit: 10 })).missed).toEqual(['chatty'])
    })

    it('shows an id only after all smaller ones', async () => {
      const appends = Array.from({ length: 50 }, (_, n) => logs.append(`s${n % 5}`, 'c', numbered(0, 9)))
      const seen: number[] = []
      for (let id = 0; id < 500; ) {
        const { lines, through } = await logs.after(id, { ...ALL, limit: 7 })
        seen.push(...lines.map((each) => each.id))
        id = through
        if (lines.length === 0) await logs.waitForLines(id, new AbortController().signal)
      }
      await Promise.all(appends)
      expect(seen).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
    })

    it('waits for lines until an abort', async () => {
      const waiting = logs.waitForLines(0, new AbortController().signal)
      await logs.append('kafka', 'c', [line('x')])
      await waiting
      await logs.waitForLines(0, new AbortController().signal)
      const stop = new AbortController()
      const abandoned = logs.waitForLines(1, stop.signal)
      stop.abort()
      await abandoned
    })

    it('has every appended line after it is opened again, and continues with its ids', async () => {
      await logs.append('kafka', 'c', numbered(1, 3))
      await logs.append('minio', 'c', [line('x')])
      logs = await opened.again()
      expect(logs.end).toBe(4)
      await logs.append('kafka', 'c', [line('y')])
      expect((await logs.newest({ ...ALL, limit: 9 })).map(({ id }) => id)).toEqual([5, 4, 3, 2, 1])
    })

    it("knows where to continue reading each container's output", async () => {
      expect(await logs.keptUntil('kafka', 'c1')).toEqual({ out: null, err: null })
      await logs.append('kafka', 'c1', [
        line('a', { time: at(1) }),
        line('b', { time: at(2) }),
        line('c', { time: at(2) }),
        line('d', { time: at(1, 5), stream: 'err' }),
      ])
      await logs.append('kafka', 'c2', [line('e', { time: at(9) })])
      await logs.append('minio', 'c1', [line('f', { time: at(8) })])
      logs = await opened.again()
      expect(await logs.keptUntil('kafka', 'c1')).toEqual({
        out: { time: at(2), lines: 2 },
        err: { time: at(1, 5), lines: 1 },
      })
      expect(await logs.keptUntil('kafka', 'c2')).toEqual({ out: { time: at(9), lines: 1 }, err: null })
    })

    it('does not look far back for where to continue', async () => {
      await logs.append('kafka', 'c1', [line('old', { time: at(1), stream: 'err' }), line('new', { time: at(60) })])
      expect(await logs.keptUntil('kafka', 'c1')).toEqual({ out: { time: at(60), lines: 1 }, err: null })
    })
  })
}
