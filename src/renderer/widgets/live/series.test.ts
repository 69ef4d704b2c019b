import { describe, expect, it } from 'vitest'
import { giveHues, keyOf, OTHER, seriesOf } from './series'

const volumes = (...types: [string, number][]) => new Map(types)

describe('giveHues', () => {
  it('follows the order of the dataset, for any volumes', () => {
    const hues = giveHues(new Map(), volumes(['PAYMENT', 900], ['SEARCH', 1]), ['SEARCH', 'PAYMENT'])
    expect([...hues]).toEqual([
      ['SEARCH', 0],
      ['PAYMENT', 1],
    ])
  })

  it('keeps a type’s hue when other types overtake it', () => {
    const first = giveHues(new Map(), volumes(['/a', 5], ['/b', 4]), [])
    const then = giveHues(first, volumes(['/a', 5], ['/b', 9], ['/c', 7]), [])
    expect(then.get('/a')).toBe(first.get('/a'))
    expect(then.get('/b')).toBe(first.get('/b'))
    expect(new Set(then.values()).size).toBe(3)
  })

  it('gives the hue of a type that fell behind to the type that replaced it', () => {
    const many = volumes(['/a', 9], ['/b', 8], ['/c', 7], ['/d', 6], ['/e', 5], ['/f', 1])
    const first = giveHues(new Map(), many, [])
    const then = giveHues(first, new Map(many).set('/f', 99), [])
    expect(then.get('/f')).toBe(first.get('/e'))
    expect(keyOf(then, '/e')).toBe(OTHER.key)
  })
})

describe('seriesOf', () => {
  it('has "Other" only when something is in it', () => {
    const hues = new Map([['/a', 0]])
    expect(seriesOf(hues, ['/a'], (t) => t).map((s) => s.key)).toEqual(['hue0'])
    expect(seriesOf(hues, ['/a', '/b'], (t) => t).map((s) => s.key)).toEqual(['hue0', 'other'])
  })
})
