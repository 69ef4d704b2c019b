import { Readable } from 'node:stream'
import type { Containers, PrintedLine } from '@main/ports/containers'
import { containerUsage } from './container-usage'
import type { EngineConnection } from './engine-connection'
import { jsonItems } from './json-items'
import { parseLogStream } from './parse-log-stream'

const BOTH = { stdout: true, stderr: true, timestamps: true } as const

/** The streams of a running container: its output and its usage. */
export function containerStreams(connection: EngineConnection): Pick<Containers, 'printed' | 'lastPrinted' | 'usage'> {
  /** The items of a stream until the signal aborts; the stream is always closed at the end. */
  async function* flow<T>(stream: Readable, items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
    try {
      yield* items
    } catch (error) {
      if (!signal.aborted) throw connection.explain(error)
    } finally {
      stream.destroy()
    }
  }
  return {
    async *printed(id, since, signal) {
      const from = since === null ? {} : { since }
      const stream = await connection.stream(
        (docker, abortSignal) => docker.getContainer(id).logs({ ...BOTH, ...from, follow: true, abortSignal }),
        signal,
      )
      yield* flow(stream, parseLogStream(stream, signal), signal)
    },

    lastPrinted: (id, lines) =>
      connection.call(async (docker, abortSignal) => {
        const bytes = await docker.getContainer(id).logs({ ...BOTH, follow: false, tail: lines, abortSignal })
        const printed: PrintedLine[] = []
        for await (const chunk of parseLogStream(Readable.from([bytes]), abortSignal)) printed.push(...chunk)
        return printed.sort((a, b) => (a.time < b.time ? -1 : 1))
      }),

    async *usage(id, signal) {
      const stream = await connection.stream((docker, abortSignal) => {
        const options = { stream: true as const, abortSignal }
        return docker.getContainer(id).stats(options)
      }, signal)
      for await (const item of flow(stream, jsonItems(stream), signal)) {
        const sample = containerUsage(item)
        if (sample === 'ended') return
        if (sample !== 'first') yield sample
      }
    },
  }
}
