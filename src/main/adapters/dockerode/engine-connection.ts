import { Readable } from 'node:stream'
import type { EngineAddress, FindEngine } from '@main/ports/find-engine'
import { FaultError } from '@shared/model/fault'
import Docker from 'dockerode'
import { absenceOf } from './engine-error'
import { engineOptions } from './engine-options'

/** The time limit for an ordinary answer of the engine. */
const ANSWER_MS = 30_000

export interface EngineConnection {
  /** Its address, or its last one. */
  readonly address: EngineAddress | null
  /** Runs the work against the engine. If the engine does not answer, throws its fault, and the next call searches for it again. */
  call<T>(work: (docker: Docker, signal: AbortSignal) => Promise<T>, options?: CallOptions): Promise<T>
  /** The same for a stream that continues after the answer, until the signal aborts. */
  stream(
    work: (docker: Docker, signal: AbortSignal) => Promise<NodeJS.ReadableStream>,
    signal: AbortSignal,
  ): Promise<Readable>
  /** The fault for the error that ended a stream, if the engine went away; otherwise the error itself. */
  explain(error: unknown): unknown
}

interface CallOptions {
  readonly ms?: number
  readonly signal?: AbortSignal | undefined
}

export function engineConnection(find: FindEngine): EngineConnection {
  let docker: Docker | null = null
  let address: EngineAddress | null = null

  const open = async (signal: AbortSignal): Promise<Docker> => {
    if (docker) return docker
    try {
      address = await find(signal)
    } catch (error) {
      const missing = error instanceof FaultError && error.fault.code === 'engine-missing'
      if (!missing || address === null) throw error
      // It was there before: report that it went away, not the other addresses.
      throw new FaultError({ code: 'engine-gone', socket: address, reason: 'it is not running' }, { cause: error })
    }
    docker = new Docker(engineOptions(address))
    return docker
  }
  const explain = (error: unknown): unknown => {
    const fault = absenceOf(error, address ?? '')
    if (!fault) return error
    docker = null
    return new FaultError(fault, { cause: error })
  }
  const call: EngineConnection['call'] = async (work, { ms = ANSWER_MS, signal } = {}) => {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(new DOMException('no answer in time', 'TimeoutError')), ms)
    const both = signal ? AbortSignal.any([signal, late.signal]) : late.signal
    try {
      return await Promise.race([open(both).then((engine) => work(engine, both)), rejectionBy(both)])
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      throw explain(late.signal.aborted ? late.signal.reason : error)
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    get address() {
      return address
    },
    explain,
    call,
    async stream(work, signal) {
      const stream = await call(work, { signal })
      return stream instanceof Readable ? stream : new Readable().wrap(stream)
    },
  }
}

/** dockerode cannot abort every call, so an abort does not wait for the call. */
function rejectionBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
