import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { ReportBody } from '@shared/model/report'
import { parseWindowName } from '@shared/model/window'
import { z } from 'zod'
import type { ApiContext } from './context'
import { latestReport, readReport } from './reports'

const DOCUMENT = 'dashboard.json'

/** A posted or deleted report stays in effect until Millrace makes a newer one. */
const Posted = z.object({ at: z.number(), report: z.union([ReportBody, z.string()]).nullable() })
const PostBody = z.object({ report: z.union([ReportBody, z.string().max(1_000)]) })

type Context = Pick<ApiContext, 'datasets' | 'documents' | 'windows' | 'ports' | 'flow'>

export interface DashboardRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
}

export interface DashboardReply {
  readonly status: number
  readonly body: unknown
}

/**
 * The original's dashboard API, so that its scripts keep working: `GET /report` (the newest, or `?window=YYYY-MM-DD_HH-MM`),
 * `POST /report` to show a report made elsewhere, `DELETE /report` to show none until the next one, `GET /health`. Returns null
 * for other paths.
 */
export async function dashboard(context: Context, request: DashboardRequest): Promise<DashboardReply | null> {
  const { method, path } = request
  if (path === '/health' && method === 'GET') return { status: 200, body: health(context) }
  if (path !== '/report') return path === '/health' ? notAllowed() : null
  switch (method) {
    case 'GET':
      return getReport(context, request.query)
    case 'POST': {
      const posted = PostBody.safeParse(request.body)
      if (!posted.success) return { status: 422, body: { detail: z.prettifyError(posted.error) } }
      await context.documents.write(DOCUMENT, { at: context.ports.clock.now(), report: posted.data.report })
      return { status: 200, body: { status: 'stored' } }
    }
    case 'DELETE':
      await context.documents.write(DOCUMENT, { at: context.ports.clock.now(), report: null })
      return { status: 200, body: { status: 'deleted' } }
    default:
      return notAllowed()
  }
}

function health({ flow: { runner } }: Context) {
  const stages = Object.fromEntries(runner.feed.value.map((stage) => [stage.id, stage.state.state]))
  return { status: 'ok', stages }
}

async function getReport(context: Context, query: URLSearchParams): Promise<DashboardReply> {
  const dataset = query.get('dataset') ?? context.datasets[0]?.name ?? ''
  const known = context.datasets.map(({ name }) => name)
  if (!known.includes(dataset)) return fault(404, new FaultError({ code: 'dataset-unknown', name: dataset, known }))
  const window = query.get('window')
  if (window !== null) {
    const start = parseWindowName(window)
    if (start === null) return { status: 422, body: { detail: 'window must be YYYY-MM-DD_HH-MM' } }
    try {
      return { status: 200, body: await readReport(context, dataset, start) }
    } catch (thrown) {
      if (!(thrown instanceof FaultError) || thrown.fault.code !== 'report-missing') throw thrown
      return { status: 200, body: { report: `No data for ${window}.` } }
    }
  }
  const own = await latestReport(context, dataset)
  const posted = Posted.safeParse(await context.documents.read(DOCUMENT))
  if (posted.success && posted.data.at >= Date.parse(own?.createdAt ?? '1970-01-01T00:00:00Z')) {
    return posted.data.report === null ? noReport() : { status: 200, body: { report: posted.data.report } }
  }
  return own ? { status: 200, body: own } : noReport()
}

const noReport = (): DashboardReply => ({ status: 404, body: { detail: 'There is no report yet.' } })
const notAllowed = (): DashboardReply => ({ status: 405, body: { detail: 'method not allowed' } })
const fault = (status: number, { fault }: FaultError): DashboardReply => ({
  status,
  body: { detail: faultMessage(fault) },
})
