import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { output, succeeds } from '../../command.ts'
import { ensurePackage } from '../../tools.ts'
import { cached } from '../cache.ts'
import { recipeHash } from '../recipe-hash.ts'
import { retried } from '../retried.ts'
import { type StandIn, tagOf } from '../stand-in.ts'

/** Debian's own: the packages are for the Python of the image, which has the same version. */
const PYTHON = '/usr/bin/python3'
/** Airflow's Celery provider 3.26 cannot be imported with Celery 5.7. */
const CELERY = 'celery<5.7'

export const airflow: StandIn = {
  service: 'airflow-api-server',
  runs: 'the real Airflow of that version with its Celery, PostgreSQL and Redis providers, from PyPI',
  on: ['bash', 'ca-certificates', 'curl', 'dumb-init', 'libstdc++6', 'python3'],
  onlyIfNamed: true,
  async prepare(context, image) {
    await output('cp', ['-a', await packages(tagOf(image)), join(context, 'packages')])
  },
}

/** A folder with Airflow and everything that it imports. */
async function packages(version: string): Promise<string> {
  const wanted = [`apache-airflow[celery,postgres,redis]==${version}`, CELERY]
  const python = await output(PYTHON, ['--version'])
  return await cached('airflow', await recipeHash([], python, ...wanted), async (dir) => {
    if (!(await succeeds(PYTHON, ['-c', 'import ensurepip, venv']))) await ensurePackage('python3-venv')
    const venv = join(dir, '.venv')
    await output(PYTHON, ['-m', 'venv', venv])
    const install = ['-m', 'pip', 'install', '--quiet', '--target', dir, ...wanted]
    await retried('pip install', () => output(join(venv, 'bin', 'python'), install))
    await rm(venv, { recursive: true })
  })
}
