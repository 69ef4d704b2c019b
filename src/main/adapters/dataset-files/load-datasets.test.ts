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
    ['Readings', SCHEMA, FILE, 'the folder gives the dataset its name: rename it to lower-case letters, digits and _'],
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
      'dataset.json: roles.time names "ms", but that must be a long with logicalType timestamp-millis (not a union with null); name another field',
    ],
    [
      'readings',
      SCHEMA,
      withRoles({ type: 'ms' }),
      'dataset.json: roles.type names "ms", but that must be an enum or a string (not a union with null); name another field',
    ],
    [
      'readings',
      SCHEMA,
      withRoles({ outcome: 'kind' }),
      'dataset.json: roles.outcome names "kind", but that must be an enum (not a union with null); name another field',
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
      withRoles({ key: 'result' }),
      'dataset.json: roles.key names "result", but that must be a string (not a union with null); name another field',
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
      'schema.avsc uses the name "result" for two types; rename one (field names may stay)',
    ],
    [
      'readings',
      withField({ name: 'id', type: { type: 'int', logicalType: 'uuid' } }),
      FILE,
      'field "id": logicalType uuid belongs on a string',
    ],
    [
      'readings',
      withField({ name: 'x', type: ['null', 'int'], default: 1 }),
      FILE,
      'field "x": the default of a union that begins with null must be null',
    ],
    [
      'readings',
      withField({ name: 'x', type: { type: 'array', items: 'int' } }),
      FILE,
      'schema.avsc, fields.6.type: fields are boolean, int, long, float, double, string, bytes, an enum, or a union of null and one of these',
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
