import { ClickHouseError } from '@clickhouse/client'
import { FaultError } from '@shared/model/fault'
import { expect, it } from 'vitest'
import { storeFault } from './store-fault'

const error = (code: string) => new ClickHouseError({ code, message: 'it said so.\nmore', type: 'X' })

it.each([
  ['the disk is full', error('243'), 'disk-full'],
  ['a row does not parse', error('117'), 'store-rejected'],
  ['the table is missing', error('60'), 'store-unavailable'],
  ['the password is wrong', error('516'), 'store-unavailable'],
  ['memory ran out', error('241'), 'store-unavailable'],
  ['nothing listens', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'store-unavailable'],
  ['a proxy answers', new Error('<html>'), 'store-unavailable'],
])('when %s', (_, thrown, code) => {
  expect(storeFault(thrown, 'http://store').fault.code).toBe(code)
})

it('keeps the reason to one line', () => {
  expect(storeFault(error('60'), 'u').fault).toEqual({ code: 'store-unavailable', reason: 'it said so.' })
  expect(storeFault(Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'u').fault).toEqual({
    code: 'store-unavailable',
    reason: 'ECONNREFUSED',
  })
})

it('leaves a fault unchanged', () => {
  const fault = new FaultError({ code: 'store-rejected', reason: 'r' })
  expect(storeFault(fault, 'u')).toBe(fault)
})
