import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { output } from '../../command.ts'
import { ensureTools } from '../../tools.ts'
import type { StandIn } from '../stand-in.ts'

/** For containers that only have to die, print or be unhealthy. */
export const tiny: StandIn = {
  service: 'tiny',
  runs: 'only busybox, for test containers that die, print or are unhealthy',
  on: null,
  async prepare(context) {
    await ensureTools('busybox')
    const path = (await output('sh', ['-c', 'command -v busybox'])).trim()
    await cp(path, join(context, 'busybox'))
  },
}
