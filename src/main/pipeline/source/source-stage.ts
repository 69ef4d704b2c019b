import type { EventCodec } from '@main/ports/schema-registry'
import { createOneAtATimeByKey } from '@shared/lib/one-at-a-time-by-key'
import { type Dataset, type DatasetName, DEFAULT_DATASET } from '@shared/model/dataset'
import { type Fault, faultOf } from '@shared/model/fault'
import { openCodec } from '../codec'
import { passOnBatches } from '../intake/pass-on-batches'
import { sendResends } from '../resend/send-resends'
import type { ReplayProgress, ReplayRequest, StageContext, StageDefinition } from '../stage'
import { followHistory } from './follow-history'
import { isLogFault } from './is-log-fault'
import { replay } from './replay'
import { runSimulator } from './run-simulator'

const POLL_MS = 200

export const source: StageDefinition = { id: 'source', title: 'Source', needs: ['log'], thread: 'worker', run }

/** The simulator and every wanted replay, running in parallel. */
async function run(context: StageContext): Promise<void> {
  const { ports, datasets, tell, signal } = context
  const codecs = new Map<DatasetName, EventCodec>()
  for (const dataset of datasets) codecs.set(dataset.name, await openCodec(ports, dataset))
  const codecOf = ({ name }: Dataset) => codecs.get(name) as EventCodec
  tell('ready', null)

  const end = new AbortController()
  const over = AbortSignal.any([signal, end.signal])
  const works = [
    follow(context, codecOf, over),
    sendResends({
      ports,
      datasetOf: (name) => datasets.find((dataset) => dataset.name === name),
      report: reportOf(context),
      signal: over,
    }),
    ...datasets.map((dataset) => passOnBatches({ ports, dataset, report: reportOf(context), signal: over })),
    reportFigures(context, over),
    endOnNewLimit(context, end, over),
  ]
  const simulated = datasets.find(({ name }) => name === DEFAULT_DATASET)
  if (simulated) {
    const settings = () => context.wanted().settings.producer
    works.push(
      runSimulator({
        ...ports,
        dataset: simulated,
        codec: codecOf(simulated),
        settings,
        starts: context.wanted().starts,
        report: reportOf(context),
        signal: over,
      }),
      followHistory({ ...context, signal: over }, simulated, codecOf(simulated)),
    )
  }
  try {
    await Promise.all(works)
  } finally {
    end.abort()
    await Promise.allSettled(works)
  }
}

/** The log gets its limit when it is opened, so a new limit ends the stage: the runner restarts it at once with the new limit. */
async function endOnNewLimit(
  { ports, wanted }: StageContext,
  end: AbortController,
  signal: AbortSignal,
): Promise<void> {
  const { maxBytes } = wanted().settings.log
  while (!signal.aborted) {
    await ports.clock.sleep(POLL_MS, signal)
    if (wanted().settings.log.maxBytes !== maxBytes) end.abort()
  }
}

function reportOf({ tell }: StageContext) {
  return {
    count: (events: number) => tell('count', events),
    fault: (fault: Fault | null) => tell('fault', fault),
  }
}

/** Starts each wanted replay once, and stops it when it is no longer wanted. */
async function follow(
  context: StageContext,
  codecOf: (dataset: Dataset) => EventCodec,
  signal: AbortSignal,
): Promise<void> {
  const { ports, datasets, wanted, tell } = context
  const running = new Map<string, { identity: string; cancel: AbortController; ended: Promise<void> }>()
  const oneAtATime = createOneAtATimeByKey()
  /** The list of wanted replays comes from another thread, and may be older than the last news here. */
  const lastNews = new Map<string, ReplayProgress>()
  /** Replays that wait for the log. */
  const held = new Set<string>()
  const letGo = (id: string) => {
    if (held.delete(id) && held.size === 0) tell('fault', null)
  }

  const start = (job: ReplayRequest) => {
    const dataset = datasets.find(({ name }) => name === job.dataset)
    if (!dataset) return
    const cancel = new AbortController()
    const progress = (news: ReplayProgress) => tell('replay', news)
    const report = {
      ...reportOf(context),
      progress: (news: ReplayProgress) => {
        lastNews.set(job.id, news)
        letGo(job.id)
        progress(news)
      },
    }
    const reached = lastNews.get(job.id) ?? job.reached
    const over = AbortSignal.any([signal, cancel.signal])
    const ended = replay({
      ...ports,
      job: { ...job, reached },
      dataset,
      codec: codecOf(dataset),
      report,
      oneAtATime,
      signal: over,
    }).catch((thrown) => {
      if (over.aborted) return
      const fault = faultOf(thrown, 'Source')
      if (isLogFault(fault)) {
        running.delete(job.id)
        if (held.size === 0) tell('fault', fault)
        held.add(job.id)
        return
      }
      // A followed file may come back under another name.
      if (job.follow) running.delete(job.id)
      progress({ ...(lastNews.get(job.id) ?? nothingYet(job)), done: false, fault })
    })
    running.set(job.id, { identity: job.identity, cancel, ended })
  }

  while (!signal.aborted) {
    const jobs = wanted().replays
    // The shorter of two copies of a file first: only then is it known that the longer one continues it.
    for (const job of jobs.toSorted((a, b) => a.bytes - b.bytes)) {
      // A followed file that has grown is another one.
      if (running.get(job.id)?.identity !== job.identity) start(job)
    }
    for (const [id, { cancel }] of running) if (!jobs.some((job) => job.id === id)) cancel.abort()
    for (const id of held) if (!jobs.some((job) => job.id === id)) letGo(id)
    await ports.clock.sleep(POLL_MS, signal)
  }
  await Promise.all([...running.values()].map(({ ended }) => ended))
}

function nothingYet({ id }: ReplayRequest): ReplayProgress {
  const counts = { bytes: 0, bytesDone: 0, lines: 0, events: 0, deadLetters: 0 }
  return { id, ...counts, firstEventTime: null, eventTime: null, format: null, earlier: null, done: false, fault: null }
}

async function reportFigures({ ports, datasets, wanted, tell }: StageContext, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let total = 0
    for (const { name } of datasets) total += (await ports.log.usage(name)).appended
    const { producer } = wanted().settings
    const rate = producer.rate === 'max' ? 'as fast as it goes' : `${producer.rate.toLocaleString('en')} /s wanted`
    const { replays, history } = wanted()
    const note = [
      producer.enabled ? rate : 'simulator off',
      ...(replays.length > 0 ? [`${replays.length} replayed`] : []),
      ...(history ? ['history'] : []),
    ].join(' · ')
    tell('figures', { total, unit: 'events', backlog: null, note })
    await ports.clock.sleep(POLL_MS * 2, signal)
  }
}
