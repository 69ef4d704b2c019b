import { AuthenticationError, MultipleErrors, NetworkError, ResponseError, TimeoutError } from '@platformatic/kafka'
import { FaultError } from '@shared/model/fault'
import { describe, expect, it } from 'vitest'
import { isFenced, kafkaErrorOf, kafkaFault, type Remedy, remedyFor } from './kafka-errors'

const [NOT_LEADER, TOO_LARGE, LOADING, NO_COORDINATOR, NOT_COORDINATOR] = [6, 10, 14, 15, 16]
const [OLD_EPOCH, CONCURRENT, BAD_PASSWORD, NO_OFFSET_YET, FENCED] = [47, 51, 58, 78, 90]
const NONE_YET = 9_999
const END_TXN = 26

/** As the library passes on what a broker answered to one of its own requests. */
const answer = (code: number) => new ResponseError(END_TXN, 3, { '/': [code, null] }, {})
const refused = () => new NetworkError('Connection to kafka:1 failed.', { cause: new Error('connect ECONNREFUSED') })

it.each<[string, unknown, Remedy]>([
  ['a leader that moved', answer(NOT_LEADER), 'metadata'],
  ['the same in an answer that is read here', kafkaErrorOf(NOT_LEADER), 'metadata'],
  ['a coordinator that loads', answer(LOADING), 'loading'],
  ['no coordinator yet', answer(NO_COORDINATOR), 'loading'],
  ['a coordinator that is not one yet', answer(NOT_COORDINATOR), 'loading'],
  ['a transaction that is still ending', answer(CONCURRENT), 'again'],
  ['a leader that does not know its end yet', answer(NO_OFFSET_YET), 'again'],
  ['a record that is too large', answer(TOO_LARGE), 'final'],
  ['an error that only later brokers know', kafkaErrorOf(NONE_YET), 'final'],
  ['a connection that broke', new NetworkError('Connection closed'), 'connection'],
  ['a connection that was refused', refused(), 'connection'],
  ['no answer in time', new TimeoutError('Request timed out'), 'connection'],
  ['a wrong password', new NetworkError('x', { cause: new AuthenticationError('y') }), 'final'],
  ['a wrong password, as the broker says it', new NetworkError('x', { cause: answer(BAD_PASSWORD) }), 'final'],
  ['a mistake of our own', new TypeError('x is not a function'), 'final'],
  ['a fault', new FaultError({ code: 'log-taken', address: 'kafka' }), 'final'],
])('knows what helps against %s', (_, thrown, remedy) => {
  expect(remedyFor(thrown)).toBe(remedy)
})

it('looks through what the library wraps around an error', () => {
  const wrapped = new MultipleErrors('several', [new NetworkError('one', { cause: answer(NOT_LEADER) })])
  expect(remedyFor(wrapped)).toBe('metadata')
})

it.each([OLD_EPOCH, FENCED])(
  'recognizes a fenced producer by error %i, also in the fault that was made of it',
  (code) => {
    expect(isFenced(answer(code))).toBe(true)
    expect(isFenced(kafkaFault(answer(code), 'kafka'))).toBe(true)
    expect(isFenced(answer(NOT_LEADER))).toBe(false)
  },
)

describe('the fault', () => {
  it('says where nothing answered and why', () => {
    expect(kafkaFault(refused(), 'kafka:9092')).toMatchObject({
      fault: { code: 'log-unavailable', address: 'kafka:9092', reason: 'connect ECONNREFUSED' },
    })
  })

  it('says in Kafka’s words what it refused', () => {
    expect(kafkaFault(answer(TOO_LARGE), 'kafka')).toMatchObject({
      fault: { code: 'log-unavailable', reason: expect.stringContaining('larger than the max message size') },
    })
  })

  it('names an error that only later brokers know by its number', () => {
    expect(kafkaFault(kafkaErrorOf(NONE_YET), 'kafka')).toMatchObject({
      fault: { reason: 'the broker answered with the unknown error 9999' },
    })
  })

  it('is not made of a mistake in the program', () => {
    const mistake = new TypeError('x is not a function')
    expect(kafkaFault(mistake, 'kafka')).toBe(mistake)
  })
})
