import { createInterface } from 'node:readline/promises'
import type { InstallPaths } from '@main/commands/install-paths'
import type { Services } from '@main/services/services'
import { FaultError } from '@shared/model/fault'
import type { ServiceId, ServiceStatus } from '@shared/model/service'
import { print, printError, printJson } from '../terminal'
import { printProgress } from './print-progress'
import { selectServices } from './select-services'
import { type ServicesOptions, withServices } from './with-services'

export interface TakeDownOptions extends ServicesOptions {
  readonly withData?: true
  readonly yes?: true
}

/** `stop` ends the services gracefully, those that depend on others first; `remove` removes their containers too. */
export async function takeDown(
  paths: InstallPaths,
  action: 'stop' | 'remove',
  names: readonly string[],
  options: TakeDownOptions,
  signal: AbortSignal,
): Promise<void> {
  await withServices(paths, { ...options, passive: false }, signal, async (services) => {
    // Without names it is all there are, also what a profile brought up that is no longer chosen.
    const all = services.stack.value.services.map(({ id }) => id)
    const ids = names.length === 0 ? all : selectServices(services, names)
    if (action === 'remove' && options.withData && !(await isSure(ids, options, signal))) {
      printError('Nothing was removed.')
      process.exitCode = 1
      return
    }
    const from = performance.now()
    const end = new AbortController()
    const printing = printProgress(services, ids, AbortSignal.any([signal, end.signal]))
    try {
      if (action === 'stop') services.stop(ids)
      else services.remove(ids, options.withData ?? false)
      await untilDown(services, ids, signal, action === 'remove')
    } finally {
      end.abort()
      await printing
    }
    const seconds = Math.round((performance.now() - from) / 10) / 100
    const down = services.feed.value.services.filter(({ service }) => ids.includes(service.id))
    const states = down.map(({ service, state }) => ({ service: service.id, state: state.state }))
    if (options.json) printJson({ project: services.project, services: states, seconds })
    else print(`${action === 'stop' ? 'Stopped' : 'Removed'} after ${seconds.toFixed(1)} s.`)
  })
}

/** Resolves once none of the services runs, or, when `gone`, once none is there. Throws the fault of one that cannot be ended. */
export async function untilDown(
  { feed }: Services,
  ids: readonly ServiceId[],
  signal: AbortSignal,
  gone = false,
): Promise<void> {
  const isDown = ({ state }: ServiceStatus) =>
    state.state === 'missing' || (!gone && (state.state === 'stopped' || state.state === 'failed'))
  for await (const { engine, services } of feed.follow(signal)) {
    if (engine.state === 'away') throw new FaultError(engine.fault)
    const concerned = services.filter(({ service }) => ids.includes(service.id))
    for (const { state, wanted } of concerned) {
      if (state.state === 'failed' && !wanted) throw new FaultError(state.fault)
    }
    if (concerned.every(isDown)) return
  }
  throw signal.reason
}

async function isSure(ids: readonly ServiceId[], { yes }: TakeDownOptions, signal: AbortSignal): Promise<boolean> {
  if (yes) return true
  if (!process.stdin.isTTY) {
    printError('This deletes data permanently. Confirm with --yes.')
    return false
  }
  const ask = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await ask.question(`Remove ${ids.join(', ')} with all data permanently? (yes/no) `, { signal })
    return answer.trim().toLowerCase() === 'yes'
  } finally {
    ask.close()
  }
}
