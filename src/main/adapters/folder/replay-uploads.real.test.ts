import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderReplayUploads } from './replay-uploads'

const MEGABYTE = 1 << 20

// Only root may mount a file system, and only Linux has this kind.
describe.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
  'an upload to a disk that fills up (needs root)',
  () => {
    let disk: string
    beforeEach(() => {
      disk = mkdtempSync(join(tmpdir(), 'millrace-upload-'))
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2500k', 'tmpfs', disk])
      if (mounted.status !== 0) throw new Error(`no disk could be mounted: ${mounted.stderr}`)
    })
    afterEach(() => {
      spawnSync('umount', ['-l', disk])
      rmSync(disk, { recursive: true, force: true })
    })

    it("fails with the disk's name, and is never treated as complete", async () => {
      const files = folderReplayUploads(join(disk, 'uploads'))
      const part = new Uint8Array(MEGABYTE).fill(65)
      expect(await files.writePart('a', 0, part)).toBe(MEGABYTE)
      expect(await files.writePart('a', MEGABYTE, part)).toBe(2 * MEGABYTE)
      // The disk has space for a part of this one.
      await expect(files.writePart('a', 2 * MEGABYTE, part)).rejects.toMatchObject({ fault: { code: 'disk-full' } })
      await files.remove('a')
      expect(await files.writePart('b', 0, part)).toBe(MEGABYTE)
      expect(readFileSync(files.path('b')).equals(Buffer.from(part))).toBe(true)
    })
  },
)
