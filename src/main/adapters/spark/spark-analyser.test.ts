import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnalysisProgress } from '@main/ports/analyser'
import { Dataset } from '@shared/model/dataset'
import { SparkSettings } from '@shared/model/settings'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { s3ForSpark } from './s3-for-spark'
import { sparkAnalyser } from './spark-analyser'

const START = Date.UTC(2026, 10, 24, 12, 34)
const dataset = Dataset.parse({
  name: 'some_events',
  title: '',
  description: '',
  typeLabels: { B: 'b', A: 'a' },
  roles: { time: 'at', type: 'kind', outcome: 'kind', errorSymbols: ['B'], key: 'kind' },
  schema: { type: 'record', name: 'some_events', fields: [{ name: 'kind', type: 'string' }] },
})
const extracts = [{ start: START, rows: 3, fingerprint: null }]
const SECRET = 'not-for-arguments'

let dir: string
let lines: string[]
let progress: AnalysisProgress[]
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-spark-'))
  await writeFile(join(dir, 'script.py'), 'print("analyse")\n')
  lines = []
  progress = []
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** A shell script in place of spark-submit. */
async function submitting(script: string, conf: Record<string, string> = {}) {
  const submit = join(dir, 'spark-submit')
  await writeFile(submit, `#!/bin/sh\n${script}\n`)
  await chmod(submit, 0o700)
  return analyserWith(submit, conf)
}

function analyserWith(submit: string, conf: Record<string, string> = {}) {
  return sparkAnalyser({
    settings: () => SparkSettings.parse({ submit, conf }),
    script: join(dir, 'script.py'),
    dir: join(dir, 'copy'),
    objects: { get: (_bucket, key) => readFile(join(dir, key)) },
    access: () =>
      s3ForSpark(
        { url: 'http://127.0.0.1:9000', credentials: { accessKey: 'user', secretKey: SECRET } },
        { bucketOf: (bucket) => bucket, keyOf: (_bucket, key) => key },
      ),
    log: (line) => lines.push(line),
  })
}

const analysing = (analyser: ReturnType<typeof sparkAnalyser>, signal = new AbortController().signal) =>
  analyser.analyse(dataset, extracts, signal, (one) => progress.push(one))

const onPosix = it.skipIf(process.platform === 'win32')

onPosix('submits the script with roles, master and properties, and keeps secrets out of the arguments', async () => {
  const analyser = await submitting(
    `for one in "$@"; do printf '%s\\n' "$one"; done > '${dir}/args'; env > '${dir}/env'; exit 3`,
    { 'spark.executor.memory': '2g', 'spark.hadoop.fs.s3a.endpoint': 'http://minio:9000' },
  )
  await expect(analysing(analyser)).rejects.toMatchObject({ fault: { code: 'spark-failed' } })
  const args = (await readFile(join(dir, 'args'), 'utf8')).trim().split('\n')
  expect(args.slice(0, 4)).toEqual(['--master', 'local[2]', '--name', 'Millrace some_events'])
  expect(args).toContain('spark.executor.memory=2g')
  // The user's own property wins.
  expect(args.filter((one) => one.includes('s3a.endpoint='))).toEqual([
    'spark.hadoop.fs.s3a.endpoint=http://minio:9000',
  ])
  expect(args.at(-1)).toBe('s3a://some-events/2026-11-24_12-34.parquet')
  const spec = JSON.parse(args[args.indexOf('--spec') + 1] ?? '')
  expect(spec).toMatchObject({ roles: { type: 'kind', errorSymbols: ['B'] }, typeOrder: ['B', 'A'] })
  expect(args.join(' ')).not.toContain(SECRET)
  expect(await readFile(join(dir, 'env'), 'utf8')).toContain(`AWS_SECRET_ACCESS_KEY=${SECRET}`)
  expect(await readFile(join(dir, 'copy', 'analyse.py'), 'utf8')).toBe('print("analyse")\n')
})

onPosix('reads the result of its own job, and shows how far it is', async () => {
  const analysis = { rows: 3, errors: 0, seconds: 1, types: [], latency: null }
  const analyser = await submitting(`
    while [ "$1" != --job ]; do shift; done
    echo 'millrace {"started": true, "link": "http://127.0.0.1:4040"}'
    echo 'millrace {"tasks": 1, "of": 4}'
    echo 'WARN something' >&2
    printf '{"job":"%s","analysis":${JSON.stringify(analysis)}}' "$2" > '${dir}/2026-11-24_12-34.analysis.json'
    echo 'millrace {"written": 1}'`)
  expect(await analysing(analyser)).toEqual([{ start: START, analysis }])
  expect(progress).toEqual([
    { note: 'Spark is starting', link: null },
    { note: 'Spark reads one window', link: 'http://127.0.0.1:4040' },
    { note: 'one window: 1 of 4 tasks', link: 'http://127.0.0.1:4040' },
    { note: 'Spark has analysed one window', link: null },
  ])
  expect(lines).toEqual(['WARN something'])
})

onPosix('refuses the result of another job', async () => {
  await writeFile(join(dir, '2026-11-24_12-34.analysis.json'), '{"job":"an earlier one","unreadable":"x"}')
  const [outcome] = await analysing(await submitting('exit 0'))
  expect(outcome).toMatchObject({ thrown: { fault: { code: 'spark-failed' } } })
})

it('says that spark-submit is missing', async () => {
  const fault = { code: 'spark-missing', command: join(dir, 'nowhere') }
  await expect(analysing(analyserWith(join(dir, 'nowhere')))).rejects.toMatchObject({ fault })
})

onPosix('says why a job failed', async () => {
  const analyser = await submitting(`
    echo 'java.lang.ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found' >&2
    exit 1`)
  await expect(analysing(analyser)).rejects.toMatchObject({
    fault: { code: 'spark-failed', reason: expect.stringContaining('spark.jars.packages') },
  })
})

onPosix('ends the job and all that it has started on abort', async () => {
  const analyser = await submitting(`
    sh -c 'trap "echo ended > '${dir}/child'; exit" TERM; while :; do sleep 0.05; done' &
    trap 'wait; exit' TERM
    sleep 0.3; echo 'millrace {"tasks": 0, "of": 1}'; while :; do sleep 0.05; done`)
  const stop = new AbortController()
  const running = analyser.analyse(dataset, extracts, stop.signal, ({ note }) => {
    if (note.includes('tasks')) stop.abort()
  })
  await expect(running).rejects.toThrow('abort')
  expect(await readFile(join(dir, 'child'), 'utf8')).toBe('ended\n')
})
