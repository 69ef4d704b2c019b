import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, cp, mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Schema, streams } from 'avsc'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { finished, millrace, spawnMillrace, temporaryDir } from '../support/millrace'
import { caseFile } from './cases'

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeEach(async () => {
  temp = await temporaryDir()
})
afterEach(() => temp.remove())

const LINE = '203.0.113.9 - - [17/May/2025:10:05:03 +0000] "GET / HTTP/1.1" 200 12 "-" "x"\n'

it.skipIf(!caseFile('22-avro-features'))(
  'of strangers that cannot be used stop only themselves (needs the cases)',
  async () => {
    const features = caseFile('22-avro-features') as string
    const names = (await readdir(features, { withFileTypes: true })).filter((entry) => entry.isDirectory())
    const datasets = join(temp.dir, 'data', 'datasets')
    await mkdir(datasets, { recursive: true })
    for (const { name } of names) {
      await cp(join(features, name), join(datasets, name), { recursive: true })
      await chmod(join(datasets, name), 0o700)
    }
    const file = join(temp.dir, 'access.log')
    await writeFile(file, LINE)
    const { code, stdout, stderr } = await millrace('replay', file, '--data-dir', join(temp.dir, 'data'), '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ stored: 1, balanced: true })
    // The former names of Millrace's own columns are fields like any other.
    expect(stderr).not.toMatch(/stored_at|place_names/)
    expect(stderr).toMatch(/default_wrong_enum cannot be used/)
  },
)

it('that is deleted leaves its windows behind and stops nothing else', async () => {
  const dir = join(temp.dir, 'data')
  const own = join(dir, 'datasets', 'readings')
  await mkdir(own, { recursive: true })
  await writeFile(join(own, 'schema.avsc'), '{')
  await writeFile(join(own, 'dataset.json'), '{}')
  const file = join(temp.dir, 'access.log')
  await writeFile(file, LINE)
  const refused = await millrace('replay', file, '--dataset', 'readings', '--data-dir', dir)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('schema.avsc is not valid JSON')
  await rm(own, { recursive: true })
  const unknown = await millrace('replay', file, '--dataset', 'readings', '--data-dir', dir)
  expect(unknown.stderr).toContain('Known datasets: user_interactions, access_log')
  expect((await millrace('replay', file, '--data-dir', dir, '--json')).code).toBe(0)
})

it('take events from JSON lines and CSV, each once, and give them back', async () => {
  const dir = join(temp.dir, 'data')
  const own = join(dir, 'datasets', 'orders')
  await mkdir(own, { recursive: true })
  const roles = { time: 'at', type: 'kind', outcome: 'state', errorSymbols: ['BAD'], key: 'customer', id: 'id' }
  await writeFile(join(own, 'dataset.json'), JSON.stringify({ title: 'Orders', description: 'Of a shop.', roles }))
  const fields = [
    { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'kind', type: 'string' },
    { name: 'state', type: { type: 'enum', name: 'state', symbols: ['OK', 'BAD'] } },
    { name: 'customer', type: 'string' },
    { name: 'amount', type: ['null', 'double'], default: null },
  ]
  await writeFile(join(own, 'schema.avsc'), JSON.stringify({ type: 'record', name: 'orders', fields }))

  const orders = Array.from({ length: 500 }, (_, n) => ({
    at: new Date(Date.UTC(2025, 4, 17, 10, 0, n)).toISOString(),
    kind: n % 3 ? 'buy' : 'return, "partly"',
    state: n % 10 ? 'OK' : 'BAD',
    customer: `c${n % 7}`,
    amount: n % 2 ? n / 4 : null,
  }))
  const lines = [...orders.map((order) => JSON.stringify(order)), '{"at":"soon","kind":"buy","note":1}']
  const produce = (...args: string[]) =>
    spawnMillrace(['produce', 'orders', ...args, '--data-dir', dir, '--json'], { stdio: ['pipe', 'pipe', 'pipe'] })
  for (const _ of ['at first', 'again']) {
    const piped = produce()
    const ended = finished(piped)
    piped.stdin?.end(lines.join('\n'))
    const { code, stdout } = await ended
    expect(JSON.parse(stdout)).toMatchObject({
      produced: 500,
      stored: 500,
      dead_letters: 1,
      errors: 50,
      balanced: true,
    })
    expect(code).toBe(0)
  }

  const csv = join(temp.dir, 'more.csv')
  const rows = orders.map(({ at, ...order }) => [
    at.replace('10:', '12:'),
    JSON.stringify(order.kind).replaceAll('\\"', '""'),
    order.state,
    order.customer,
    order.amount ?? '',
  ])
  await writeFile(csv, [['at', 'kind', 'state', 'customer', 'amount'], ...rows].map((row) => row.join(',')).join('\n'))
  const more = await finished(produce(csv))
  expect(JSON.parse(more.stdout)).toMatchObject({
    produced: 500,
    stored: 500,
    dead_letters: 0,
    errors: 50,
    balanced: true,
  })

  const container = join(temp.dir, 'afternoon.avro')
  await writeContainer(
    container,
    { type: 'record', name: 'orders', fields },
    orders.map((order, n) => ({ ...order, id: randomUUID(), at: Date.UTC(2025, 4, 17, 14, 0, n) })),
  )
  for (const _ of ['at first', 'again']) {
    const avro = await finished(produce(container))
    expect(JSON.parse(avro.stdout)).toMatchObject({ stored: 500, dead_letters: 0, errors: 50, balanced: true })
  }
  await truncate(container, 2_000)
  expect((await finished(produce(container))).stderr).toContain(
    'it is an Avro container, but its last block is not whole',
  )

  const given = await millrace('events', 'orders', '--to', '2025-05-17T12:00Z', '--data-dir', dir)
  const events = given.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(
    events.map(({ at, kind, state, customer, amount }) => ({
      at: new Date(at).toISOString(),
      kind,
      state,
      customer,
      amount,
    })),
  ).toEqual(orders)
})

/** An Avro object container file, as other programs write it. */
async function writeContainer(path: string, schema: object, records: readonly object[]): Promise<void> {
  const encoder = new streams.BlockEncoder(schema as Schema, { codec: 'deflate' })
  for (const record of records) encoder.write(record)
  encoder.end()
  await pipeline(encoder, createWriteStream(path))
}
