import { defaultDataDir } from '@main/adapters/folder/data-dir'
import { Backend } from '@shared/model/app'
import { MOST_NAMED } from '@shared/model/letter-resend'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { InstallPaths } from '../install-paths'
import { whole } from '../parse-options'
import { type DiscardOptions, discardLetters } from './discard-letters'
import { listLetters } from './list-letters'
import { resendLetters } from './resend-letters'

const MOST_ID = Number.MAX_SAFE_INTEGER

/** `millrace dead-letters …` */
export function addDeadLettersCommand(program: Command, paths: InstallPaths, signal: AbortSignal): void {
  const letters = program
    .command('dead-letters')
    .description('records that could not be decoded or stored: list them, send them again, discard them')
  const add = (usage: string, description: string) =>
    letters
      .command(usage)
      .description(description)
      .addOption(
        new Option('--backend <name>', 'where the stages run (default: as in the settings)').choices(Backend.options),
      )
      .option('--environment <name>', 'the environment of the external backend (default: as in the settings)')
      .addOption(new Option('--data-dir <dir>', 'the data directory').default(defaultDataDir()))
      .addOption(new Option('--json', 'end with one JSON object on standard output'))
  const addSelecting = (usage: string, description: string) =>
    add(usage, description)
      .option('--reason <text>', 'only those with this reason, as "list" prints it')
      .addOption(new Option('--id <number>', 'only this one; can be repeated').argParser(collectId))

  add('list [dataset]', 'the open ones, grouped by reason').action((dataset: string | undefined, options) =>
    listLetters(paths, dataset, options, signal),
  )
  addSelecting(
    'resend <dataset>',
    'send the open ones again, each once, and follow them until they are stored or dead again',
  )
    .option('--preview', 'only say how many would pass now')
    .action((dataset: string, options) => resendLetters(paths, dataset, options, signal))
  addSelecting('discard <dataset>', 'close open ones for good; they are kept with your reason')
    .requiredOption('--because <text>', 'why nobody needs them', someText)
    .option('--all', 'all open ones of the dataset')
    .action((dataset: string, options: DiscardOptions & { readonly all?: true }, command: Command) => {
      if (!options.all && options.reason === undefined && options.id === undefined) {
        command.error('error: name which ones with --reason, --id or --all')
      }
      return discardLetters(paths, dataset, options, signal)
    })
}

function collectId(value: string, before: readonly number[] = []): readonly number[] {
  if (before.length >= MOST_NAMED) throw new InvalidArgumentError(`name at most ${MOST_NAMED}`)
  return [...before, whole(MOST_ID)(value)]
}

function someText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('enter a reason')
  return text.trim()
}
