import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serviceLogsContract } from '@main/ports/contracts/service-logs.contract'
import type { NewServiceLine, ServiceLogs } from '@main/ports/service-logs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openServiceLogs } from './service-logs'

const ROOM = { maxBytes: 8_000, segmentBytes: 1_000 }
let dir: string
const folder = () => join(dir, 'kafka')
const files = () => readdirSync(folder()).filter((name) => name.endsWith('.log'))
const newest = () => join(folder(), files().at(-1) ?? '')

const opened: ServiceLogs[] = []
const open = async () => {
  const logs = await openServiceLogs(dir, ROOM)
  opened.push(logs)
  return logs
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'millrace-service-logs-'))
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((logs) => logs.close()))
  rmSync(dir, { recursive: true, force: true })
})

serviceLogsContract('A folder of files', async () => ({
  logs: await open(),
  again: open,
  cleanup: async () => undefined,
}))

describe('files of a service’s log', () => {
  const lines = (...texts: string[]): NewServiceLine[] =>
    texts.map((text) => ({ time: '1764032061.004213877', stream: 'out', level: 'info', text }))
  const texts = async () =>
    (await (await open()).newest({ services: [], level: null, search: '', limit: 1_000 })).map(({ text }) => text)

  it('are readable text, and only their owner can read them', async () => {
    const logs = await open()
    await logs.append('kafka', '3f2a9c1d0b77e58e', lines('Kafka Server started', 'two\nlines'))
    expect(readFileSync(newest(), 'utf8')).toBe(
      '1 1764032061.004213877 o 3f2a9c1d0b77 i Kafka Server started\n' +
        '2 1764032061.004213877 o 3f2a9c1d0b77 i two lines\n',
    )
    if (process.platform !== 'win32') expect(statSync(newest()).mode & 0o077).toBe(0)
  })

  it.each(['9 17640', '9 1764032061.004213877 o c i half', '\0\0\0\0\n', 'nonsense\n9 1764032061.000000000 o c i x\n'])(
    'that end with half a write are used up to that point: %j',
    async (torn) => {
      await (await open()).append('kafka', 'c', lines('one', 'two'))
      appendFileSync(newest(), torn)
      expect(await texts()).toEqual(['two', 'one'])
      expect(readFileSync(newest(), 'utf8')).toContain(torn)
      await (await open()).append('kafka', 'c', lines('three'))
      expect(await texts()).toEqual(['three', 'two', 'one'])
      expect(readFileSync(newest(), 'utf8')).not.toContain(torn)
    },
  )

  it('that are damaged in the middle still return the other lines', async () => {
    const logs = await open()
    for (let n = 0; n < 40; n++) await logs.append('kafka', 'c', lines(`line ${n} ${'x'.repeat(30)}`))
    const first = join(folder(), files()[0] ?? '')
    const content = readFileSync(first, 'utf8').split('\n')
    writeFileSync(first, content.with(2, '\0'.repeat(20)).join('\n'))
    const kept = await texts()
    expect(kept).toHaveLength(39)
    expect(kept).toContain(`line 0 ${'x'.repeat(30)}`)
  })

  it('that are gone have no lines', async () => {
    const logs = await open()
    for (let n = 0; n < 40; n++) await logs.append('kafka', 'c', lines(`line ${n} ${'x'.repeat(30)}`))
    rmSync(join(folder(), files()[0] ?? ''))
    const { lines: after } = await logs.after(0, { services: [], level: null, search: '', limit: 1_000 })
    expect(after.length).toBeGreaterThan(20)
    expect((await logs.newest({ services: [], level: null, search: '', limit: 1_000 })).length).toBe(after.length)
  })

  it('ignore files that belong to no service', async () => {
    writeFileSync(join(dir, 'millrace.log'), 'x')
    await (await open()).append('kafka', 'c', lines('one'))
    expect(await texts()).toEqual(['one'])
    await expect((await open()).append('../elsewhere', 'c', lines('one'))).rejects.toThrow()
  })

  it('stay within their size limit', async () => {
    const logs = await open()
    for (let n = 0; n < 300; n++) await logs.append('kafka', 'c', lines(`line ${n} ${'x'.repeat(30)}`))
    const bytes = files().reduce((sum, name) => sum + statSync(join(folder(), name)).size, 0)
    expect(bytes).toBeLessThan(ROOM.maxBytes + 2 * ROOM.segmentBytes)
  })
})
