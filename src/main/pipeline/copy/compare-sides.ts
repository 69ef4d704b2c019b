import type { LedgerEntry } from '@main/ports/ledger'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import { windowName } from '@shared/model/window'
import { entriesOf } from './copy-ledger'
import { missingSchemas } from './copy-schemas'
import type { CopyContext } from './copy-side'

/** Compares what both sides hold of a dataset, and reports each difference. Objects were compared when they were copied. */
export async function compareSides(context: CopyContext, dataset: Dataset): Promise<void> {
  const { source, target, report } = context
  const { name } = dataset
  await compareRows(context, dataset)
  const schemas = await missingSchemas(context, dataset)
  if (schemas > 0) report.difference({ dataset: name, what: 'schemas', source: String(schemas), target: 'missing' })
  const [there, here] = await Promise.all([source, target].map(({ ports }) => ports.deadLetters.count(name)))
  if (there !== here) {
    report.difference({ dataset: name, what: 'dead letters', source: String(there), target: String(here) })
  }
  await compareLedgers(context, name)
}

async function compareRows({ source, target, report, signal }: CopyContext, dataset: Dataset): Promise<void> {
  const there = await source.ports.store.pages.sums(dataset, signal)
  const here = new Map((await target.ports.store.pages.sums(dataset, signal)).map((sum) => [sum.start, sum]))
  for (const { start, rows, checksum } of there) {
    const other = here.get(start)
    here.delete(start)
    if (other?.rows === rows && other.checksum === checksum) continue
    const [mine, its] = [
      `${rows} events, checksum ${checksum}`,
      `${other?.rows ?? 0} events, checksum ${other?.checksum ?? 0}`,
    ]
    report.difference({ dataset: dataset.name, what: `events of ${windowName(start)}`, source: mine, target: its })
  }
  for (const { start, rows } of here.values()) {
    const what = `events of ${windowName(start)}`
    report.difference({ dataset: dataset.name, what, source: '0 events', target: `${rows} events` })
  }
}

async function compareLedgers({ source, target, report, signal }: CopyContext, dataset: DatasetName): Promise<void> {
  let windows = 0
  for await (const entry of entriesOf(source, dataset)) {
    signal.throwIfAborted()
    windows++
    const other = await target.ports.ledger.get(dataset, entry.start)
    const [mine, its] = [lineOf(entry), other ? lineOf(other) : 'missing']
    const what = `ledger line of ${windowName(entry.start)}`
    if (mine !== its) report.difference({ dataset, what, source: mine, target: its })
  }
  let others = 0
  for await (const _ of entriesOf(target, dataset)) others++
  if (windows !== others) {
    report.difference({ dataset, what: 'windows', source: String(windows), target: String(others) })
  }
}

/** What must be equal of a window, as text. The target's log counts as logged what an earlier log of the source had logged. */
function lineOf({ extract, analysis, report }: LedgerEntry): string {
  return JSON.stringify({
    logged: extract && extract.logged + extract.earlierLog,
    stored: extract?.stored,
    deadLetters: extract?.deadLetters,
    extracted: extract?.extracted,
    attempt: extract?.attempt,
    analysis,
    report,
  })
}
