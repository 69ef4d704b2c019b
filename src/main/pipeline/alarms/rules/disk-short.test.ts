import { expect, it } from 'vitest'
import { course } from '../testing/facts'
import { diskShort } from './disk-short'

it('raises one alarm below the limit, and ends it once there is clearly more room', () => {
  const run = course([diskShort])
    .hold(60, { freeDiskBytes: 1.2e9 })
    .hold(60, (second) => ({ freeDiskBytes: second % 4 === 0 ? 0.99e9 : 1.01e9 }))
    .hold(60, { freeDiskBytes: 1.1e9 })
    .hold(60, { freeDiskBytes: 1.3e9 })
  expect(run.summary()).toEqual(['disk-short: 68–180 recovered'])
  expect(run.alarms()[0]?.sentence).toMatch(/^Only 0\.99 GB are free on the disk of \/data; the limit is 1 GB\. /)
})

it('says nothing of a disk that cannot be measured', () => {
  const run = course([diskShort]).hold(60, { freeDiskBytes: 0 }).hold(60, { freeDiskBytes: null })
  expect(run.summary()).toEqual(['disk-short: 6–open'])
})
