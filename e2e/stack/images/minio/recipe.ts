import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { goProgram } from '../go.ts'
import { PLAIN_ROOT } from '../plain-root.ts'
import type { StandIn } from '../stand-in.ts'

/** MinIO's release tags are not versions of a Go module, so this is a commit. */
export const MINIO = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c'

export const minio: StandIn = {
  service: 'minio',
  runs: 'the real MinIO, as of February 2026, built with the `go install` that MinIO documents',
  on: PLAIN_ROOT,
  async prepare(context) {
    const dir = await goProgram('minio', MINIO)
    await cp(join(dir, 'minio'), join(context, 'minio'))
  },
}
