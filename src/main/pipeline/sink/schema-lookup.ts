import type { FlowPorts } from '@main/ports'
import type { LoggedRecord } from '@main/ports/event-log'
import type { EventCodec, RegisteredSchema, SchemaRegistry } from '@main/ports/schema-registry'
import { subjectOf } from '@main/ports/subject-names'
import { backoff } from '@shared/lib/backoff'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'

/** A schema id that the registry does not have is looked up again after this: it may be registered by then. */
const REMEMBER_MS = 30_000
/**
 * Garbage that looks like records can name any number of ids. This limit is larger than the number of records that can wait for
 * an answer at once.
 */
const MOST_REMEMBERED = 200_000
const AT_ONCE = 8
const BACKOFF_MS = [500, 1_000, 2_000, 5_000] as const

/** Looks up schemas that are registered while Millrace runs, so that their records need not wait for a restart. */
export interface SchemaLookup {
  /** The ids in these records that were not looked up yet. */
  unmet(records: readonly Pick<LoggedRecord, 'value' | 'intact' | 'problem'>[]): number[]
  /**
   * Looks up each of them in the registry. Afterwards `unmet` is empty for the same records, unless the registry does not answer;
   * then `waitsFor` gives the reason, and the next call returns after a pause.
   */
  ask(ids: readonly number[], signal: AbortSignal): Promise<void>
  /** Why records with this id are rejected. */
  refusal(id: number): string
  /** What delays these records, in words; null when nothing does. */
  readonly waitsFor: string | null
}

export function createSchemaLookup(
  { registry, clock }: Pick<FlowPorts, 'registry' | 'clock'>,
  dataset: Dataset,
  codec: EventCodec,
): SchemaLookup {
  const subject = subjectOf(dataset)
  const refused = new Map<number, { readonly reason: string; readonly until: number }>()
  let failures = 0
  let waitsFor: string | null = null

  const refuse = (id: number, reason: string) => {
    refused.delete(id)
    refused.set(id, { reason, until: Number.POSITIVE_INFINITY })
    for (const oldest of refused.keys()) {
      if (refused.size <= MOST_REMEMBERED) break
      refused.delete(oldest)
    }
  }

  const take = (id: number, found: RegisteredSchema | string) => {
    if (typeof found === 'string') refuse(id, found)
    else if (found.subject !== subject) refuse(id, `its schema ${id} belongs to ${found.subject}, not to ${subject}`)
    else codec.learn(found)
  }

  return {
    get waitsFor() {
      return waitsFor
    },
    unmet(records) {
      const ids = new Set<number>()
      const now = clock.elapsed()
      for (const { value, intact, problem } of records) {
        const id = intact && problem === null ? codec.unknownId(value) : null
        if (id !== null && !((refused.get(id)?.until ?? 0) > now)) ids.add(id)
      }
      return [...ids]
    },
    async ask(ids, signal) {
      try {
        for (let i = 0; i < ids.length && !signal.aborted; i += AT_ONCE) {
          const some = ids.slice(i, i + AT_ONCE)
          const found = await Promise.all(some.map((id) => lookUp(registry, id, subject)))
          found.forEach((schema, k) => {
            take(some[k] as number, schema)
          })
        }
        // One expiry time for all of them: otherwise the first would expire before the last is known.
        const until = clock.elapsed() + REMEMBER_MS
        for (const id of ids) {
          const known = refused.get(id)
          if (known) refused.set(id, { ...known, until })
        }
        failures = 0
        waitsFor = null
      } catch (thrown) {
        if (!(thrown instanceof FaultError)) throw thrown
        waitsFor = `Waits for the schema registry to look up schema ${ids[0]}. ${faultMessage(thrown.fault)}`
        await clock.sleep(backoff(++failures, BACKOFF_MS), signal)
      }
    },
    refusal: (id) => refused.get(id)?.reason ?? `its schema ${id} is not in the registry`,
  }
}

/** The schema, or the reason why nothing can be read with it. Throws only when the registry does not answer. */
async function lookUp(registry: SchemaRegistry, id: number, subject: string): Promise<RegisteredSchema | string> {
  try {
    return (await registry.byId(id, subject)) ?? `its schema ${id} is not in the registry`
  } catch (thrown) {
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'schema-incompatible') throw thrown
    return `its schema ${id} cannot be used: ${thrown.fault.problem}`
  }
}
