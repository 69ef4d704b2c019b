import { expect, it } from 'vitest'
import { affectedWords } from './affected-words'

it('describe who was affected, as far as the dataset shows', () => {
  expect(affectedWords({ events: 15, users: 2, sessions: null }, 'error-rate')).toBe('15 failed events of 2 users')
  expect(affectedWords({ events: 1, users: 1, sessions: 1 }, 'latency')).toBe('1 slow event of 1 user in 1 session')
  expect(affectedWords({ events: 1_806, users: 1_204, sessions: 1_611 }, 'volume')).toBe(
    '1,806 events of about 1,204 users in about 1,611 sessions',
  )
})
