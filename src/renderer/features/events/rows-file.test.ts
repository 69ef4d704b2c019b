import type { StoredRow } from '@shared/model/event-way'
import { describe, expect, it } from 'vitest'
import { rowsAsCsv, rowsAsJsonLines } from './rows-file'

const rows: StoredRow[] = [
  { place: { partition: 2, offset: 341 }, storedAt: 0, event: { path: '/a,"b"\n', code: 404, user: null } },
  { place: { partition: 0, offset: 7 }, storedAt: 0, event: { path: '/', code: null, user: 'ann' } },
]

describe('saved rows', () => {
  it('are a JSON object a line, with their place in the log', () => {
    expect(
      rowsAsJsonLines(rows)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { path: '/a,"b"\n', code: 404, user: null, log_partition: 2, log_offset: 341 },
      { path: '/', code: null, user: 'ann', log_partition: 0, log_offset: 7 },
    ])
  })

  it('are CSV that keeps commas, quotation marks and line ends', () => {
    expect(rowsAsCsv(rows, ['path', 'code', 'user'])).toBe(
      'path,code,user,log_partition,log_offset\r\n"/a,""b""\n",404,,2,341\r\n/,,ann,0,7\r\n',
    )
  })
})
