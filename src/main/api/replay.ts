import { randomUUID } from 'node:crypto'
import { lineParserOf } from '@main/pipeline/source/choose-line-parser'
import { previewLog } from '@main/pipeline/source/preview-log'
import { FaultError, faultOf, withFileName } from '@shared/model/fault'
import type { ReplayJob } from '@shared/model/replay'
import { api } from './base'
import type { ApiContext } from './context'
import { datasetOf } from './dataset-of'
import { NEVER } from './throttle-and-poll'

const SAMPLE_DATASET = 'access_log'
const SAMPLE = 'sample-access.log'

export const replay = {
  feed: api.replay.feed.handler(async function* ({ context, signal }) {
    yield* context.replays.jobs.feed.follow(signal)
  }),
  begin: api.replay.begin.handler(async ({ context, input }) => {
    const dataset = datasetOf(context, input.dataset)
    // Refuses a format that the dataset does not take, and a pattern that cannot be used, before the file is sent.
    if (input.format) lineParserOf(dataset, input.format, null)
    if (input.bytes === 0) throw new FaultError({ code: 'replay-file-empty', file: input.file })
    const id = randomUUID()
    await context.replays.jobs.add({ ...input, id }, context.replays.files.path(id))
    return { id }
  }),
  preview: api.replay.preview.handler(async ({ context, input: { file, bytes, head, dataset, format } }) => {
    const beginning = new Uint8Array(await head.arrayBuffer())
    const lines = await context.ports.lines.firstLinesOf(beginning, { name: file, bytes })
    return previewLog(lines, datasetOf(context, dataset), format)
  }),
  upload: api.replay.upload.handler(async ({ context, input, signal }) => {
    const { id, offset, part } = input
    const job = context.replays.jobs.get(id)
    if (job.state !== 'uploading') throw new FaultError({ code: 'replay-unknown', id })
    if (offset + part.size > job.bytes) {
      throw new FaultError({ code: 'upload-broken', file: job.file, reason: 'more bytes arrived than were announced' })
    }
    await receive(context, job, offset, async () => new Uint8Array(await part.arrayBuffer()), signal)
  }),
  sample: api.replay.sample.handler(async ({ context, input, signal }) => {
    const { jobs, files, sample } = context.replays
    const { name } = datasetOf(context, SAMPLE_DATASET)
    const bytes = await sample()
    const job = { id: randomUUID(), file: SAMPLE, dataset: name, speed: input.speed, bytes: bytes.length, format: null }
    await jobs.add(job, files.path(job.id))
    await receive(context, job, 0, async () => bytes, signal)
    return { id: job.id }
  }),
  cancel: api.replay.cancel.handler(async ({ context, input }) => {
    const { jobs, files } = context.replays
    // What was followed so far was asked for: its windows are reported.
    if (jobs.get(input.id).follow) return jobs.endFollowing(input.id)
    await jobs.cancel(input.id)
    await files.remove(input.id)
  }),
}

/** Writes a part of a job's file, and lets the source begin once the file is complete. A failure ends the job. */
async function receive(
  { replays: { jobs, files }, ports, flow }: ApiContext,
  { id, file, bytes: all }: Pick<ReplayJob, 'id' | 'file' | 'bytes'>,
  offset: number,
  part: () => Promise<Uint8Array>,
  signal = NEVER,
): Promise<void> {
  try {
    const bytes = await files.writePart(id, offset, await part())
    jobs.uploaded(id, bytes)
    if (bytes < all) return
    await jobs.ready(id, await ports.lines.identity(files.path(id), signal))
    flow.runner.want(['source'], true)
  } catch (error) {
    const thrown = withFileName(error, files.path(id), file)
    const fault = new FaultError(faultOf(thrown, 'Upload'), { cause: thrown })
    // On a full disk both may fail; the window shows the reason why the upload failed.
    await Promise.allSettled([jobs.fail(id, fault), files.remove(id)])
    throw thrown
  }
}
