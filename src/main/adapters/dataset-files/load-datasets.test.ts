import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultMessage } from '@shared/model/fault-message'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadDatasets } from './load-datasets'

const TIME = { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } }
const KIND = { name: 'kind', type: 'string' }
const RESULT = { name: 'result', type: { type: 'enum', name: 'result', symbols: ['OK', 'BAD'] } }
const DEVICE = { name: 'device', type: 'string' }
const MS = { name: 'ms', type: 'int' }
const CODE = { name: 'code', type: ['null', 'int'], default: null }

const SCHEMA = { type: 'record', name: 'reading', fields: [TIME, KIND, RESULT, DEVICE, MS, CODE] }
const ROLES = { time: 'at', type: 'kind', outcome: 'result', errorSymbols: ['BAD'], key: 'device' }
const FILE = { title: 'Readings', description: 'Of sensors.', roles: ROLES }

describe('loading datasets', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'millrace-datasets-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  async function put(name: string, schema: unknown, file: unknown): Promise<string> {
    const folder = join(dir, name)
    await mkdir(folder, { recursive: true })
    const text = (content: unknown) => (typeof content === 'string' ? content : JSON.stringify(content))
    if (schema !== undefined) await writeFile(join(folder, 'schema.avsc'), text(schema))
    if (file !== undefined) await writeFile(join(folder, 'dataset.json'), text(file))
    return folder
  }
  /** The problem of the only dataset, as the user reads it. */
  async function problem(): Promise<string> {
    const { datasets, refused } = await loadDatasets([dir])
    expect(datasets).toEqual([])
    const fault = refused[0]?.fault
    if (fault?.code !== 'dataset-invalid') throw new Error('nothing was refused')
    expect(faultMessage(fault)).toContain(fault.problem)
    return fault.problem
  }

  it("reads the built-in datasets, and the user's own", async () => {
    await put('readings', SCHEMA, FILE)
    const { datasets } = await loadDatasets(['resources/datasets', dir])
    expect(datasets.map(({ name }) => name)).toEqual(['access_log', 'user_interactions', 'readings'])
    expect(datasets.at(-1)).toMatchObject({ partitions: 6, typeLabels: {}, roles: ROLES, schema: { name: 'reading' } })
  })

  it('treats a missing directory, and folders that are no datasets, as empty', async () => {
    await mkdir(join(dir, '.git'))
    await mkdir(join(dir, 'notes'))
    await writeFile(join(dir, 'README.md'), 'mine')
    expect(await loadDatasets([dir, join(dir, 'none')])).toEqual({ datasets: [], refused: [] })
  })

  it('allows every role of a matching type', async () => {
    await put('readings', SCHEMA, { ...FILE, roles: { ...ROLES, type: 'result', latency: 'ms', errorCode: 'code' } })
    expect((await loadDatasets([dir])).datasets).toHaveLength(1)
  })

  it('gives each role that points into a record, and each time of another unit, a column of its own', async () => {
    const meta = {
      name: 'meta',
      type: [
        'null',
        {
          type: 'record',
          name: 'meta',
          fields: [
            { name: 'ok', type: 'boolean' },
            { name: 'took', type: 'int' },
          ],
        },
      ],
    }
    const at = { name: 'at', type: ['null', { type: 'long', logicalType: 'timestamp-micros' }] }
    const roles = { time: 'at', outcome: 'meta.ok', errorValues: [false], latency: 'meta.took' }
    await put('Own-Readings', { type: 'record', name: 'own', fields: [at, meta] }, { ...FILE, roles })
    const [dataset] = (await loadDatasets([dir])).datasets
    expect(dataset).toMatchObject({
      name: 'own_readings',
      roles: { time: '@time', outcome: '@outcome', latency: '@latency', errorSymbols: ['false'] },
      derived: [
        { name: '@time', path: ['at'], type: { type: 'long', logicalType: 'timestamp-millis' } },
        { name: '@outcome', path: ['meta', 'ok'], type: ['null', 'boolean'] },
        { name: '@latency', path: ['meta', 'took'], type: ['null', 'int'] },
      ],
    })
  })

  it('refuses two datasets with the same name', async () => {
    const folder = await put('access_log', SCHEMA, FILE)
    const { datasets, refused } = await loadDatasets(['resources/datasets', dir])
    expect(datasets).toHaveLength(2)
    expect(refused).toEqual([
      {
        dataset: 'access_log',
        stage: null,
        fault: {
          code: 'dataset-invalid',
          dir: folder,
          problem: `its name is taken by the dataset in ${join('resources/datasets', 'access_log')}; rename the folder`,
        },
      },
    ])
  })

  it('loads the others when one cannot be used', async () => {
    await put('broken', '{', FILE)
    await put('readings', SCHEMA, FILE)
    const { datasets, refused } = await loadDatasets([dir])
    expect(datasets.map(({ name }) => name)).toEqual(['readings'])
    expect(refused.map(({ dataset }) => dataset)).toEqual(['broken'])
  })

  const withRoles = (roles: object) => ({ ...FILE, roles: { ...ROLES, ...roles } })
  const withField = (field: object) => ({ ...SCHEMA, fields: [...SCHEMA.fields, field] })
  const all = 'at, kind, result, device, ms, code'
  it.each([
    ['1 reading', SCHEMA, FILE, 'the folder gives the dataset its name: rename it to lower-case letters, digits and _'],
    ['readings', undefined, FILE, 'there is no schema.avsc; add the Avro schema of its events'],
    ['readings', SCHEMA, undefined, 'there is no dataset.json; add one with title, description and roles'],
    [
      'readings',
      SCHEMA,
      withRoles({ time: 'when' }),
      `dataset.json: roles.time names "when", which schema.avsc does not have; name one of ${all}`,
    ],
    [
      'readings',
      SCHEMA,
      withRoles({ time: 'ms' }),
      'dataset.json: roles.time names "ms", but that must be a long with logicalType timestamp-millis or timestamp-micros, or of milliseconds; name another field',
    ],
    [
      'readings',
      SCHEMA,
      withRoles({ latency: 'device', type: 'nobody' }),
      `dataset.json: roles.type names "nobody", which schema.avsc does not have; name one of ${all}; dataset.json: roles.latency names "device", but that must be an int, a long, a float or a double; name another field`,
    ],
    [
      'readings',
      SCHEMA,
      withRoles({ outcome: 'ms' }),
      'dataset.json: roles.outcome names "ms", but that must be an enum, a string or a boolean; name another field',
    ],
    [
      'readings',
      SCHEMA,
      withRoles({ latency: 'kind' }),
      'dataset.json: roles.latency names "kind", but that must be an int, a long, a float or a double; name another field',
    ],
    [
      'readings',
      SCHEMA,
      withRoles({ outcome: undefined }),
      'dataset.json: roles.errorSymbols needs roles.outcome, the field that has these values',
    ],
    [
      'readings',
      SCHEMA,
      withRoles({ errorSymbols: ['WORSE'] }),
      'dataset.json: roles.errorSymbols has "WORSE", which is no symbol of "result"; choose from OK, BAD',
    ],
    [
      'readings',
      SCHEMA,
      withRoles({ errorSymbols: ['OK', 'BAD'] }),
      'dataset.json: roles.errorSymbols calls every symbol of "result" an error; leave at least one out',
    ],
    ['readings', withField(MS), FILE, 'schema.avsc has two fields named "ms"; rename one'],
    [
      'readings',
      withField({ ...RESULT, name: 'other' }),
      FILE,
      'field "other": schema.avsc uses the name "result" for two types; rename one (field names may stay)',
    ],
    [
      'readings',
      { ...SCHEMA, fields: [...SCHEMA.fields, { name: 'x', type: 'text' }, { name: 'y' }] },
      { ...FILE, partitions: 0 },
      'field "x": there is no type "text"; define it before it is used; field "y": has no type; add one; dataset.json, partitions: Too small: expected number to be >=1',
    ],
    [
      'readings',
      withField({ name: 'x', type: ['null', 'int'], default: 1 }),
      FILE,
      'field "x": the default of a union that begins with null must be null',
    ],
    [
      'readings',
      withField({
        name: 'next',
        type: { type: 'record', name: 'node', fields: [{ name: 'then', type: ['null', 'node'] }] },
      }),
      FILE,
      'field "next.then": the record "node" contains itself; such a type has no end in a table, leave the field out',
    ],
    ['readings', SCHEMA, { ...FILE, partitions: 0 }, 'dataset.json, partitions: Too small: expected number to be >=1'],
  ])('says what to change: %s, case %#', async (name, schema, file, expected) => {
    await put(name, schema, file)
    expect(await problem()).toBe(expected)
  })

  it('says where the JSON is wrong', async () => {
    await put('readings', SCHEMA, '{"title": "x",}')
    expect(await problem()).toMatch(/^dataset\.json is not valid JSON \(.*position 14/)
  })
})
