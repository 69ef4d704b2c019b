import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { findSpark } from '@main/adapters/spark/testing/spark-install'
import { Report } from '@shared/model/report'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finished, millrace, root, spawnMillrace, spawnNode, temporaryDir } from '../support/millrace'

const exec = promisify(execFile)
const INSTALL_WITHIN_MS = 600_000
/** In the guide, the name is that of any extract. */
const EXAMPLE = '2026-11-23_17-03.parquet'

const guide = await readFile(join(root, 'docs', 'reading-reports.md'), 'utf8')
const packages = await findReaders()
const spark = await findSpark(console.log)
for (const found of [packages, spark]) if ('missing' in found) console.log(`skipped: ${found.missing}`)
const python = 'python' in packages ? packages.python : ''
const sparkPython = 'submit' in spark ? join(spark.submit, '..', 'python') : ''

let temp: Awaited<ReturnType<typeof temporaryDir>>
let extract: string
let report: Report
let all: Report[]
beforeAll(async () => {
  temp = await temporaryDir()
  const made = await millrace('run', '--rate', '300', '--for', '65s', '--json', '--data-dir', temp.dir)
  expect(made.code, made.stderr).toBe(0)
  const dir = join(temp.dir, 'objects', 'user-interactions')
  const reports = (await readdir(dir)).filter((name) => /^[\d_-]+\.json$/.test(name))
  all = await Promise.all(
    reports.map(async (name) => Report.parse(JSON.parse(await readFile(join(dir, name), 'utf8')))),
  )
  report = all.toSorted((a, b) => b.analysis.rows - a.analysis.rows)[0] as Report
  extract = join(dir, report.report.file_name)
}, 180_000)
afterAll(() => temp.remove())

describe('the snippets of the guide give the figures of the report', () => {
  it.skipIf(python === '').each(['pandas', 'duckdb'])('with %s', async (library) => {
    expectFigures(await run(python, snippet('python', `import ${library}`)))
  })

  it.skipIf(sparkPython === '')('with Spark', { timeout: 300_000 }, async () => {
    expectFigures(await run(sparkPython, snippet('python', 'from pyspark')))
  })

  it('with ClickHouse', async () => {
    const script = `const { Session, drainPending } = await import('chdb')
      const session = new Session(${JSON.stringify(join(temp.dir, 'reader'))})
      console.log((await session.queryAsync(${JSON.stringify(snippet('sql', 'SELECT'))}, 'TSV')).text())
      session.close()
      await drainPending()`
    const { code, stdout, stderr } = await finished(spawnNode(['--input-type=module', '-e', script]))
    expect(code, stderr).toBe(0)
    expectFigures(stdout)
  })

  it('with millrace report --follow, the newest first', async () => {
    const child = spawnMillrace(['report', '--follow', '--json', '--data-dir', temp.dir])
    const lines = createInterface({ input: child.stdout as Readable })
    const [line] = await once(lines, 'line')
    child.kill('SIGTERM')
    const newest = all.sort((a, b) => (a.window.start < b.window.start ? 1 : -1))[0]
    expect(Report.parse(JSON.parse(line))).toEqual(newest)
  })
})

/** The block of the guide in this language that contains the text, about the real extract. */
function snippet(language: string, text: string): string {
  const blocks = guide.matchAll(/```(\w+)\n([\s\S]*?)```/g)
  const found = [...blocks].find(([, name, code]) => name === language && code?.includes(text))?.[2]
  if (!found?.includes(EXAMPLE)) throw new Error(`the guide has no ${language} snippet with ${text} and ${EXAMPLE}`)
  return found.replaceAll(EXAMPLE, extract)
}

async function run(interpreter: string, code: string): Promise<string> {
  const file = join(temp.dir, 'snippet.py')
  await writeFile(file, code)
  const { stdout } = await exec(interpreter, [file], { timeout: 240_000 })
  return stdout
}

function expectFigures(output: string): void {
  for (const { type, events, errors, latency } of report.analysis.types) {
    const [, ...figures] = new RegExp(`${type}\\W+(\\d+)\\W+(\\d+)\\W+([\\d.]+)`).exec(output) ?? []
    expect(figures.map(Number), `${type} in ${output}`).toEqual([events, errors, latency?.p95])
  }
  expect(report.analysis.types).toHaveLength(5)
}

/** A Python that has pandas and DuckDB, installed when they are missing; or why there is none. */
async function findReaders(): Promise<{ readonly python: string } | { readonly missing: string }> {
  const venv = join(homedir(), '.cache', 'millrace-scale', 'readers')
  const found = join(venv, 'bin', 'python')
  try {
    await exec(found, ['-c', 'import pandas, pyarrow, duckdb'])
    return { python: found }
  } catch {
    console.log(`installing pandas, pyarrow and duckdb in ${venv}`)
  }
  try {
    await mkdir(venv, { recursive: true })
    await exec('python3', ['-m', 'venv', venv])
    await exec(join(venv, 'bin', 'pip'), ['install', '--quiet', 'pandas', 'pyarrow', 'duckdb'], {
      timeout: INSTALL_WITHIN_MS,
    })
    return { python: found }
  } catch (thrown) {
    const reason = String(thrown instanceof Error ? thrown.message : thrown)
      .trim()
      .split('\n')
      .at(-1)
    return { missing: `pandas and duckdb could not be installed (${reason})` }
  }
}
