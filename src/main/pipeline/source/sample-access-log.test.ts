import { readFileSync } from 'node:fs'
import { MINUTE_MS } from '@shared/lib/time'
import { windowOf } from '@shared/model/window'
import { expect, it } from 'vitest'
import { accessLog } from '../../../../resources/samples/make-access-log.mjs'
import { type AccessEntry, eventOf } from './log-formats/access-entry'
import { readCombined } from './log-formats/combined'

const text = readFileSync('resources/samples/access.log', 'utf8')

it('is what its script writes', () => {
  expect(accessLog()).toBe(text)
})

it('has a burst of errors among ordinary minutes, and five lines that cannot be used', () => {
  const parsed = text.trimEnd().split('\n').map(readCombined)
  const events = parsed
    .filter((line): line is AccessEntry => typeof line !== 'string')
    .map((entry) => eventOf(entry, ''))
  expect(parsed.length - events.length).toBe(5)
  const errors = Map.groupBy(
    events.filter(({ section }) => section === 'api'),
    ({ time }) => windowOf(Number(time)),
  )
  const rates = [...errors.values()].map((own) => own.filter(({ outcome }) => outcome === 'ERROR').length / own.length)
  expect(rates).toHaveLength(50)
  expect(rates.map((rate, minute) => (rate > 0.2 ? minute : -1)).filter((minute) => minute >= 0)).toEqual([
    34, 35, 36, 37, 38,
  ])
  expect(Math.max(...errors.keys()) - Math.min(...errors.keys())).toBe(49 * MINUTE_MS)
})
