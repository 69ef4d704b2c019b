import type { InstallPaths } from '@main/commands/install-paths'
import type { ObservedContainer, PrintedLine } from '@main/ports/containers'
import { textCleaner } from '@main/services/logs/clean-text'
import { logLevel } from '@main/services/logs/log-level'
import type { Services } from '@main/services/services'
import { LogLevel } from '@shared/model/service'
import { print, printJson } from '../terminal'
import { selectServices } from './select-services'
import { type ServicesOptions, withServices } from './with-services'

export interface LogsOptions extends ServicesOptions {
  readonly tail: number
  readonly follow?: true
  /** This one and above. */
  readonly level?: LogLevel
  readonly search?: string
}

type Show = (container: ObservedContainer, line: PrintedLine) => void

/** What the containers printed last, in the order of time, and with `--follow` what they print. With `--json` an object a line. */
export async function printLogs(
  paths: InstallPaths,
  names: readonly string[],
  options: LogsOptions,
  signal: AbortSignal,
): Promise<void> {
  await withServices(paths, { ...options, passive: true }, signal, async (services) => {
    const ids = selectServices(services, names)
    const observed = await services.containers.observe()
    const containers = observed.filter(({ service }) => (names.length === 0 ? true : ids.includes(service)))
    const width = Math.max(0, ...containers.map(({ service }) => service.length))
    const clean = textCleaner(secretsOf(services))
    const fits = lineFilter(options)
    const levels = new Map<string, LogLevel | null>()
    const show: Show = ({ id, service }, { time, stream, text: printed }) => {
      const text = clean(printed)
      const level = logLevel(text, levels.get(`${id} ${stream}`) ?? null)
      levels.set(`${id} ${stream}`, level)
      if (!fits(level, text)) return
      if (options.json) printJson({ time: isoTime(time), service, level, text })
      else print(`${service.padEnd(width)} | ${text}`)
    }
    const seen = await printLast(services, containers, options.tail, show)
    if (!options.follow) return
    const running = containers.filter(({ state }) => state === 'running')
    await Promise.all(
      running.map((container) => followOne(services, container, seen.get(container.id) ?? null, show, signal)),
    )
  })
}

/** As in the window: lines without a level count as `info`. */
function lineFilter({ level, search = '' }: LogsOptions): (of: LogLevel | null, text: string) => boolean {
  const all = LogLevel.options
  const rank = level === undefined ? 0 : all.indexOf(level)
  return (of, text) => all.indexOf(of ?? 'info') >= rank && text.toLowerCase().includes(search.toLowerCase())
}

function secretsOf({ compose, values }: Services): string[] {
  return compose.variables.filter(({ required }) => required).map(({ name }) => values()[name] ?? '')
}

/** Gives the time of the last line of each. */
async function printLast(
  { containers: engine }: Services,
  containers: readonly ObservedContainer[],
  tail: number,
  show: Show,
): Promise<ReadonlyMap<string, string>> {
  const printed = await Promise.all(
    containers.map(async (container) =>
      (await engine.lastPrinted(container.id, tail)).map((line) => ({ container, line })),
    ),
  )
  const inOrder = printed.flat().sort((a, b) => (a.line.time < b.line.time ? -1 : 1))
  for (const { container, line } of inOrder) show(container, line)
  return new Map(inOrder.map(({ container, line }) => [container.id, line.time]))
}

async function followOne(
  { containers }: Services,
  container: ObservedContainer,
  since: string | null,
  show: Show,
  signal: AbortSignal,
): Promise<void> {
  for await (const lines of containers.printed(container.id, since, signal)) {
    // The engine begins with the line of that very time.
    for (const line of lines) if (since === null || line.time > since) show(container, line)
  }
}

function isoTime(time: string): string {
  return new Date(Number(time) * 1_000).toISOString()
}
