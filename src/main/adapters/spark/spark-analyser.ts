import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Analyser, type AnalysisOutcome, ExtractOutdated, type ExtractToAnalyse } from '@main/ports/analyser'
import type { ObjectStore } from '@main/ports/object-store'
import { parseJson } from '@shared/lib/parse-json'
import { AnalysisResult, analysisKey, analysisSpec } from '@shared/model/analysis-result'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { SparkSettings } from '@shared/model/settings'
import { extractKey, windowName } from '@shared/model/window'
import { failureReason } from './failure-reason'
import { createJobNews } from './job-news'
import { runSubmit } from './run-submit'

/** How Spark reaches the objects. */
export interface ObjectsForSpark {
  /** The URI of an object. */
  uriOf(bucket: string, key: string): string
  readonly conf: Readonly<Record<string, string>>
  /** Secrets go here: everybody on the machine can read arguments. */
  readonly env: Readonly<Record<string, string>>
}

export interface SparkOptions {
  readonly settings: () => SparkSettings
  /** `resources/spark/analyse.py`; Electron may read it from its archive, but Spark cannot. */
  readonly script: string
  /** A folder for a copy of the script. */
  readonly dir: string
  readonly objects: Pick<ObjectStore, 'get'>
  readonly access: () => ObjectsForSpark
  readonly log: (line: string) => void
}

/** The windows of a day. */
const AT_ONCE = 1_440

/** Submits `analyse.py`: one job for all the given extracts, which writes each result beside its extract. */
export function sparkAnalyser({ settings, script, dir, objects, access, log }: SparkOptions): Analyser {
  const copied = async (): Promise<string> => {
    await mkdir(dir, { recursive: true })
    const copy = join(dir, 'analyse.py')
    await writeFile(copy, await readFile(script))
    return copy
  }

  const resultOf = async (dataset: Dataset, job: string, extract: ExtractToAnalyse): Promise<AnalysisOutcome> => {
    const { start } = extract
    const name = windowName(start)
    try {
      const body = await objects.get(bucketOf(dataset.name), analysisKey(start))
      const result = AnalysisResult.safeParse(parseJson(new TextDecoder().decode(body)))
      if (!result.success || result.data.job !== job) {
        throw new FaultError({ code: 'spark-failed', reason: `it wrote no result for ${name}` })
      }
      const { analysis, unreadable } = result.data
      if (!analysis) throw new ExtractOutdated(unreadable ?? 'The extract cannot be read')
      if (analysis.rows !== extract.rows)
        throw new ExtractOutdated('The extract was replaced while it was being analysed')
      return { start, analysis }
    } catch (thrown) {
      return { start, thrown }
    }
  }

  return {
    engine: 'spark',
    get title() {
      return `Spark · ${settings().master}`
    },
    atOnce: AT_ONCE,
    readsStore: false,
    async analyse(dataset, extracts, signal, onProgress) {
      signal.throwIfAborted()
      const { submit, master, conf } = settings()
      const { uriOf, ...given } = access()
      const job = randomUUID()
      const spec = JSON.stringify(analysisSpec(dataset))
      const properties = { 'spark.log.level': 'WARN', ...given.conf, ...conf }
      const uris = extracts.map(({ start }) => uriOf(bucketOf(dataset.name), extractKey(start)))
      const args = [
        ...['--master', master, '--name', `Millrace ${dataset.name}`],
        ...Object.entries(properties).flatMap(([name, value]) => ['--conf', `${name}=${value}`]),
        await copied(),
        ...['--spec', spec, '--job', job, ...uris],
      ]
      const news = createJobNews(extracts.length)
      onProgress?.({ note: 'Spark is starting', link: null })
      const onLine = (line: string) => {
        const progress = news.read(line)
        if (progress) onProgress?.(progress)
        else log(line)
      }
      const ended = await runSubmit({ command: submit, args, env: { ...bindOf(master), ...given.env }, onLine }, signal)
      if ('missing' in ended) throw new FaultError({ code: 'spark-missing', command: submit, reason: ended.missing })
      if (ended.code !== 0) {
        throw new FaultError({ code: 'spark-failed', reason: failureReason(ended.lastLines, ended.code) })
      }
      return Promise.all(extracts.map((extract) => resultOf(dataset, job, extract)))
    },
  }
}

/** On this machine alone, nothing of Spark needs to be reached from another one: not its screen either. */
function bindOf(master: string): Record<string, string> {
  return master.startsWith('local') && process.env.SPARK_LOCAL_IP === undefined ? { SPARK_LOCAL_IP: '127.0.0.1' } : {}
}
