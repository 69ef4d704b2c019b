import type { Clock } from '@main/ports/clock'
import type { Containers, ObservedContainer } from '@main/ports/containers'
import type { LocalPorts } from '@main/ports/local-ports'
import { createFeed, type Feed } from '@main/signals/feed'
import { createWakeup } from '@main/signals/wakeup'
import { backoff } from '@shared/lib/backoff'
import { type Fault, FaultError } from '@shared/model/fault'
import type { Service, ServiceId, ServicesStatus } from '@shared/model/service'
import { applyEngineEvent, applyStops } from './apply-engine-event'
import { applyObservation, forgetEngine } from './apply-observation'
import { carryOutChanges } from './carry-out-changes'
import type { Stack } from './compose-file'
import { nextDue, planChanges } from './plan-changes'
import { explainDeath, type FaultSources } from './service-faults'
import { DEATHS_TO_GIVE_UP } from './service-record'
import type { Change, ServicesSnapshot } from './services-snapshot'
import { type ShownServices, servicesStatus } from './services-status'
import { changeRecord, createSupervisorState, recordOf } from './supervisor-state'
import { createUserRequests, type UserRequests } from './user-requests'
import { waitForWakeup } from './wait-for-wakeup'

/** The engine sends events; this covers the case that one is missing. */
const OBSERVE_AGAIN_MS = 60_000
/** The pause between attempts to reach an engine that does not answer. */
const SEARCH_MS = [500, 1_000, 2_000, 4_000] as const

export interface SupervisorOptions {
  readonly containers: Containers
  readonly clock: Clock
  readonly localPorts: LocalPorts
  /** The compose file with the current values. */
  readonly stack: Feed<Stack>
  readonly shown: () => ShownServices
  readonly log: (line: string) => void
  /** Observes without acting. */
  readonly passive?: boolean
}

/**
 * Makes the services match the wanted state: one loop that observes the engine, compares and acts. The engine's events and new requests wake
 * it. When it ends, the containers keep running: the next supervisor finds them by their labels.
 */
export interface Supervisor extends UserRequests {
  readonly feed: Feed<ServicesStatus>
  /** The containers as of the last observation; none while the engine is away. */
  readonly observed: Feed<readonly ObservedContainer[]>
  run(signal: AbortSignal): Promise<void>
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { containers, clock, stack } = options
  const memory = createSupervisorState()
  const wakeup = createWakeup()
  const under = new Map<string, Promise<void>>()
  /** Services with engine events since the last observation began: their observed state may be outdated. */
  const news = new Set<ServiceId>()

  const services = (): readonly Service[] => stack.value.services
  const snapshot = (busy: ServicesSnapshot['busy'] = memory.busy): ServicesSnapshot => ({
    ...memory,
    now: clock.elapsed(),
    services: services(),
    specs: stack.value.specs,
    builds: stack.value.builds,
    busy,
  })
  const status = (busy?: ServicesSnapshot['busy']) => servicesStatus(memory, snapshot(busy), options.shown())
  const feed = createFeed(status())
  const observed = createFeed<readonly ObservedContainer[]>([])
  let published = JSON.stringify(feed.value)
  const publish = (busy?: ServicesSnapshot['busy']) => {
    const next = status(busy)
    const text = JSON.stringify(next)
    if (text === published) return
    published = text
    feed.publish(next)
  }
  const faultSources: FaultSources = {
    containers,
    localPorts: options.localPorts,
    claimed: () => new Set(services().flatMap(({ ports }) => ports.map(({ host }) => host))),
  }
  const hands = carryOutChanges({ ...faultSources, memory, clock, services, publish: () => publish() })
  const wake = () => {
    publish()
    wakeup.wake()
  }
  const requests = createUserRequests({ memory, hands, services, shown: options.shown, now: () => clock.now(), wake })

  const begin = (change: Change, signal: AbortSignal) => {
    const what = 'image' in change ? change.image : change.service
    memory.busy.set(what, change.do)
    options.log(`${change.do} ${what}`)
    const work = hands.perform(change, signal).finally(() => {
      memory.busy.delete(what)
      under.delete(what)
      // Users see the result after the next observation.
      wakeup.wake()
    })
    under.set(what, work)
  }

  /** The engine's own restarts never stop; a service that keeps dying is stopped here, with the reason. */
  const giveUp = async () => {
    for (const service of services()) {
      const record = recordOf(memory, service.id)
      if (record.fault || record.deaths < DEATHS_TO_GIVE_UP) continue
      const fault = await explainDeath(faultSources, service, memory.observed.get(service.id), record)
      changeRecord(memory, service.id, { fault, retryAt: null })
    }
  }

  /** One observation, one comparison, and the resulting changes are started. */
  const pass = async (signal: AbortSignal) => {
    const before = new Map(memory.busy)
    news.clear()
    const stops = new Map(memory.stopped)
    const found = await containers.observe()
    observed.publish(found)
    const inProgress = (): ServicesSnapshot['busy'] =>
      new Map([...[...news].map((id) => [id, 'news'] as const), ...before, ...memory.busy])
    applyObservation(memory, services(), found, inProgress(), clock)
    applyStops(memory, stops)
    for (const id of stops.keys()) memory.stopped.delete(id)
    if (!options.passive) {
      await giveUp()
      for (const change of planChanges(snapshot(inProgress()))) begin(change, signal)
    }
    publish(inProgress())
  }

  /** Supervises until the engine goes away, and returns the fault; null when the signal aborts. */
  const superviseOnce = async (signal: AbortSignal): Promise<Fault | null> => {
    const over = new AbortController()
    const either = AbortSignal.any([signal, over.signal])
    let following: Promise<void> = Promise.resolve()
    try {
      const info = await containers.engine(either)
      const watching = Promise.withResolvers<void>()
      following = (async () => {
        for await (const event of containers.changes(either)) {
          if (event.what === 'watching') watching.resolve()
          else news.add(event.service)
          applyEngineEvent(memory, services(), event, clock)
          wakeup.wake()
        }
      })()
      following.catch((error: unknown) => {
        watching.reject(error)
        over.abort()
        wakeup.wake()
      })
      await watching.promise
      memory.engine = { state: 'connected', ...info }
      while (!either.aborted) {
        await pass(signal)
        const due = nextDue(snapshot())
        await waitForWakeup(
          wakeup,
          clock,
          Math.min(OBSERVE_AGAIN_MS, due === null ? OBSERVE_AGAIN_MS : due - clock.elapsed()),
          either,
        )
      }
      over.abort()
      await following
      return null
    } catch (thrown) {
      return signal.aborted ? null : engineFault(thrown)
    } finally {
      over.abort()
      await following.catch(() => undefined)
    }
  }

  /** On any error the services cannot be supervised; try again. */
  const engineFault = (thrown: unknown): Fault => {
    if (thrown instanceof FaultError) return thrown.fault
    const socket = memory.engine.state === 'connected' ? memory.engine.socket : 'its socket'
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    return { code: 'engine-gone', socket, reason }
  }

  return {
    ...requests,
    feed,
    observed,
    async run(signal) {
      const followStack = (async () => {
        for await (const { specs } of stack.follow(signal)) {
          requests.stackChanged(new Map([...specs].map(([id, { hash }]) => [id, hash])))
        }
      })()
      for (let failures = 0; !signal.aborted; failures++) {
        const fault = await superviseOnce(signal)
        if (!fault) break
        if (memory.engine.state === 'connected') failures = 0
        const since = memory.engine.state === 'away' ? memory.engine.since : clock.now()
        memory.engine = { state: 'away', fault, since }
        forgetEngine(memory)
        observed.publish([])
        publish()
        await clock.sleep(backoff(failures + 1, SEARCH_MS), signal)
      }
      await Promise.all([...under.values(), followStack])
    },
  }
}
