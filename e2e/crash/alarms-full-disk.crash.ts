import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { endsOf, isOpen } from './support/alarms'
import { connect, firstOf } from './support/client'
import { live, until } from './support/life'
import { mountOwnDisk, whyNoOwnDisk } from './support/own-disk'

const WITHIN_MS = 60_000
const DISK_BYTES = 600_000_000
const LIMIT_BYTES = 100_000_000
const missing = await whyNoOwnDisk()
if (missing !== null) console.log(`Skipped: there is no disk to fill, because ${missing}.`)

it.skipIf(missing !== null)(
  'raises alarms on a disk that is full at once, to the last byte, and ends them when there is room',
  { timeout: 300_000 },
  async () => {
    const disk = await mountOwnDisk(DISK_BYTES)
    const life = live(['serve', '--no-open', '--no-welcome', '--port', '0', '--data-dir', join(disk.dir, 'data')])
    try {
      const { client, close } = await connect(life)
      const { alarms: limits } = await firstOf(client.alerts.feed(undefined))
      await client.alerts.saveLimits({ ...limits, freeDiskBytes: LIMIT_BYTES })
      await sleep(20_000)
      // The disk has less room than the limit that applied until now.
      await until('the first alarm ends', async () => !(await isOpen(client, 'disk-short')), WITHIN_MS)
      const before = (await endsOf(client, 'disk-short')).length

      await disk.fill()
      await until('the disk raises an alarm', () => isOpen(client, 'disk-short'), WITHIN_MS)
      await until('a stage raises an alarm', () => isOpen(client, 'stage-down'), WITHIN_MS)
      await disk.empty()
      const allOver = async () => !(await isOpen(client, 'disk-short')) && !(await isOpen(client, 'stage-down'))
      await until('the alarms end', allOver, WITHIN_MS)
      expect((await endsOf(client, 'disk-short')).slice(before)).toEqual(['recovered'])
      close()
    } finally {
      life.child.kill('SIGTERM')
      await life.ended
      await disk.remove()
    }
  },
)
