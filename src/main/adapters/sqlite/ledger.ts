import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  ExtractEntry,
  ExtractedWindow,
  Ledger,
  LedgerEntry,
  LedgerTotals,
  PendingQuery,
  ReportEntry,
} from '@main/ports/ledger'
import { parseJson } from '@shared/lib/parse-json'
import { Analysis } from '@shared/model/report'
import { type OnDamage, openOrSetAside } from './open-or-set-aside'

interface EntryRow {
  readonly dataset: string
  readonly start: number
  readonly extract: string | null
  readonly analysisAttempt: number | null
  readonly analysis: string | null
  readonly report: string | null
}

const TO_ANALYSE = 'extractAttempt > analysisAttempt'
const TO_REPORT = 'analysisAttempt > reportAttempt'
/** A list of names as one parameter, as JSON. */
const AMONG = '(SELECT value FROM json_each(?))'

/** The ledger in `dir/ledger.sqlite`. The attempts have their own columns, so that an index finds due windows; 0 when there is none yet. */
export async function openEmbeddedLedger(dir: string, onDamage?: OnDamage): Promise<Ledger> {
  const toRebuild = join(dir, 'rebuild')
  const format = {
    version: 1,
    tables: `
      CREATE TABLE entry (
        dataset TEXT NOT NULL, start INTEGER NOT NULL,
        extractAttempt INTEGER NOT NULL DEFAULT 0, extract TEXT,
        analysisAttempt INTEGER NOT NULL DEFAULT 0, analysis TEXT,
        reportAttempt INTEGER NOT NULL DEFAULT 0, report TEXT,
        PRIMARY KEY (dataset, start)
      ) WITHOUT ROWID;
      CREATE INDEX entry_to_analyse ON entry (start) WHERE ${TO_ANALYSE};
      CREATE INDEX entry_to_report ON entry (start) WHERE ${TO_REPORT};
      CREATE INDEX entry_attempts ON entry (extractAttempt, analysisAttempt, reportAttempt)`,
  }
  // The mark exists before the empty file, so that a crash in between never hides missing entries.
  const mark = () => writeFileSync(toRebuild, '')
  const database = await openOrSetAside(join(dir, 'ledger.sqlite'), format, onDamage, mark)
  // An unused index of earlier versions.
  database.exec('DROP INDEX IF EXISTS entry_silent')
  const columns = 'dataset, start, extract, analysisAttempt, analysis, report'
  const select = database.prepare<EntryRow>(`SELECT ${columns} FROM entry WHERE dataset = ? AND start = ?`)
  const newest = database.prepare<EntryRow>(
    `SELECT ${columns} FROM entry WHERE dataset = ? AND start < ? ORDER BY start DESC LIMIT ?`,
  )
  const pendingOf = (condition: string) => {
    const query = database.prepare<EntryRow>(
      `SELECT ${columns} FROM entry WHERE ${condition} AND (start, dataset) > (?, ?) AND dataset IN ${AMONG}
       ORDER BY start, dataset LIMIT ?`,
    )
    return async ({ datasets, after, limit }: PendingQuery) =>
      query
        .all(after?.start ?? Number.MIN_SAFE_INTEGER, after?.dataset ?? '', JSON.stringify(datasets), limit)
        .map(entryOf)
  }
  const extracted = database.prepare<Omit<ExtractedWindow, 'complete'> & { complete: number }>(
    `SELECT start, extract ->> 'produced' AS produced, extract ->> 'logged' AS logged,
       coalesce(extract ->> 'epoch', 0) AS epoch, extract ->> 'incompleteReason' IS NULL AS complete
     FROM entry WHERE dataset = ? AND json_valid(extract) ORDER BY start`,
  )
  const totals = database.prepare<LedgerTotals>(
    `SELECT count(*) FILTER (WHERE extractAttempt > 0) AS extracted, count(*) FILTER (WHERE analysisAttempt > 0) AS analysed,
       count(*) FILTER (WHERE reportAttempt > 0) AS reported,
       count(*) FILTER (WHERE extractAttempt > analysisAttempt) AS toAnalyse,
       count(*) FILTER (WHERE analysisAttempt > reportAttempt) AS toReport
     FROM entry WHERE dataset IN ${AMONG}`,
  )
  const elsewhere = database.prepare<{ name: string; windows: number }>(
    `SELECT dataset AS name, count(*) AS windows FROM entry
     WHERE (${TO_ANALYSE} OR ${TO_REPORT}) AND dataset NOT IN ${AMONG} GROUP BY dataset ORDER BY dataset`,
  )
  const removeAll = database.prepare('DELETE FROM entry WHERE dataset = ?')
  const putOf = (part: 'extract' | 'analysis' | 'report') =>
    database.prepare(
      `INSERT INTO entry (dataset, start, ${part}Attempt, ${part}) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ${part}Attempt = excluded.${part}Attempt, ${part} = excluded.${part}`,
    )
  const [putExtract, putAnalysis, putReport] = [putOf('extract'), putOf('analysis'), putOf('report')]

  return {
    async get(dataset, start) {
      const row = select.get(dataset, start)
      return row ? entryOf(row) : null
    },
    list: async ({ dataset, before = Number.MAX_SAFE_INTEGER, limit }) =>
      newest.all(dataset, before, limit).map(entryOf),
    extracted: async (dataset) =>
      extracted.all(dataset).map(({ complete, ...window }) => ({ ...window, complete: complete === 1 })),
    putExtract: (dataset, start, extract) =>
      database.write(() => putExtract.run(dataset, start, extract.attempt, JSON.stringify(extract))),
    putAnalysis: (dataset, start, attempt, analysis) =>
      database.write(() => putAnalysis.run(dataset, start, attempt, JSON.stringify(analysis))),
    putReport: (dataset, start, report) =>
      database.write(() => putReport.run(dataset, start, report.attempt, JSON.stringify(report))),
    toAnalyse: pendingOf(TO_ANALYSE),
    toReport: pendingOf(TO_REPORT),
    totals: async (datasets) =>
      totals.get(JSON.stringify(datasets)) ?? { extracted: 0, analysed: 0, reported: 0, toAnalyse: 0, toReport: 0 },
    waitingElsewhere: async (datasets) => elsewhere.all(JSON.stringify(datasets)).map((row) => ({ ...row })),
    needsRebuild: async () => existsSync(toRebuild),
    rebuilt: async () => rmSync(toRebuild, { force: true }),
    clear: (dataset) => database.write(() => removeAll.run(dataset)),
    close: () => database.close(),
  }
}

/** An unreadable part counts as missing, so that it does not hide other windows. */
function entryOf(row: EntryRow): LedgerEntry {
  const analysis = Analysis.safeParse(readable(row.analysis))
  return {
    dataset: row.dataset,
    start: row.start,
    extract: extractOf(readable(row.extract) as ExtractEntry | null),
    analysis: analysis.success ? { attempt: row.analysisAttempt ?? 0, analysis: analysis.data } : null,
    report: reportOf(readable(row.report) as ReportEntry | null),
  }
}

function readable(json: string | null): unknown {
  return json === null ? null : (parseJson(json) ?? null)
}

/** Files of earlier versions know only one log. */
function extractOf(
  kept: (Omit<ExtractEntry, 'earlierLog' | 'epoch'> & Partial<ExtractEntry>) | null,
): ExtractEntry | null {
  return kept && { earlierLog: 0, epoch: 0, ...kept }
}

/** Files of earlier versions have no number of anomalies. */
function reportOf(kept: (Omit<ReportEntry, 'anomalies'> & Partial<ReportEntry>) | null): ReportEntry | null {
  return kept && { anomalies: 0, ...kept }
}
