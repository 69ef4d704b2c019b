import { expect, it } from 'vitest'
import { folderOf } from './folder-of'

it('keeps a plain name as it is', () => {
  expect(folderOf('staging-2')).toBe('staging-2')
})

it('gives every other name a folder of its own, on file systems that know no case as well', () => {
  const names = [
    'Staging',
    'staging',
    'STAGING',
    'prod eu',
    'prod.eu',
    'prod_eu',
    'prod-eu',
    'Köln',
    'Koln',
    '東京',
    '北京',
  ]
  const folders = names.map((name) => folderOf(name).toLowerCase())
  expect(new Set(folders).size).toBe(names.length)
  for (const folder of folders) expect(folder).toMatch(/^[a-z0-9-]+$/)
})
