import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createJsonEventParser } from '@main/pipeline/source/json-and-csv-parsers'
import { avroJson } from '@shared/model/avro-json'
import type { Event } from '@shared/model/dataset'
import { eventJson } from '@shared/model/event-json'
import { createDerivation } from '@shared/model/stored-fields'
import { Type } from 'avsc'
import { describe, expect, it } from 'vitest'
import { avroCodecs } from '../adapters/avro/codecs'
import { loadDatasets } from '../adapters/dataset-files/load-datasets'

const DIR = 'e2e/strangers/schemas'
const { datasets, refused } = await loadDatasets([DIR])

it('are all usable', () => {
  expect(refused).toEqual([])
  expect(datasets).toHaveLength(5)
})

describe.each(datasets)('the published schema of $name', (dataset) => {
  const { name, schema, roles } = dataset
  it('takes an event as JSON, and gives it back', async () => {
    const line = await readFile(join(DIR, name, 'event.json'), 'utf8')
    const event = createJsonEventParser(dataset)(line.replaceAll('\n', ' '), 'id') as Event
    expect(event).toBeTypeOf('object')
    const codec = avroCodecs.codec([{ id: 1, subject: name, version: 1, schema }])
    const decoded = createDerivation(dataset)(codec.decode(codec.encode(event)))
    expect(eventJson(schema.fields, decoded)).toEqual(JSON.parse(line))
    expect(decoded[roles.time]).toBe(event[roles.time])
    expect(new Date(Number(decoded[roles.time])).getUTCFullYear()).toBe(2025)
  })
  it('is written as Avro takes it', () => {
    expect(() => Type.forSchema(avroJson(schema) as never)).not.toThrow()
  })
})
