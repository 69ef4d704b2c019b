import { join } from 'node:path'
import { output, succeeds } from '../command.ts'
import { cached } from '../images/cache.ts'
import { recipeHash } from '../images/recipe-hash.ts'
import { retried } from '../images/retried.ts'
import { ensurePackage } from '../tools.ts'

/** Kafka's clients for Python, with the packages for every compression. */
const PACKAGES = [
  'confluent-kafka==2.16.1',
  'kafka-python==3.0.12',
  'fastavro==1.13.1',
  'python-snappy==0.7.3',
  'lz4==4.4.5',
  'zstandard==0.25.0',
  'crc32c==2.9.post0',
]

/** The path of a Python that has these packages. */
export async function pythonWithKafka(): Promise<string> {
  const version = await output('python3', ['--version']).catch(() => '')
  const dir = await cached('python', await recipeHash([], version, ...PACKAGES), async (made) => {
    if (!(await succeeds('python3', ['-c', 'import ensurepip, venv']))) await ensurePackage('python3-venv')
    await output('python3', ['-m', 'venv', made])
    const install = ['-m', 'pip', 'install', '--quiet', ...PACKAGES]
    await retried('pip install', () => output(join(made, 'bin', 'python'), install))
  })
  return join(dir, 'bin', 'python')
}

/** Null when there is one. */
export async function whyNoPython(): Promise<string | null> {
  try {
    await pythonWithKafka()
    return null
  } catch (thrown) {
    return `Python’s Kafka clients cannot be had: ${thrown instanceof Error ? thrown.message : String(thrown)}`
  }
}
