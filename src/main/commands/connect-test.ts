import { join } from 'node:path'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { type ConnectionStep, STEP_TITLES, TARGET_TITLES } from '@shared/model/connection-test'
import { FaultError } from '@shared/model/fault'
import { readEnvironments } from './environments/with-environments'
import type { InstallPaths } from './install-paths'
import { print, printJson } from './terminal'

export interface ConnectTestOptions {
  readonly dataDir: string
  readonly json?: true
}

/** Tests every connection of an environment; exit code 1 when a step fails. Without a name, the only environment there is. */
export async function connectTest(
  { resourcesDir }: Pick<InstallPaths, 'resourcesDir'>,
  name: string | undefined,
  { dataDir, json }: ConnectTestOptions,
  signal: AbortSignal,
): Promise<void> {
  const environments = await readEnvironments(dataDir)
  const [only, ...others] = environments.feed.value
  if (name === undefined && (!only || others.length > 0)) throw new FaultError({ code: 'environment-not-chosen' })
  const environment = environments.get(name ?? only?.name ?? '')
  const secrets = await environments.secrets(environment.name)
  const { datasets } = await loadDatasets([join(resourcesDir, 'datasets'), join(dataDir, 'datasets')])
  const steps: ConnectionStep[] = []
  const report = (step: ConnectionStep) => {
    steps.push(step)
    if (!json) print(lineOf(step))
  }
  // The other commands start without it.
  const { testConnections } = await import('@main/backends/external/connection-test/connection-test')
  await testConnections(environment, secrets, datasets, report, signal)
  const failed = steps.find(({ outcome }) => outcome === 'failed')
  if (json) printJson({ environment: environment.name, passed: !failed, steps })
  else if (!failed) print(`\nAll ${steps.length} steps passed.`)
  else print(`\n${TARGET_TITLES[failed.target]}: ${failed.detail}`)
  process.exitCode = failed ? 1 : 0
}

function lineOf({ target, kind, what, outcome, ms, detail }: ConnectionStep): string {
  const sign = outcome === 'passed' ? '✓' : '✗'
  const title = `${TARGET_TITLES[target]}, ${STEP_TITLES[kind].toLowerCase()}`
  return `${sign} ${title.padEnd(28)} ${what}  (${ms} ms)${detail === '' ? '' : `\n    ${detail}`}`
}
