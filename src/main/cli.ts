import { fileURLToPath } from 'node:url'
import { Backend } from '@shared/model/app'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { EVENT_FORMATS, LOG_FORMATS } from '@shared/model/log-format'
import { Engine } from '@shared/model/minute-work'
import { ReplaySpeed } from '@shared/model/replay'
import { Rate } from '@shared/model/settings'
import { Command, InvalidArgumentError, Option } from 'commander'
import { version } from '../../package.json'
import { defaultDataDir } from './adapters/folder/data-dir'
import { connectTest } from './commands/connect-test'
import { copy } from './commands/copy'
import { addDeadLettersCommand } from './commands/dead-letters/add-dead-letters-command'
import { doctor } from './commands/doctor'
import { addEnvironmentsCommand } from './commands/environments/add-environments-command'
import { events, ROW_FORMATS } from './commands/events'
import { incidents } from './commands/incidents'
import type { InstallPaths } from './commands/install-paths'
import { duration, moment, whole, windowOrLatest } from './commands/parse-options'
import { replay } from './commands/replay'
import { report } from './commands/report'
import { reportProblem } from './commands/report-problem'
import { run } from './commands/run'
import { score } from './commands/score'
import { serve } from './commands/serve'
import { addServicesCommand } from './commands/services/add-services-command'
import { INTERRUPTED } from './commands/start-needed-services'
import { printError } from './commands/terminal'

// Other users of the machine cannot read any file that Millrace writes.
process.umask(0o077)

/** The folders of the built app: this file is out/main/cli.js. */
const paths: InstallPaths = {
  moduleDir: new URL('./', import.meta.url),
  rendererDir: fileURLToPath(new URL('../renderer', import.meta.url)),
  resourcesDir: fileURLToPath(new URL('../../resources', import.meta.url)),
  composeDir: fileURLToPath(new URL('../../compose', import.meta.url)),
}

const stop = new AbortController()
/** Within this time a second signal is the same one: the terminal signals the whole group, and the launcher passes it on again. */
const SAME_SIGNAL_MS = 1_000
let stoppedAt = Number.POSITIVE_INFINITY
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // A second one stops at once.
    if (performance.now() - stoppedAt > SAME_SIGNAL_MS) process.exit(INTERRUPTED)
    if (stop.signal.aborted) return
    stoppedAt = performance.now()
    stop.abort()
  })
}

function rate(text: string): Rate {
  const parsed = Rate.safeParse(text === 'max' ? text : Number(text))
  if (!parsed.success) throw new InvalidArgumentError('enter a whole number from 1 to 1000000, or max')
  return parsed.data
}

function speed(text: string): ReplaySpeed {
  const parsed = ReplaySpeed.safeParse(text === 'max' ? text : Number(text))
  if (!parsed.success) throw new InvalidArgumentError('enter 1 (real time), 60 (a minute per second), or max')
  return parsed.data
}

function positive(max: number) {
  return (text: string) => {
    const value = Number(text)
    if (!(value > 0 && value <= max)) throw new InvalidArgumentError(`enter a number above 0, up to ${max}`)
    return value
  }
}

const program = new Command('millrace')
  .description('A streaming pipeline you can see, start, break and trust.')
  .version(version)
  .showHelpAfterError()
const dataDir = () => new Option('--data-dir <dir>', 'the data directory').default(defaultDataDir())
const json = () => new Option('--json', 'end with one JSON object on standard output')
const backend = () =>
  new Option('--backend <name>', 'where the stages run (default: as in the settings)').choices(Backend.options)
const environment = () =>
  new Option('--environment <name>', 'the environment of the external backend (default: as in the settings)')
const follow = () =>
  new Option('--follow', 'go on with lines that are added later, also after the log is rotated').conflicts([
    'speed',
    'preview',
  ])
const engine = () =>
  new Option(
    '--engine <name>',
    'what analyses each minute of this run (default: as set for its backend or environment)',
  ).choices(Engine.options)

program
  .command('serve')
  .description('serve the window at 127.0.0.1 and open it in the browser')
  .addOption(backend())
  .addOption(environment())
  .addOption(dataDir())
  .option('--port <port>', 'the port; 0 picks a free one (default: as in the settings)', whole(65_535))
  .option('--no-open', 'do not open the browser')
  .option('--no-welcome', 'do not show the welcome on the first start of a data directory')
  .action((options) => serve(paths, options, stop.signal))

program
  .command('run')
  .description('run the pipeline with the simulator, without a window')
  .addOption(backend())
  .addOption(environment())
  .addOption(dataDir())
  .addOption(engine())
  .option('--rate <events/s>', 'events per second, or max', rate, 2_000)
  .option('--for <duration>', 'how long, such as 90s or 3m (default: until stopped)', duration)
  .addOption(new Option('--dataset <name>', 'the dataset').choices(['user_interactions']).default('user_interactions'))
  .option('--seed <n>', 'the same seed gives the same events', whole(0xffff_ffff), 1)
  .option('--scenario <file>', 'disturb the simulator with this scenario file from the start of the run')
  .addOption(json())
  .action((options) => run(paths, options, stop.signal))

program
  .command('replay <files...>')
  .description('replay access logs, also compressed ones, one after another; - reads standard input')
  .addOption(backend())
  .addOption(environment())
  .addOption(dataDir())
  .option('--dataset <name>', 'the dataset', 'access_log')
  .option('--speed <speed>', 'event time per wall-clock time: 1, 60, or max', speed, 'max' as const)
  .addOption(
    new Option('--format <name>', 'how the lines are written (default: guessed from the first ones)').choices(
      LOG_FORMATS,
    ),
  )
  .addOption(
    new Option('--pattern <text>', "nginx's log_format or Apache's LogFormat, as in their configuration").conflicts(
      'format',
    ),
  )
  .option('--preview', 'only show the format and the first lines as they would be stored')
  .addOption(follow())
  .addOption(json())
  .action((files: string[], options) => replay(paths, files, options, stop.signal))

program
  .command('produce <dataset> [files...]')
  .description('add events from files or standard input: JSON lines, CSV with a line of names, or Avro containers')
  .addOption(backend())
  .addOption(environment())
  .addOption(dataDir())
  .option('--speed <speed>', 'event time per wall-clock time: 1, 60, or max', speed, 'max' as const)
  .addOption(new Option('--format <name>', 'default: by the first line').choices(EVENT_FORMATS))
  .option('--preview', 'only show the first lines as they would be stored')
  .addOption(follow())
  .addOption(json())
  .action((dataset: string, files: string[], options) =>
    replay(paths, files.length === 0 ? ['-'] : files, { ...options, dataset }, stop.signal),
  )

program
  .command('events <dataset>')
  .description('write the stored events as CSV, JSON lines or Parquet')
  .addOption(backend())
  .addOption(environment())
  .addOption(dataDir())
  .option(
    '--from <time>',
    'the first moment, such as 2026-11-23 or 2026-11-23T17:03Z (default: the oldest event)',
    moment,
  )
  .option('--to <time>', 'the first moment after the range (default: none)', moment)
  .addOption(new Option('--format <name>', 'default: by the file, or jsonl').choices(ROW_FORMATS))
  .option('--out <file>', 'write to this file (default: standard output)')
  .option('--bom', 'begin CSV with a byte order mark, for spreadsheets that need it')
  .action((name: string, options) => events(paths, name, options, stop.signal))

program
  .command('report')
  .argument('[window]', '"latest", or a window such as 2026-11-23_17-03', windowOrLatest, 'latest')
  .description('show a report')
  .addOption(dataDir())
  .option('--dataset <name>', 'the dataset', 'user_interactions')
  .option('--follow', 'show the newest one, then each as it comes, one JSON object a line with --json')
  .addOption(json())
  .action((window: string, options) => report(window, options, stop.signal))

program
  .command('incidents')
  .description('list incidents, newest first, with start, end and worst window')
  .addOption(dataDir())
  .option('--dataset <name>', 'only this dataset (default: all)')
  .addOption(new Option('--open', 'only open ones').conflicts('all'))
  .option('--all', 'all of them, not only the newest 50')
  .addOption(json())
  .action((options) => incidents(options))

program
  .command('score')
  .description('score the anomaly detector on simulated days with labelled disturbances')
  .option('--scenario <files...>', 'scenario files (default: the built-in ones)')
  .option('--quiet', 'no scenarios: every incident is a false alarm')
  .option('--hours <n>', 'simulated hours', positive(24 * 366), 24)
  .option('--rate <events/min>', 'events per minute', positive(1_000_000), 6_000)
  .option('--seed <n>', 'the same seed gives the same score', whole(0xffff_ffff), 1)
  .addOption(json())
  .action((options) => score(paths, options, stop.signal))

program
  .command('copy')
  .description('copy all data of one backend to another one, compare both, and continue after an interruption')
  .addOption(new Option('--from <backend>', 'the backend to copy').choices(Backend.options))
  .addOption(new Option('--to <backend>', 'the backend to copy to').choices(Backend.options).makeOptionMandatory())
  .addOption(environment())
  .option('--remove', 'remove an unfinished copy from the backend to which it was made')
  .addOption(dataDir())
  .addOption(json())
  .action((options) => copy(paths, options, stop.signal))

addDeadLettersCommand(program, paths, stop.signal)
addServicesCommand(program, paths, stop.signal)
addEnvironmentsCommand(program)

program
  .command('connect')
  .description('the connections to your own clusters')
  .command('test [environment]')
  .description(
    'test every connection step by step: name, TLS, login, permissions, schemas, clocks (default: the only environment)',
  )
  .addOption(dataDir())
  .addOption(json())
  .action((environment: string | undefined, options) => connectTest(paths, environment, options, stop.signal))

program
  .command('doctor')
  .description('check what is installed, reachable and free, and say what to do')
  .addOption(dataDir())
  .addOption(json())
  .action((options) => doctor(paths, options))

program
  .command('report-problem')
  .description('save one zip file for a bug report: versions, settings, logs and the doctor’s output, without secrets')
  .addOption(dataDir())
  .option('--out <file>', 'the zip file', 'millrace-report.zip')
  .action((options) => reportProblem(paths, options))

try {
  await program.parseAsync()
} catch (thrown) {
  if (stop.signal.aborted) {
    printError('Interrupted.')
    process.exitCode = INTERRUPTED
  } else if (thrown instanceof FaultError) {
    printError(faultMessage(thrown.fault))
    process.exitCode = 1
  } else throw thrown
}
