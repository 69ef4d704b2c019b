import { once } from 'node:events'
import { copyFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loggedEnds } from '../crash/support/inventory'
import { until } from '../crash/support/life'
import { finished, millrace, spawnMillrace, temporaryDir } from '../support/millrace'
import { caseFile } from './cases'

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeEach(async () => {
  temp = await temporaryDir()
})
afterEach(() => temp.remove())

const replay = (...args: string[]) => millrace('replay', ...args, '--data-dir', join(temp.dir, 'data'), '--json')

/** A request in the access log's format. */
function requestAt(time: Date, n: number): string {
  const [, day, month, year, clock] = /, (\d+) (\w+) (\d+) (\S+)/.exec(time.toUTCString()) ?? []
  return `203.0.113.${n % 250} - - [${day}/${month}/${year}:${clock} +0000] "GET /p/${n % 7} HTTP/1.1" 200 ${n} "-" "Mozilla/5.0"\n`
}

describe('a log from elsewhere', () => {
  it.skipIf(!caseFile('16-time-zones'))('is read with times in every zone (needs the cases)', async () => {
    const { code, stdout } = await replay(caseFile('16-time-zones', 'access.log') as string)
    const outcome = JSON.parse(stdout)
    expect(code).toBe(0)
    // Only the leap second cannot be read: no computer clock has it.
    expect([outcome.stored + outcome.dead_letters, outcome.balanced]).toEqual([9, true])
    const windows = outcome.windows.map(({ window }: { window: string }) => window)
    expect(windows).toContain('1970-01-01_00-00')
    // Both sides of the end of summer time, and five zones that name one moment.
    expect(windows).toEqual(expect.arrayContaining(['2025-10-26_00-59', '2025-10-26_01-00', '2025-05-17_10-05']))
  })

  it.skipIf(!caseFile('20-grown-file'))('that has grown adds only its new lines (needs the cases)', async () => {
    const file = join(temp.dir, 'access.log')
    await copyFile(caseFile('20-grown-file', 'monday.log') as string, file)
    expect(JSON.parse((await replay(file)).stdout).stored).toBe(20)
    await copyFile(caseFile('20-grown-file', 'tuesday.log') as string, file)
    const grown = await replay(file)
    expect([JSON.parse(grown.stdout).stored, grown.code]).toEqual([30, 0])
    expect(grown.stderr).toContain('Only its new lines')
    expect(JSON.parse((await replay(file)).stdout).stored).toBe(30)
  })

  it('of a small site, a week in 2,016 windows, is reported completely', { timeout: 300_000 }, async () => {
    const file = join(temp.dir, 'access.log')
    const from = Date.UTC(2025, 4, 1)
    const lines = Array.from({ length: 2_016 }, (_, i) => requestAt(new Date(from + i * 300_000), i))
    await writeFile(file, lines.join(''))
    const { code, stdout } = await replay(file)
    const outcome = JSON.parse(stdout)
    expect(code).toBe(0)
    expect([outcome.windows.length, outcome.stored, outcome.balanced]).toEqual([2_016, 2_016, true])
  })

  it('of a server whose clock is ahead is closed by its own end', async () => {
    const file = join(temp.dir, 'access.log')
    const ahead = Date.now() + 330 * 60_000
    await writeFile(file, Array.from({ length: 30 }, (_, i) => requestAt(new Date(ahead + i * 7_000), i)).join(''))
    const { code, stdout } = await replay(file)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ stored: 30, balanced: true })
  })

  it('with lines of two alternating days is stored completely', { timeout: 300_000 }, async () => {
    const file = join(temp.dir, 'access.log')
    const from = Date.UTC(2025, 4, 1)
    const lines = Array.from({ length: 20_000 }, (_, i) => requestAt(new Date(from + (i % 2) * 86_400_000 + i), i))
    await writeFile(file, lines.join(''))
    const { code, stdout } = await replay(file)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ stored: 20_000, balanced: true })
  })

  it('that is interrupted during identification ends with a message', async () => {
    const file = join(temp.dir, 'big.log')
    await writeFile(file, requestAt(new Date(), 1).repeat(100))
    await truncate(file, 60e9)
    const child = spawnMillrace(['replay', file, '--data-dir', join(temp.dir, 'data')])
    const ended = finished(child)
    // Identification prints nothing, and reads 60 GB for much longer than this.
    await sleep(2_500)
    child.kill('SIGINT')
    const { code, stderr } = await ended
    expect(code).toBe(130)
    expect(stderr.trim()).toBe('Interrupted.')
  })

  it('is resumed at another speed', { timeout: 120_000 }, async () => {
    const file = join(temp.dir, 'access.log')
    const from = Date.UTC(2025, 4, 1)
    await writeFile(file, Array.from({ length: 600 }, (_, i) => requestAt(new Date(from + i * 1_000), i)).join(''))
    const slow = spawnMillrace(['replay', file, '--speed', '1', '--data-dir', join(temp.dir, 'data')])
    const dir = join(temp.dir, 'data')
    const lines = async () => (await loggedEnds(dir, 'access_log').catch(() => [])).reduce((sum, end) => sum + end, 0)
    await until('lines are logged', async () => (await lines()) > 0)
    slow.kill('SIGINT')
    await once(slow, 'exit')
    const { code, stdout, stderr } = await replay(file, '--speed', 'max')
    expect(code).toBe(0)
    expect(stderr).toContain('continues where it stopped')
    expect(JSON.parse(stdout)).toMatchObject({ stored: 600, balanced: true })
  })

  it.skipIf(!caseFile('01-xff-list')).each([
    ['01-xff-list/access.log', { client: /^198\.51\.100\.|^2001:db8:e02:/, remote_user: /^(null|jane)$/ }, 6],
    ['02-vhost-combined/other_vhosts_access.log', { client: /^203\.0\.113\./, host: /example\.com$|2001:db8::5/ }, 3],
    ['04-ingress-nginx/access.log', { client: /^203\.0\.113\.9$/, latency_ms: /^[037]$/ }, 3],
    ['07-compose-logs-prefix/web.log', { client: /^203\.0\.113\./, remote_user: /^(null|jane)$/, extra: /^null$/ }, 2],
    [
      '12-json-logs/access.json',
      { client: /^203\.0\.113\.9$/, path: /^\/shop\/1$/, latency_ms: /^(3|2\.4|10\.002425)$/ },
      3,
    ],
    ['15-line-ends/nul-first.log', { client: /^203\.0\.113\.9$/ }, 201],
  ])('of the case %s is stored with the right client and fields (needs the cases)', async (path, expected, events) => {
    const file = caseFile(...path.split('/')) as string
    const preview = JSON.parse((await replay(file, '--preview')).stdout)
    for (const { event } of preview.rows.filter((row: { event: object | null }) => row.event !== null)) {
      for (const [field, pattern] of Object.entries(expected)) expect(String(event[field])).toMatch(pattern)
    }
    const { code, stdout } = await replay(file)
    expect(JSON.parse(stdout)).toMatchObject({ stored: events, balanced: true })
    expect(code).toBe(0)
  })

  it('is read compressed, from a pipe, and as several files, as one replay', async () => {
    const from = Date.UTC(2025, 4, 1)
    const text = Array.from({ length: 300 }, (_, i) => requestAt(new Date(from + i * 1_000), i)).join('')
    const half = text.indexOf('\n', text.length / 2) + 1
    await writeFile(join(temp.dir, 'access.log.1'), text.slice(0, half))
    await writeFile(join(temp.dir, 'access.log.2'), gzipSync(text.slice(half)))
    const several = await replay(join(temp.dir, 'access.log.*'))
    expect(JSON.parse(several.stdout)).toMatchObject({ stored: 300, balanced: true })
    expect(several.code).toBe(0)

    const piped = spawnMillrace(['replay', '-', '--data-dir', join(temp.dir, 'piped'), '--json'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const ended = finished(piped)
    piped.stdin?.end(zstdCompressSync(text))
    const { code, stdout } = await ended
    expect(JSON.parse(stdout)).toMatchObject({ stored: 300, balanced: true })
    expect(code).toBe(0)
  })

  it('that is compressed in an unknown way, or damaged, is refused with what to do', async () => {
    const file = join(temp.dir, 'access.log.lz4')
    await writeFile(file, Buffer.from([0x04, 0x22, 0x4d, 0x18, 1, 2, 3]))
    expect((await replay(file)).stderr).toContain('it is compressed with lz4; unpack it first')
    await writeFile(file, gzipSync(requestAt(new Date(), 1).repeat(100)).subarray(0, -20))
    expect((await replay(file)).stderr).toContain('its gzip data is damaged or incomplete')
  })

  it.skipIf(!caseFile('36-terminal-escapes'))('sends nothing to the terminal (needs the cases)', async () => {
    await replay(caseFile('36-terminal-escapes', 'esc.log') as string)
    const dir = join(temp.dir, 'data')
    const { stdout } = await millrace('report', '--dataset', 'access_log', '--data-dir', dir)
    const json = await millrace('report', '--dataset', 'access_log', '--json', '--data-dir', dir)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    for (const text of [stdout, json.stdout]) expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
    expect(stdout).toContain('1 events')
  })
})
