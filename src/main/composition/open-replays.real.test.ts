import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { expect, it } from 'vitest'
import { openReplays } from './open-replays'

it('keeps the files of replays that were interrupted, also of those that wait for another one', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-replays-'))
  const open = () => openReplays(dir, 'no-sample.log', createVirtualClock())
  try {
    const { group } = await open()
    for (const [id, after] of [
      ['first', null],
      ['second', 'first'],
      ['cancelled', null],
    ] as const) {
      const job = { id, file: 'standard input', dataset: 'access_log', speed: 'max', bytes: 1, format: null } as const
      await group.files.writePart(id, 0, Buffer.from('x'))
      await group.jobs.add(job, group.files.path(id), after)
      await group.jobs.ready(id, { identity: id, bytes: 1 })
    }
    await group.jobs.cancel('cancelled')
    await open()
    expect((await readdir(join(dir, 'uploads'))).sort()).toEqual(['first', 'second'])
  } finally {
    await rm(dir, { recursive: true })
  }
})
