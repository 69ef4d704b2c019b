import { execFileSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Finished, finished, millrace, root, spawnMillrace, temporaryDir } from '../support/millrace'
import { caseFile } from './cases'
import { sampleEvent } from './sample-event'

const AT = Date.UTC(2025, 4, 17, 10, 5, 3)
const SCHEMAS = join(root, 'e2e', 'strangers', 'schemas')

let temp: Awaited<ReturnType<typeof temporaryDir>>
let dir: string
beforeEach(async () => {
  temp = await temporaryDir()
  dir = join(temp.dir, 'data')
  await mkdir(join(dir, 'datasets'), { recursive: true })
})
afterEach(() => temp.remove())

function produce(dataset: string, events: readonly unknown[]): Promise<Finished> {
  const child = spawnMillrace(['produce', dataset, '--data-dir', dir, '--json'], { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = finished(child)
  child.stdin?.end(`${events.map((event) => JSON.stringify(event)).join('\n')}\n`)
  return ended
}

/** Null when this machine's Python does not have both readers. */
function parquetReaders(): ((file: string) => { pyarrow: unknown[]; duckdb: number }) | null {
  const script = `import sys, json, pyarrow.parquet as pq, duckdb
rows = pq.read_table(sys.argv[1]).to_pylist()
count = duckdb.sql("select count(*) from read_parquet('" + sys.argv[1] + "')").fetchall()[0][0]
print(json.dumps({"pyarrow": rows, "duckdb": count}, default=str))`
  try {
    execFileSync('python3', ['-c', 'import pyarrow, duckdb'], { stdio: 'ignore' })
  } catch {
    return null
  }
  return (file) => JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }))
}

describe('Avro schemas of strangers', () => {
  it('are stored, extracted, reported and exported, with roles that point into records or are left out', async () => {
    await cp(SCHEMAS, join(dir, 'datasets'), { recursive: true })
    const read = parquetReaders()
    const names = (await readdir(SCHEMAS, { withFileTypes: true })).filter((one) => one.isDirectory())
    expect(names).toHaveLength(5)
    for (const { name } of names) {
      const event = JSON.parse(await readFile(join(SCHEMAS, name, 'event.json'), 'utf8'))
      const { code, stdout, stderr } = await produce(name, [event, event])
      expect({ name, code, stderr: code === 0 ? '' : stderr }).toEqual({ name, code: 0, stderr: '' })
      expect(JSON.parse(stdout)).toMatchObject({ produced: 2, stored: 2, dead_letters: 0, balanced: true })
      const given = await millrace('events', name, '--data-dir', dir)
      expect(
        given.stdout
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line)),
      ).toMatchObject([event, event])
      const report = JSON.parse(
        (await millrace('report', 'latest', '--dataset', name, '--data-dir', dir, '--json')).stdout,
      )
      expect(report).toMatchObject({ analysis: { rows: 2 } })
      const file = join(temp.dir, `${name}.parquet`)
      await millrace('events', name, '--format', 'parquet', '--out', file, '--data-dir', dir)
      if (read) expect(read(file)).toMatchObject({ duckdb: 2 })
    }
    const extracts = (await readdir(join(dir, 'objects'), { recursive: true })).filter((file) =>
      file.endsWith('.parquet'),
    )
    expect(extracts).toHaveLength(5)
    if (!read) return console.log('Parquet files were not read back: python3 has no pyarrow and duckdb here.')
    for (const file of extracts) expect(read(join(dir, 'objects', file)), file).toMatchObject({ duckdb: 2 })
    const orders = read(join(dir, 'objects', extracts.find((file) => file.startsWith('shop-orders')) ?? ''))
    expect(orders.pyarrow[0]).toMatchObject({ address: { city: 'City_1', state: 'State_2', zipcode: 12345 } })
  }, 180_000)

  it.skipIf(!caseFile('22-avro-features'))(
    'with each feature of the specification take events (needs the cases)',
    async () => {
      const features = caseFile('22-avro-features') as string
      const folders = (await readdir(features, { withFileTypes: true })).filter((one) => one.isDirectory())
      const failed: string[] = []
      for (const { name } of folders) {
        const text = (await readFile(join(features, name, 'schema.avsc'), 'utf8')).replace(/^\/\/.*$/gm, '')
        const dataset = name.toLowerCase().replaceAll('-', '_')
        await cp(join(features, name), join(dir, 'datasets', name), { recursive: true })
        const { code, stderr } = await produce(dataset, [sampleEvent(JSON.parse(text), AT)])
        if (code !== 0) failed.push(`${name}: ${stderr.trim().split('\n').at(-1)}`)
        // Every one that is there takes time to open.
        await rm(join(dir, 'datasets', name), { recursive: true })
      }
      // What is no schema, and what names a value that a boolean does not have, is refused by the field's name.
      expect(failed).toEqual([
        expect.stringMatching(/^default_wrong_enum: .*field "result": the default "NO" is none of OK, BAD/),
        expect.stringMatching(/^outcome_bool: .*"BAD", which is no value of "result"; choose from true, false/),
      ])
    },
    300_000,
  )

  it.skipIf(!caseFile('30-schema-evolution'))(
    'may change as the registry allows, and rows from before stay (needs the cases)',
    async () => {
      const version = (name: string) => readFile(caseFile('30-schema-evolution', `${name}.avsc`) as string, 'utf8')
      const roles = { time: 'at', type: 'kind', outcome: 'result', errorSymbols: ['BAD'], key: 'device' }
      const event = { at: AT, kind: 'k', result: 'BAD', device: 'd', ms: 5, note: null }
      const outcomes: Record<string, unknown> = {}
      const changes = ['int_to_long', 'nullable', 'enum_more', 'enum_reorder', 'add_default', 'rename', 'remove']
      for (const name of [...changes, 'long_to_int', 'add_nodefault']) {
        dir = join(temp.dir, name)
        const own = join(dir, 'datasets', 'readings')
        await mkdir(own, { recursive: true })
        await writeFile(join(own, 'dataset.json'), JSON.stringify({ title: 'Readings', description: '', roles }))
        await writeFile(join(own, 'schema.avsc'), await version(name === 'long_to_int' ? 'int_to_long' : 'v1'))
        expect((await produce('readings', [event])).code).toBe(0)
        await writeFile(join(own, 'schema.avsc'), await version(name))
        const changed = { ...event, at: AT + 1, fw: '2', millis: 6, hw: '3' }
        const wanted = Object.fromEntries(
          JSON.parse(await version(name)).fields.map((field: { name: keyof typeof changed }) => [
            field.name,
            changed[field.name],
          ]),
        )
        const { code, stderr } = await produce('readings', [wanted])
        const rows = (await millrace('events', 'readings', '--data-dir', dir)).stdout.split('\n').filter(Boolean)
        outcomes[name] = code === 0 ? rows.map((row) => JSON.parse(row)) : stderr.trim().split('\n').at(-1)
      }
      const both = (before: object, after: object) => [before, after].map((one) => expect.objectContaining(one))
      expect(outcomes).toMatchObject({
        int_to_long: both({ ms: 5 }, { ms: 5 }),
        nullable: both({ ms: 5 }, { ms: 5 }),
        enum_more: both({ result: 'BAD' }, { result: 'BAD' }),
        enum_reorder: both({ result: 'BAD' }, { result: 'BAD' }),
        add_default: both({ fw: '1' }, { fw: '2' }),
        rename: both({ millis: 5 }, { millis: 6 }),
        remove: both({ ms: 5 }, { ms: 5 }),
        long_to_int: expect.stringMatching(/ms cannot be read as int, it was long/),
        add_nodefault: expect.stringMatching(/the new field hw has no default/),
      })
    },
    300_000,
  )
})
