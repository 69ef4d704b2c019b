import type { Dataset } from '@shared/model/dataset'
import { describe, expect, it } from 'vitest'
import { cellText, columnsOf, widthOf } from './columns'

const dataset: Pick<Dataset, 'schema' | 'roles'> = {
  roles: { time: 'at', type: 'kind', outcome: 'result', errorSymbols: ['ERROR'], latency: 'ms', key: 'id', id: 'id' },
  schema: {
    type: 'record',
    name: 'things',
    fields: [
      { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
      { name: 'ms', type: ['null', 'int'] },
      { name: 'result', type: { type: 'enum', name: 'result', symbols: ['SUCCESS', 'ERROR'] } },
      { name: 'note', type: ['null', 'string'] },
      { name: 'kind', type: 'string' },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    ],
  },
}

describe('the columns of raw rows', () => {
  it('begin with the most important fields', () => {
    expect(columnsOf(dataset)).toEqual([
      { field: 'at', title: 'at', shape: 'time' },
      { field: 'kind', title: 'kind', shape: 'text' },
      { field: 'result', title: 'result', shape: 'text' },
      { field: 'ms', title: 'ms', shape: 'number' },
      { field: 'note', title: 'note', shape: 'text' },
      { field: 'id', title: 'id', shape: 'uuid' },
    ])
  })

  it('show times with milliseconds, ids shortened, and nothing for null', () => {
    expect(cellText(Date.UTC(2015, 4, 20, 9, 5, 7, 30), 'time')).toBe('09:05:07.030')
    expect(cellText('00112233-4455-6677-8899-aabbccddeeff', 'uuid')).toBe('00112233…')
    expect(cellText(null, 'text')).toBe('')
    expect(cellText(false, 'text')).toBe('false')
  })

  it('are as wide as their contents, within bounds', () => {
    const row = (note: string) => ({ place: { epoch: 9, partition: 0, offset: 0 }, storedAt: 0, event: { note } })
    const note = { field: 'note', title: 'note', shape: 'text' } as const
    const widths = [[], [row('a longer note')], [row('x'.repeat(4_000))]].map((rows) => widthOf(note, rows))
    expect(widths).toEqual([50, 117, 260])
  })
})
