import { unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { zipFiles } from './zip-files'

it('packs texts under their names', () => {
  const zip = zipFiles({ 'a.txt': 'Zürich', 'logs/b.log': 'x'.repeat(100_000) })
  const files = unzipSync(zip)
  expect(Object.keys(files)).toEqual(['a.txt', 'logs/b.log'])
  expect(new TextDecoder().decode(files['a.txt'])).toBe('Zürich')
  expect(files['logs/b.log']).toHaveLength(100_000)
  expect(zip.length).toBeLessThan(1_000)
})
