import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sqliteFault } from './sqlite-fault'

const FILE = join('/data', 'log', 'log.sqlite')

/** As `node:sqlite` throws it. */
function error(errcode: number, errstr: string) {
  return Object.assign(new Error(errstr), { errcode, errstr })
}

it.each([
  ['a sync that fails', 1034],
  ['a write that fails', 778],
  ['a read that fails', 266],
])('reports %s as a disk error', (_, code) => {
  expect(sqliteFault(error(code, 'disk I/O error'), FILE)).toMatchObject({
    fault: { code: 'disk-error', dir: join('/data', 'log'), reason: 'log.sqlite: disk I/O error' },
  })
})

it('leaves unknown errors unchanged', () => {
  const thrown = error(1, 'SQL logic error')
  expect(sqliteFault(thrown, FILE)).toBe(thrown)
})
