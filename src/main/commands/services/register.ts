import { defaultDataDir } from '@main/adapters/folder/data-dir'
import type { InstallPaths } from '@main/commands/install-paths'
import { duration, whole } from '@main/commands/parse-options'
import { LogLevel } from '@shared/model/service'
import { type Command, Option } from 'commander'
import { bringUp } from './bring-up'
import { listServices } from './list'
import { printEnv } from './print-env'
import { printLogs } from './print-logs'
import { takeDown } from './take-down'

const TIMEOUT_MS = 10 * 60_000
const TAIL_LINES = 100

/** `millrace services …` */
export function registerServices(program: Command, paths: InstallPaths, signal: AbortSignal): void {
  const services = program
    .command('services')
    .description('the containers of the compose file: Kafka, ClickHouse, MinIO and what else stands there')
  const add = (usage: string, description: string, isDefault = false) =>
    services
      .command(usage, { isDefault })
      .description(description)
      .addOption(new Option('--data-dir <dir>', 'where the data lives').default(defaultDataDir()))
      .addOption(new Option('--json', 'end with one JSON object on standard output'))
      .addOption(
        new Option('--profile <name>', 'choose a profile of the compose file too; may be repeated').argParser(collect),
      )
  const timeout = () =>
    new Option('--timeout <duration>', 'how long it may take').argParser(duration).default(TIMEOUT_MS, '10m')

  // The default command is given every word that names none.
  add('list', 'how they stand', true)
    .argument('[nothing...]')
    .usage('[options]')
    .action((words: string[], options, command: Command) => {
      const unknown = words.find((word) => word !== 'list')
      if (unknown !== undefined) command.error(`error: unknown command '${unknown}'`)
      return listServices(paths, options, signal)
    })
  for (const [action, description] of [
    ['start', 'start them, and what they depend on, and wait until they are healthy'],
    ['restart', 'stop them and start them again'],
    ['wait', 'wait until they are healthy, whoever starts them'],
  ] as const) {
    add(`${action} [names...]`, description)
      .addOption(timeout())
      .action((names: string[], options) => bringUp(paths, action, names, options, signal))
  }
  add('stop [names...]', 'stop them gracefully; their containers and data stay').action((names: string[], options) =>
    takeDown(paths, 'stop', names, options, signal),
  )
  add('remove [names...]', 'stop them and remove their containers; their data stays')
    .option('--with-data', 'remove their data too')
    .option('--yes', 'do not ask')
    .action((names: string[], options) => takeDown(paths, 'remove', names, options, signal))
  add('logs [names...]', 'what they printed last')
    .option('--tail <lines>', 'of each', whole(10_000), TAIL_LINES)
    .option('--follow', 'go on with what they print')
    .addOption(new Option('--level <level>', 'only lines of this level and above').choices(LogLevel.options))
    .option('--search <text>', 'only lines that hold this text, whatever its case')
    .action((names: string[], options) => printLogs(paths, names, options, signal))
  add('env', 'the compose file’s variables with their passwords, for "docker compose --env-file"').action((options) =>
    printEnv(paths, options),
  )
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
