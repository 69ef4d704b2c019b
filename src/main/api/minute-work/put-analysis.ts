import { parseJson } from '@shared/lib/parse-json'
import { AnalysisResult, analysisKey } from '@shared/model/analysis-result'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { Analysis } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'
import { type MinuteWorkContext, type Reply, refused } from './reply'

/** The analysis itself, or the Spark job that wrote it beside the extract; and the extract that it is of. */
export type Made = { readonly attempt: number } & ({ readonly analysis: Analysis } | { readonly job: string })

/** Keeps an analysis that was made elsewhere, if it is of the newest extract. The first one of an extract stays. */
export async function putAnalysis(
  context: MinuteWorkContext,
  { name }: Dataset,
  start: WindowStart,
  made: Made,
): Promise<Reply> {
  const { ledger } = context.ports
  const { tracker } = context.windows
  const { attempt } = made
  await tracker.refresh(name)
  const entry = await ledger.get(name, start)
  if (!entry?.extract) return refused(409, 'not-extracted', 'The window has no extract. Extract it first.')
  if (entry.extract.attempt !== attempt) {
    const detail = `This is the analysis of extract ${attempt}; the newest one is ${entry.extract.attempt}. Extract and analyse it again.`
    return refused(409, 'extract-replaced', detail)
  }
  const { extracted } = entry.extract
  const kept = (changed: boolean): Reply => ({
    status: 200,
    body: { state: 'analysed', attempt, rows: extracted, changed },
  })
  if (entry.analysis?.attempt === attempt) return kept(false)
  const analysis = 'analysis' in made ? made.analysis : await resultOf(context, name, start, made.job)
  if (typeof analysis === 'string') return refused(409, 'result-missing', analysis)
  if (analysis.rows !== extracted) {
    return refused(422, 'rows-differ', `The analysis has ${analysis.rows} rows, the extract ${extracted}.`)
  }
  await ledger.putAnalysis(name, start, attempt, analysis)
  await tracker.changed({ dataset: name, start })
  return kept(true)
}

/** What the job wrote; or why there is nothing, as text. */
async function resultOf(
  { ports: { objects } }: MinuteWorkContext,
  dataset: string,
  start: WindowStart,
  job: string,
): Promise<Analysis | string> {
  const key = analysisKey(start)
  try {
    const body = new TextDecoder().decode(await objects.get(bucketOf(dataset), key))
    const result = AnalysisResult.safeParse(parseJson(body))
    if (!result.success) return `${key} is not a result of analyse.py.`
    if (result.data.job !== job) return `${key} is the result of another job.`
    return result.data.analysis ?? `Spark could not read the extract: ${result.data.unreadable ?? 'without a reason'}.`
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'object-missing') return `${key} is not there yet.`
    throw thrown
  }
}
