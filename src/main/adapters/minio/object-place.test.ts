import { expect, it } from 'vitest'
import { objectPlaces } from './object-place'

const place = (address: Parameters<typeof objectPlaces>[0]) => {
  const places = objectPlaces(address)
  return `${places.bucketOf('user-interactions')}/${places.keyOf('user-interactions', 'a.json')}`
}

it.each([
  [{}, 'user-interactions/a.json'],
  [{ prefix: 'team/' }, 'user-interactions/team/a.json'],
  [{ bucket: 'lake' }, 'lake/user-interactions/a.json'],
  [{ bucket: 'lake', prefix: 'team/millrace/' }, 'lake/team/millrace/user-interactions/a.json'],
])('puts objects by %j at %s', (address, expected) => {
  expect(place(address)).toBe(expected)
})

it('lets no name leave its folder', () => {
  const { bucketOf, keyOf } = objectPlaces({ bucket: 'lake', prefix: 'team/' })
  expect(bucketOf('..')).toBe('lake')
  expect(() => keyOf('..', 'a')).toThrow()
  expect(() => keyOf('user-interactions', '../a')).toThrow()
})
