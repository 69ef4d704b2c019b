import type { StoredRow } from '@shared/model/event-trace'
import { describe, expect, it } from 'vitest'
import { rowsAsCsv, rowsAsJsonLines } from './rows-as-text'

const rows: StoredRow[] = [
  { place: { epoch: 9, partition: 2, offset: 341 }, storedAt: 0, event: { path: '/a,"b"\n', code: 404, user: null } },
  { place: { epoch: 9, partition: 0, offset: 7 }, storedAt: 0, event: { path: '/', code: null, user: 'ann' } },
]

describe('saved rows', () => {
  it('are a JSON object a line, with their position in the log', () => {
    expect(
      rowsAsJsonLines(rows)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { path: '/a,"b"\n', code: 404, user: null, log_epoch: 9, log_partition: 2, log_offset: 341 },
      { path: '/', code: null, user: 'ann', log_epoch: 9, log_partition: 0, log_offset: 7 },
    ])
  })

  it('keep a field that has the same name as a part of the position', () => {
    const [row] = rows
    const named = [{ ...row, event: { log_offset: 'mine' } } as StoredRow]
    expect(JSON.parse(rowsAsJsonLines(named))).toMatchObject({ log_offset: 'mine', millrace_log_offset: 341 })
    expect(rowsAsCsv(named, ['log_offset'])).toContain('mine,9,2,341')
  })

  it('are CSV that keeps commas, quotation marks and line ends', () => {
    expect(rowsAsCsv(rows, ['path', 'code', 'user'])).toBe(
      'path,code,user,log_epoch,log_partition,log_offset\r\n"/a,""b""\n",404,,9,2,341\r\n/,,ann,9,0,7\r\n',
    )
  })
})
