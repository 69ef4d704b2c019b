import type { EngineEvent } from '@main/ports/containers'
import { ServiceId } from '@shared/model/service'
import { z } from 'zod'
import type { EngineConnection } from './engine-connection'
import { jsonItems } from './json-items'
import { LABEL, projectNames } from './project-names'

const Event = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).default({}) }),
  timeNano: z.number(),
})
type Event = z.infer<typeof Event>

/** A health check runs every few seconds and causes three events each time; they are not requested. */
const ASKED = ['create', 'start', 'die', 'stop', 'destroy', 'oom', 'pause', 'unpause', 'health_status']
const MEANING: Readonly<Record<string, 'started' | 'stopped' | 'removed'>> = {
  start: 'started',
  stop: 'stopped',
  destroy: 'removed',
}

/** The project's events, for one watcher after the other; each continues where the previous one was cut off. */
export function engineEvents(connection: EngineConnection, project: string) {
  let last: Event | null = null
  /** The events of containers that are about to die from them. */
  const outOfMemory = new Set<string>()

  const meaningOf = ({ Action, Actor: { ID: id, Attributes } }: Event): EngineEvent | null => {
    const { data: service } = ServiceId.safeParse(Attributes[LABEL.service])
    if (service === undefined) return null
    if (Action === 'oom') outOfMemory.add(id)
    if (Action !== 'die') return { what: MEANING[Action] ?? 'changed', id, service }
    const exitCode = /^\d+$/.test(Attributes.exitCode ?? '') ? Number(Attributes.exitCode) : null
    return { what: 'died', id, service, exitCode, outOfMemory: outOfMemory.delete(id) }
  }

  return async function* changes(signal: AbortSignal): AsyncGenerator<EngineEvent, void, undefined> {
    const stream = await connection.stream(async (docker, abortSignal) => {
      // By the engine's clock; otherwise events between the answer and the start of the subscription would be lost.
      const since = last ? last.timeNano / 1e9 : engineSeconds(await docker.info())
      const filters = { ...projectNames(project).filter, type: ['container' as const], event: ASKED }
      return docker.getEvents({ ...(since === null ? {} : { since }), filters, abortSignal })
    }, signal)
    const end = () => stream.destroy()
    signal.addEventListener('abort', end, { once: true })
    try {
      yield { what: 'watching' }
      for await (const item of jsonItems(stream)) {
        const event = Event.safeParse(item)
        if (!event.success || isSame(event.data, last)) continue
        last = event.data
        const meaning = meaningOf(event.data)
        if (meaning) yield meaning
      }
    } catch (error) {
      if (!signal.aborted) throw connection.explain(error)
    } finally {
      signal.removeEventListener('abort', end)
      stream.destroy()
    }
    if (!signal.aborted) throw connection.explain(Object.assign(new Error('ended'), { code: 'ECONNRESET' }))
  }
}

function isSame(a: Event, b: Event | null): boolean {
  return b !== null && a.timeNano === b.timeNano && a.Action === b.Action && a.Actor.ID === b.Actor.ID
}

function engineSeconds(info: unknown): number | null {
  const { data } = z.object({ SystemTime: z.string() }).safeParse(info)
  const at = Date.parse(data?.SystemTime ?? '')
  return Number.isNaN(at) ? null : at / 1_000
}
