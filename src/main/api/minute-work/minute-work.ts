import { decodePart } from '@shared/lib/decode-part'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { Analysis } from '@shared/model/report'
import { parseWindowName } from '@shared/model/window'
import { z } from 'zod'
import { datasetOf } from '../dataset-of'
import { dueWindows } from './due-windows'
import { putAnalysis } from './put-analysis'
import { type MinuteWorkContext, type Reply, refused } from './reply'
import { workOnWindow } from './work-on-window'

export interface MinuteWorkRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal
}

const DueQuery = z.object({
  dataset: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
const NoBody = z.strictObject({})
const Attempt = z.number().int().min(1)
const ResultBody = z.union([
  z.strictObject({ attempt: Attempt, analysis: Analysis }),
  z.strictObject({ attempt: Attempt, job: z.string().min(1).max(500) }),
])

const WINDOW_PATH = /^\/windows\/([^/]+)\/([^/]+)\/(extract|analyse|analysis|report)$/

/**
 * What another scheduler uses to do the minute's work, one window at a time:
 *
 *     GET  /windows/due?dataset=&limit=          windows that wait for it, oldest first
 *     POST /windows/DATASET/WINDOW/extract       {}
 *     POST /windows/DATASET/WINDOW/analyse       {}  by the chosen engine
 *     POST /windows/DATASET/WINDOW/analysis      {"attempt", "analysis"}  made elsewhere from this extract,
 *                                                or {"attempt", "job"}  written beside it by analyse.py
 *     POST /windows/DATASET/WINDOW/report        {}
 *
 * Each call can be repeated: what is done already is answered and stays unchanged. `state: working` (202) asks the client to repeat it.
 * Returns null for other paths.
 */
export async function minuteWork(context: MinuteWorkContext, request: MinuteWorkRequest): Promise<Reply | null> {
  const { method, path, body, signal } = request
  const [, name, window, step] = WINDOW_PATH.exec(path) ?? []
  const isDue = path === '/windows/due'
  if (!isDue && (name === undefined || window === undefined || step === undefined)) return null
  if (method !== (isDue ? 'GET' : 'POST')) return refused(405, 'method-not-allowed', `Use ${isDue ? 'GET' : 'POST'}.`)
  try {
    if (isDue) {
      const query = DueQuery.safeParse(Object.fromEntries(request.query))
      return query.success ? await dueWindows(context, query.data) : invalid(query.error)
    }
    if (context.windows.gate.scheduler() === 'croner') return startsByItself()
    const start = parseWindowName(window ?? '')
    if (start === null) return refused(422, 'window-invalid', 'The window must be YYYY-MM-DD_HH-MM, in UTC.')
    const named = decodePart(name ?? '')
    if (named === null) return refused(422, 'request-invalid', 'The name of the dataset has a malformed % in it.')
    const dataset = datasetOf(context, named)
    switch (step) {
      case 'analysis': {
        const result = ResultBody.safeParse(body)
        return result.success ? await putAnalysis(context, dataset, start, result.data) : invalid(result.error)
      }
      case 'extract':
      case 'analyse':
      case 'report': {
        const nothing = NoBody.safeParse(body)
        return nothing.success ? await workOnWindow(context, step, dataset, start, signal) : invalid(nothing.error)
      }
      default:
        return null
    }
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown
    const { code } = thrown.fault
    const status = code === 'dataset-unknown' ? 404 : code === 'windows-requested' ? 429 : 503
    return refused(status, code, faultMessage(thrown.fault))
  }
}

const invalid = (error: z.ZodError) => refused(422, 'request-invalid', z.prettifyError(error))

const startsByItself = () =>
  refused(
    409,
    'scheduler-is-croner',
    "Millrace starts the minute's work itself. Choose Airflow under Settings → Scheduler if Airflow should start it.",
  )
