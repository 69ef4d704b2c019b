import { readFile } from 'node:fs/promises'
import { defaultDataDir } from '@main/adapters/folder/data-dir'
import { folderDocuments } from '@main/adapters/folder/json-documents'
import { openSettings } from '@main/composition/settings-store'
import { parseJson } from '@shared/lib/parse-json'
import type { Environment } from '@shared/model/environment'
import { FaultError } from '@shared/model/fault'
import { ENGINE_TITLES, minuteWorkOn } from '@shared/model/minute-work'
import { type Command, Option } from 'commander'
import { print, printJson, printTable } from '../terminal'
import { readSecrets, secretSource, secretsFromStdin } from './read-secrets'
import { changeEnvironments, readEnvironments } from './with-environments'

/** `millrace environments …` */
export function addEnvironmentsCommand(program: Command): void {
  const environments = program
    .command('environments')
    .description('your own clusters: Kafka, schema registry, ClickHouse and S3, by name')
  const add = (usage: string, description: string, isDefault = false) =>
    environments
      .command(usage, { isDefault })
      .description(description)
      .addOption(new Option('--data-dir <dir>', 'the data directory').default(defaultDataDir()))

  add('list', 'show them', true)
    .addOption(new Option('--json', 'end with one JSON object on standard output'))
    .action(list)
  add('add <file>', 'add the environment in a JSON file, or replace the one of its name')
    .option('--secret <name=source>', 'a secret, as NAME=env:VARIABLE or NAME=file:PATH; can be repeated', collect)
    .option('--secrets-stdin', 'read all secrets as one JSON object from standard input')
    .action(addOne)
  add('remove <name>', 'remove an environment and its secrets; its clusters and their data stay').action(removeOne)
}

async function list({ dataDir, json }: { dataDir: string; json?: true }): Promise<void> {
  const { feed } = await readEnvironments(dataDir)
  if (json) return printJson(feed.value)
  if (feed.value.length === 0) return print('No environments yet. Add one with "millrace environments add FILE.json".')
  const { analysis } = (await openSettings(folderDocuments(dataDir))).feed.value
  const row = (environment: Environment) => {
    const { engine, scheduler } = minuteWorkOn(analysis, { backend: 'external', environment: environment.name })
    const work = `${ENGINE_TITLES[engine]}${scheduler === 'airflow' ? ', started by Airflow' : ''}`
    return { ...rowOf(environment), Analysis: work }
  }
  printTable(Object.fromEntries(feed.value.map((environment) => [environment.name, row(environment)])))
}

function rowOf({ kafka, registry, clickhouse, s3, sink, readOnly }: Environment): Record<string, string> {
  return {
    Kafka: `${kafka.brokers[0]}${kafka.brokers.length > 1 ? ` +${kafka.brokers.length - 1}` : ''} (${kafka.security})`,
    Registry: registry.url,
    ClickHouse: clickhouse.url,
    S3: s3.bucket === null ? s3.endpoint : `${s3.endpoint} (${s3.bucket})`,
    Sink: sink.kind,
    Access: readOnly ? 'read-only' : 'read and write',
  }
}

/** Checked later: the parser of options would repeat a text that it refuses. */
function collect(one: string, before: readonly string[] = []): readonly string[] {
  return [...before, one]
}

interface AddOptions {
  readonly dataDir: string
  readonly secret?: readonly string[]
  readonly secretsStdin?: true
}

async function addOne(file: string, options: AddOptions): Promise<void> {
  const invalid = (problem: string) => new FaultError({ code: 'settings-invalid', file, problem })
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    throw invalid(`it cannot be read (${thrown.code})`)
  })
  const environment = parseJson(text)
  if (environment === undefined) throw invalid('it is not JSON')
  const secrets = {
    ...(options.secretsStdin && (await secretsFromStdin(process.stdin))),
    ...(await readSecrets((options.secret ?? []).map(secretSource), process.env)),
  }
  const { name } = await changeEnvironments(options.dataDir, (store) => store.save(environment, secrets))
  print(`Saved the environment ${name}. Use it with "millrace serve --environment '${name}'".`)
}

async function removeOne(name: string, { dataDir }: { dataDir: string }): Promise<void> {
  await changeEnvironments(dataDir, (store) => store.remove(name))
  print(`Removed the environment ${name} and its secrets.`)
}
