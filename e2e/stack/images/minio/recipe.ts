import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { goProgram } from '../go.ts'
import { PLAIN_ROOT } from '../plain-root.ts'
import type { StandIn } from '../stand-in.ts'

export const minio: StandIn = {
  service: 'minio',
  runs: 'the real MinIO, its newest state, by the `go install` that MinIO documents',
  on: PLAIN_ROOT,
  async prepare(context) {
    const dir = await goProgram('minio', 'github.com/minio/minio@latest')
    await cp(join(dir, 'minio'), join(context, 'minio'))
  },
}
