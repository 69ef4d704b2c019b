import { FaultError } from '@shared/model/fault'
import errors from 'kafkajs/src/protocol/error.js'
import { describe, expect, it } from 'vitest'
import { isFenced, kafkaFault, type Remedy, remedyFor } from './failures'

const [NOT_LEADER, LOADING, NO_COORDINATOR, NOT_COORDINATOR, FENCED, CONCURRENT, TOO_LARGE] = [
  6, 14, 15, 16, 47, 51, 10,
]

/** As the library names its errors. */
function named(name: string, fields: object = {}): Error {
  return Object.assign(new Error('what it says'), { name, ...fields })
}

it.each<[string, unknown, Remedy]>([
  ['a leader that moved', errors.createErrorFromCode(NOT_LEADER), 'metadata'],
  ['a coordinator that loads', errors.createErrorFromCode(LOADING), 'loading'],
  ['no coordinator yet', errors.createErrorFromCode(NO_COORDINATOR), 'loading'],
  ['a coordinator that is not one yet', errors.createErrorFromCode(NOT_COORDINATOR), 'loading'],
  ['a transaction that is still ending', errors.createErrorFromCode(CONCURRENT), 'again'],
  ['a record that is too large', errors.createErrorFromCode(TOO_LARGE), 'final'],
  ['a connection that broke', named('KafkaJSConnectionClosedError'), 'connection'],
  ['no answer in time', named('KafkaJSRequestTimeoutError'), 'connection'],
  ['a wrong password', named('KafkaJSSASLAuthenticationError'), 'final'],
  ['a mistake of our own', new TypeError('x is not a function'), 'final'],
  ['a fault', new FaultError({ code: 'log-taken', address: 'kafka' }), 'final'],
])('knows what helps against %s', (_, thrown, remedy) => {
  expect(remedyFor(thrown)).toBe(remedy)
})

it('looks through what the library wraps around an error', () => {
  const cause = errors.createErrorFromCode(NOT_LEADER)
  expect(remedyFor(named('KafkaJSNumberOfRetriesExceeded', { cause }))).toBe('metadata')
  expect(remedyFor(named('KafkaJSAggregateError', { errors: [cause] }))).toBe('metadata')
})

it('tells a producer that was fenced, also from the fault that was made of it', () => {
  const fenced = errors.createErrorFromCode(FENCED)
  expect(isFenced(fenced)).toBe(true)
  expect(isFenced(kafkaFault(fenced, 'kafka'))).toBe(true)
  expect(isFenced(errors.createErrorFromCode(NOT_LEADER))).toBe(false)
})

describe('the fault', () => {
  it('says where nobody answered and why', () => {
    const thrown = named('KafkaJSConnectionError', { message: 'Connection error: connect ECONNREFUSED 127.0.0.1:1' })
    expect(kafkaFault(thrown, 'kafka:9092')).toMatchObject({
      fault: { code: 'log-unavailable', address: 'kafka:9092', reason: 'connect ECONNREFUSED 127.0.0.1:1' },
    })
  })

  it('is not made of a mistake in the program', () => {
    const mistake = new TypeError('x is not a function')
    expect(kafkaFault(mistake, 'kafka')).toBe(mistake)
  })
})
