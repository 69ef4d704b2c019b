import { describe, expect, it } from 'vitest'
import { splitFragment } from './split-fragment'

describe('splitFragment', () => {
  it.each([
    ['#token=abc-_1', 'abc-_1', ''],
    ['#/live-window?token=abc', 'abc', '#/live-window'],
    ['#/reports/access_log/2015-05-17_10-05', null, '#/reports/access_log/2015-05-17_10-05'],
    ['', null, ''],
  ])('reads %s', (hash, token, view) => {
    expect(splitFragment(hash)).toEqual({ token, view })
  })
})
