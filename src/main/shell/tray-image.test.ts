import { expect, it } from 'vitest'
import { badgeBitmap, trayBitmap } from './tray-image'

const pixel = (bitmap: Uint8Array, size: number, x: number, y: number) => [
  ...bitmap.subarray((y * size + x) * 4).subarray(0, 4),
]

it('draws the wheel in the colour of the state, on nothing', () => {
  for (const size of [16, 32]) {
    const bitmap = trayBitmap('incident', size)
    expect(bitmap).toHaveLength(size * size * 4)
    expect(pixel(bitmap, size, size / 2, size / 2)).toEqual([45, 45, 217, 255])
    expect(pixel(bitmap, size, 0, 0)).toEqual([0, 0, 0, 0])
  }
  const colours = (['flowing', 'behind', 'stopped', 'incident'] as const).map((icon) =>
    pixel(trayBitmap(icon, 16), 16, 8, 8).join(),
  )
  expect(new Set(colours).size).toBe(4)
})

it('leaves gaps between the spokes', () => {
  const gaps = trayBitmap('flowing', 64)
  // Half-way between hub and rim, between two spokes.
  expect(pixel(gaps, 64, 46, 38)[3]).toBe(0)
})

it('draws a disc as the badge', () => {
  const badge = badgeBitmap(16)
  expect(pixel(badge, 16, 8, 8)[3]).toBe(255)
  expect(pixel(badge, 16, 0, 0)[3]).toBe(0)
})
