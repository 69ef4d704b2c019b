import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '@shared/model/environment'
import { millrace } from '../../support/millrace'
import type { Cluster } from './cluster'

/** Adds the cluster's environment to a data directory, as a user does: a JSON file, and its secrets from variables. */
export async function addEnvironment(
  cluster: Cluster,
  dataDir: string,
  environment: Environment = cluster.environment,
): Promise<string> {
  const file = join(cluster.dir, 'environment.json')
  await writeFile(file, JSON.stringify(environment))
  const given = Object.entries(cluster.secrets).map(([name, value], i) => {
    const variable = `MILLRACE_TEST_SECRET_${i}`
    process.env[variable] = value
    return ['--secret', `${name}=env:${variable}`]
  })
  const { code, stderr } = await millrace('environments', 'add', file, '--data-dir', dataDir, ...given.flat())
  if (code !== 0) throw new Error(`the environment cannot be added: ${stderr}`)
  return environment.name
}
