import { statfs } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { Machine } from '@main/ports/machine'

export function thisMachine(): Machine {
  return {
    hostname: hostname(),
    async freeDisk(dir) {
      try {
        const { bavail, bsize } = await statfs(dir)
        return bavail * bsize
      } catch {
        return null
      }
    },
  }
}
