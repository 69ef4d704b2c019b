import { defaultDataDir } from '@main/adapters/folder/data-dir'
import type { InstallPaths } from '@main/commands/install-paths'
import { duration, whole } from '@main/commands/parse-options'
import { CLIENT_FORMATS } from '@shared/model/client-configuration'
import { LogLevel } from '@shared/model/service'
import { type Command, Option } from 'commander'
import { bringUp } from './bring-up'
import { listServices } from './list'
import { printClient } from './print-client'
import { printEnv } from './print-env'
import { printLogs } from './print-logs'
import { takeDown } from './take-down'

const TIMEOUT_MS = 10 * 60_000
const TAIL_LINES = 100

/** `millrace services …` */
export function addServicesCommand(program: Command, paths: InstallPaths, signal: AbortSignal): void {
  const services = program
    .command('services')
    .description('the containers of the compose file: Kafka, ClickHouse, MinIO and others')
  const add = (usage: string, description: string, isDefault = false) =>
    services
      .command(usage, { isDefault })
      .description(description)
      .addOption(new Option('--data-dir <dir>', 'the data directory').default(defaultDataDir()))
      .addOption(new Option('--json', 'end with one JSON object on standard output'))
      .addOption(
        new Option('--profile <name>', 'also use this profile of the compose file; can be repeated').argParser(collect),
      )
  const timeout = () =>
    new Option('--timeout <duration>', 'give up after this time').argParser(duration).default(TIMEOUT_MS, '10m')

  // The default command is given every word that names none.
  add('list', 'show their states', true)
    .argument('[nothing...]')
    .usage('[options]')
    .action((words: string[], options, command: Command) => {
      const unknown = words.find((word) => word !== 'list')
      if (unknown !== undefined) command.error(`error: unknown command '${unknown}'`)
      return listServices(paths, options, signal)
    })
  for (const [action, description] of [
    ['start', 'start them and their dependencies, and wait until they are healthy'],
    ['restart', 'restart them, and wait until they are healthy'],
    ['wait', 'wait until they are healthy, without starting them'],
  ] as const) {
    add(`${action} [names...]`, description)
      .addOption(timeout())
      .action((names: string[], options) => bringUp(paths, action, names, options, signal))
  }
  add('stop [names...]', 'stop them gracefully; keep their containers and data').action((names: string[], options) =>
    takeDown(paths, 'stop', names, options, signal),
  )
  add('remove [names...]', 'stop them and remove their containers; keep their data')
    .option('--with-data', 'also remove their data')
    .option('--yes', 'do not ask')
    .action((names: string[], options) => takeDown(paths, 'remove', names, options, signal))
  add('logs [names...]', 'show their latest output')
    .option('--tail <lines>', 'lines per service', whole(10_000), TAIL_LINES)
    .option('--follow', 'keep printing new lines')
    .addOption(new Option('--level <level>', 'only lines of this level and above').choices(LogLevel.options))
    .option('--search <text>', 'only lines that contain this text, ignoring case')
    .action((names: string[], options) => printLogs(paths, names, options, signal))
  add('client <name>', 'what other programs on this machine need to connect to the service, password included')
    .addOption(new Option('--format <format>', 'the form of the text').choices([...CLIENT_FORMATS]).default('java'))
    .action((name: string, options) => printClient(paths, name, options))
  add('env', 'the compose file’s variables with their passwords, for "docker compose --env-file"').action((options) =>
    printEnv(paths, options),
  )
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
