import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parquetReadObjects } from 'hyparquet'
import { expect, test } from 'playwright/test'
import { millrace, serve, spawnMillrace, temporaryDir } from '../support/millrace'
import { noSampleLog, sampleLog, writeOutOfOrderLog } from '../support/sample-log'

let temp: Awaited<ReturnType<typeof temporaryDir>>
test.beforeEach(async () => {
  temp = await temporaryDir()
})
test.afterEach(() => temp.remove())

const inTemp = (...args: string[]) => millrace(...args, '--data-dir', temp.dir)

function expectSample(stdout: string) {
  const outcome = JSON.parse(stdout)
  expect(outcome).toMatchObject({ produced: 9_999, logged: 9_999, stored: 9_999, dead_letters: 1, errors: 220 })
  expect(outcome.windows).toHaveLength(84)
  expect(outcome.windows.every((window: { complete: boolean }) => window.complete)).toBe(true)
}

test.describe('replay', () => {
  test('turns the sample log into 84 reports, and its cut-off line into a dead letter', async () => {
    test.skip(sampleLog === null, noSampleLog)
    const { code, stdout } = await inTemp('replay', sampleLog as string, '--dataset', 'access_log', '--json')
    expect(code).toBe(0)
    expectSample(stdout)
    const objects = await readdir(join(temp.dir, 'objects', 'access-log'))
    expect(objects.filter((name) => name.endsWith('.parquet'))).toHaveLength(84)
  })

  test('ends with the same figures when it is killed 20 times', async () => {
    test.skip(sampleLog === null, noSampleLog)
    test.setTimeout(300_000)
    for (let kill = 0; kill < 20; kill++) {
      const child = spawnMillrace(['replay', sampleLog as string, '--speed', '40000', '--data-dir', temp.dir], {
        detached: true,
      })
      await sleep(100 + Math.random() * 2_500)
      if (child.exitCode !== null) continue
      const ended = once(child, 'exit')
      process.kill(-(child.pid as number), 'SIGKILL')
      await ended
    }
    const { code, stdout } = await inTemp('replay', sampleLog as string, '--json')
    expect(code).toBe(0)
    expectSample(stdout)
  })

  test('adds nothing when the same file is replayed again', async () => {
    const file = join(temp.dir, 'shop.log')
    const lines = await writeOutOfOrderLog(file, 4, 100)
    await inTemp('replay', file)
    const { code, stdout, stderr } = await inTemp('replay', file, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ produced: lines, stored: lines })
    expect(stderr).toContain('nothing is added')
  })

  test('reopens a window for events that come after its report', async () => {
    const file = join(temp.dir, 'late.log')
    const lines = await writeOutOfOrderLog(file, 8, 200)
    // Two minutes of event time a second: each report is made before its late events come.
    const { code, stdout } = await inTemp('replay', file, '--speed', '120', '--json')
    expect(code).toBe(0)
    const outcome = JSON.parse(stdout)
    expect(outcome).toMatchObject({ produced: lines, stored: lines, dead_letters: 0 })
    const revisions = outcome.windows.map((window: { revision: number }) => window.revision)
    expect(Math.max(...revisions)).toBeGreaterThan(1)
    const objects = await readdir(join(temp.dir, 'objects', 'access-log'))
    expect(objects.filter((name) => /\.r1\.json$/.test(name)).length).toBeGreaterThan(0)
  })

  for (const [what, content, message] of [
    ['an empty file', '', 'is empty'],
    ['a file in another format', 'not a log line\n', 'None of the 1 lines'],
    ['a binary file', '\u0000\u0001\u0002\u0000', 'cannot be read'],
  ] as const) {
    test(`names the problem and the next step for ${what}`, async () => {
      const file = join(temp.dir, 'input')
      await writeFile(file, content)
      const { code, stderr } = await inTemp('replay', file)
      expect(code).toBe(1)
      expect(stderr).toContain(message)
    })
  }

  test('names the next step for a missing file and an unknown dataset', async () => {
    expect((await inTemp('replay', join(temp.dir, 'nowhere'))).stderr).toContain('Check the path')
    expect((await inTemp('replay', 'x', '--dataset', 'nope')).stderr).toContain('There is no dataset "nope"')
  })
})

test('stored events are written as JSON lines, CSV and Parquet, whole or of a range', async () => {
  const log = join(temp.dir, 'shop.log')
  const lines = await writeOutOfOrderLog(log, 4, 3_000)
  await inTemp('replay', log)
  const all = await inTemp('events', 'access_log')
  const rows = all.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect([all.code, rows.length]).toEqual([0, lines])
  expect(new Set(rows.map((row) => row.event_id)).size).toBe(lines)
  const times = rows.map((row) => row.time)
  expect(times).toEqual(times.toSorted((a, b) => a - b))

  const [from, to] = [times[2_000], times[9_000]].map((time) => new Date(time).toISOString()) as [string, string]
  const csv = join(temp.dir, 'rows.csv')
  const range = await inTemp('events', 'access_log', '--from', from, '--to', to, '--out', csv, '--bom')
  const expected = times.filter((time) => time >= Date.parse(from) && time < Date.parse(to)).length
  expect(range.stderr).toContain(`${expected.toLocaleString('en')} events.`)
  const text = await readFile(csv, 'utf8')
  expect(text.startsWith('\uFEFFevent_id,client,')).toBe(true)
  expect(text.trimEnd().split('\r\n')).toHaveLength(expected + 1)

  const parquet = join(temp.dir, 'rows.parquet')
  expect((await inTemp('events', 'access_log', '--out', parquet)).code).toBe(0)
  const bytes = await readFile(parquet)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const read = await parquetReadObjects({ file })
  expect(read.map((row) => row.event_id)).toEqual(rows.map((row) => row.event_id))
  expect(read[0]).toMatchObject({ client: rows[0].client, latency_ms: null, time: new Date(rows[0].time) })

  const unknown = await inTemp('events', 'orders', '--out', join(temp.dir, 'orders.csv'))
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('access_log')])
  expect((await readdir(temp.dir)).filter((name) => name.includes('orders'))).toEqual([])
})

test.describe('run', () => {
  test('ends with a balanced ledger, its extract and its report', async () => {
    const { code, stdout } = await inTemp('run', '--rate', '500', '--for', '3s', '--json')
    expect(code).toBe(0)
    const outcome = JSON.parse(stdout)
    expect(outcome.produced).toBeGreaterThan(1_000)
    expect(outcome.stored).toBe(outcome.produced)
    const [window] = outcome.windows
    const objects = join(temp.dir, 'objects', 'user-interactions')
    const report = JSON.parse(await readFile(join(objects, `${window.window}.json`), 'utf8'))
    expect(report.report).toMatchObject({ total_events: window.stored, file_name: `${window.window}.parquet` })
    const shown = await inTemp('report', 'latest', '--json')
    expect(JSON.parse(shown.stdout).report.total_events).toBe(outcome.windows.at(-1).stored)
  })
})

test.describe('the data directory', () => {
  test('is refused to a second instance, with the address of the first', async () => {
    const first = spawnMillrace(['run', '--rate', '10', '--data-dir', temp.dir])
    await expect.poll(() => readdir(temp.dir)).toContain('instance.json')
    const { code, stderr } = await inTemp('run', '--for', '1s')
    expect(code).toBe(1)
    expect(stderr).toContain(`pid ${first.pid}`)
    const ended = once(first, 'exit')
    first.kill('SIGTERM')
    expect((await ended)[0]).toBe(0)
  })

  test('is not changed when a newer Millrace wrote it', async () => {
    await writeFile(join(temp.dir, 'millrace.json'), '{"format":99}')
    const { code, stderr } = await inTemp('run', '--for', '1s')
    expect(code).toBe(1)
    expect(stderr).toContain('newer version of Millrace')
    expect((await readdir(temp.dir)).filter((name) => name !== 'instance.lock')).toEqual(['millrace.json'])
  })

  test('must be a writable directory', async () => {
    const file = join(temp.dir, 'a-file')
    await writeFile(file, '')
    const { code, stderr } = await millrace('run', '--for', '1s', '--data-dir', join(file, 'below'))
    expect(code).toBe(1)
    expect(stderr).toContain('cannot write')
  })

  for (const [what, text, message] of [
    ['not JSON', '{', 'it is not JSON'],
    ['out of range', '{"producer":{"rate":0}}', 'producer.rate'],
    ['unknown', '{"produzer":{}}', 'produzer'],
  ] as const) {
    test(`may not contain settings that are ${what}`, async () => {
      await mkdir(temp.dir, { recursive: true })
      await writeFile(join(temp.dir, 'settings.json'), text)
      const { code, stderr } = await inTemp('run', '--for', '1s')
      expect(code).toBe(1)
      expect(stderr).toContain(message)
      expect(stderr).toContain('settings.json')
      expect(await readFile(join(temp.dir, 'settings.json'), 'utf8')).toBe(text)
    })
  }
})

test('doctor finds everything that is needed', async () => {
  const { code, stdout } = await inTemp('doctor', '--json')
  const findings = JSON.parse(stdout)
  expect(findings.filter((finding: { state: string }) => finding.state === 'bad')).toEqual([])
  expect(code).toBe(0)
})

test.describe('environments', () => {
  const CLOSED = '127.0.0.1:1'
  const environment = {
    name: 'staging',
    kafka: { brokers: [CLOSED], security: 'SASL_PLAINTEXT', sasl: { mechanism: 'PLAIN', username: 'millrace' } },
    registry: { url: `http://${CLOSED}` },
    clickhouse: { url: `http://${CLOSED}` },
    s3: { endpoint: `http://${CLOSED}` },
  }
  const written = async (value: unknown) => {
    const file = join(temp.dir, 'staging.json')
    await writeFile(file, JSON.stringify(value))
    return file
  }

  test('are added with secrets from variables, listed without them, and removed', async () => {
    const file = await written(environment)
    process.env.TEST_KAFKA_PASSWORD = 'hunter2'
    const added = await inTemp('environments', 'add', file, '--secret', 'kafka.password=env:TEST_KAFKA_PASSWORD')
    expect([added.code, added.stderr]).toEqual([0, ''])
    const listed = await inTemp('environments', 'list', '--json')
    expect(JSON.parse(listed.stdout)).toMatchObject([environment])
    for (const { stdout } of [added, listed]) expect(stdout).not.toContain('hunter2')
    expect(await readFile(join(temp.dir, 'environments.json'), 'utf8')).not.toContain('hunter2')
    const secrets = join(temp.dir, 'environment-secrets.json')
    expect(await readFile(secrets, 'utf8')).toContain('hunter2')
    expect((await stat(secrets)).mode & 0o077).toBe(0)
    expect((await inTemp('environments', 'remove', 'staging')).code).toBe(0)
    expect(await readFile(secrets, 'utf8')).not.toContain('hunter2')
  })

  test('say what to do when something is wrong', async () => {
    const refused = async (...args: string[]) => {
      const { code, stderr } = await inTemp(...args)
      expect(code).toBe(1)
      return stderr
    }
    expect(await refused('run', '--environment', 'staging', '--for', '1s')).toContain('Add it with')
    expect(await refused('run', '--backend', 'external', '--for', '1s')).toContain('--environment NAME')
    const file = await written({ ...environment, clickhouse: { url: 'clickhouse:9000' } })
    expect(await refused('environments', 'add', file)).toContain(
      'clickhouse.url: Give an address that starts with http',
    )
    expect(await refused('environments', 'add', file, '--secret', 'kafka.password=hunter2')).not.toContain('hunter2')
    expect(await refused('environments', 'remove', 'prod')).toContain('There is no environment prod')
  })

  test('are checked by the doctor once one is chosen', async () => {
    await inTemp('environments', 'add', await written(environment))
    await writeFile(join(temp.dir, 'settings.json'), JSON.stringify({ backend: 'external', environment: 'staging' }))
    const { stdout } = await inTemp('doctor', '--json')
    const checks: { name: string; state: string; found: string }[] = JSON.parse(stdout)
    expect(checks.filter(({ name }) => name.startsWith('staging: '))).toMatchObject(
      [`Kafka ${CLOSED}`, 'Schema registry', 'ClickHouse', 'S3'].map((server) => ({
        name: `staging: ${server}`,
        state: 'bad',
        found: `${CLOSED} cannot be reached (ECONNREFUSED)`,
      })),
    )
  })

  test('that cannot be opened leave the window to correct them, and no run on other clusters', async () => {
    const tls = { ca: { file: join(temp.dir, 'missing.pem') } }
    await inTemp('environments', 'add', await written({ ...environment, registry: { ...environment.registry, tls } }))
    const settings = join(temp.dir, 'settings.json')
    await writeFile(settings, JSON.stringify({ backend: 'external', environment: 'staging' }))
    const refused = await inTemp('run', '--for', '1s')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('missing.pem cannot be read')
    const served = await serve({ dataDir: temp.dir })
    await served.stop()
    const log = await readFile(join(temp.dir, 'logs', 'millrace.log'), 'utf8')
    expect(log).toContain('The external backend cannot be opened')
    expect(JSON.parse(await readFile(settings, 'utf8'))).toMatchObject({ backend: 'external', environment: 'staging' })
  })
})
