import { expect, it } from 'vitest'
import { readHaproxy } from './haproxy'

const LINE =
  'May 17 10:05:03 lb haproxy[1]: 203.0.113.9:33317 [17/May/2025:10:05:03.250] in web/a 1/0/3/6/10 200 12 - - ---- 1/2/3/4/0 5/6 '

it('keeps the fields of HAProxy that have no place of their own, and the captured headers', () => {
  const fields = { frontend: 'in', times: '1/0/3/6/10', termination: '----', connections: '1/2/3/4/0', queues: '5/6' }
  expect(readHaproxy(`${LINE}"GET / HTTP/1.1"`)).toMatchObject({ extra: JSON.stringify(fields) })
  expect(readHaproxy(`${LINE}{a.example|x} {} "GET / HTTP/1.1"`)).toMatchObject({
    path: '/',
    extra: JSON.stringify({ ...fields, headers: '{a.example|x} {}' }),
  })
})
