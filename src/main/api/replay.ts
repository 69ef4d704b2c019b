import { randomUUID } from 'node:crypto'
import { FaultError, faultOf } from '@shared/model/fault'
import { api } from './base'
import type { ApiContext } from './context'
import { datasetOf } from './dataset-of'
import { NEVER } from './polled'

/** The dataset that access logs are replayed into; others have no file format of their own. */
const REPLAYABLE = 'access_log'
const SAMPLE = 'sample-access.log'

export const replay = {
  feed: api.replay.feed.handler(async function* ({ context, signal }) {
    yield* context.replays.jobs.feed.follow(signal)
  }),
  begin: api.replay.begin.handler(async ({ context, input }) => {
    const { name } = datasetOf(context, input.dataset)
    if (name !== REPLAYABLE) throw new FaultError({ code: 'replay-unsupported', dataset: name })
    if (input.bytes === 0) throw new FaultError({ code: 'replay-file-empty', file: input.file })
    const id = randomUUID()
    await context.replays.jobs.add({ ...input, id }, context.replays.files.path(id))
    return { id }
  }),
  upload: api.replay.upload.handler(async ({ context, input, signal }) => {
    const { id, offset, part } = input
    const job = context.replays.jobs.get(id)
    if (job.state !== 'uploading') throw new FaultError({ code: 'replay-unknown', id })
    if (offset + part.size > job.bytes) {
      throw new FaultError({ code: 'upload-broken', file: job.file, reason: 'more bytes arrived than were announced' })
    }
    try {
      const bytes = await context.replays.files.writePart(id, offset, new Uint8Array(await part.arrayBuffer()))
      context.replays.jobs.uploaded(id, bytes)
      if (bytes < job.bytes) return
      const { identity } = await context.ports.lines.identity(context.replays.files.path(id), signal ?? NEVER)
      await context.replays.jobs.ready(id, identity)
      context.flow.runner.want(['source'], true)
    } catch (thrown) {
      await failed(context, id, thrown)
      throw thrown
    }
  }),
  sample: api.replay.sample.handler(async ({ context, input, signal }) => {
    const { jobs, files, sample } = context.replays
    const { name } = datasetOf(context, REPLAYABLE)
    const bytes = await sample()
    const id = randomUUID()
    await jobs.add({ id, file: SAMPLE, dataset: name, speed: input.speed, bytes: bytes.length }, files.path(id))
    try {
      jobs.uploaded(id, await files.writePart(id, 0, bytes))
      const { identity } = await context.ports.lines.identity(files.path(id), signal ?? NEVER)
      await jobs.ready(id, identity)
      context.flow.runner.want(['source'], true)
      return { id }
    } catch (thrown) {
      await failed(context, id, thrown)
      throw thrown
    }
  }),
  cancel: api.replay.cancel.handler(async ({ context, input }) => {
    await context.replays.jobs.cancel(input.id)
    await context.replays.files.remove(input.id)
  }),
}

/** On a full disk both may fail; the window shows the reason why the upload failed. */
async function failed({ replays }: Pick<ApiContext, 'replays'>, id: string, thrown: unknown): Promise<void> {
  const fault = new FaultError(faultOf(thrown, 'Upload'), { cause: thrown })
  await Promise.allSettled([replays.jobs.fail(id, fault), replays.files.remove(id)])
}
