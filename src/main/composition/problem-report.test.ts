import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { saveProblemReport } from './problem-report'

const PASSWORD = 'kJ8sQ2vN5xW1zR7tY3pL6mB9'
const HOOK = 'https://hooks.example.org/T123/very-secret-path'
const TYPED = 'typed-into-the-settings'
const TOKEN = 'tQ3xZ9vL2mN8bW5kR1yH7cD4'
const SECRETS = [PASSWORD, HOOK, TYPED, TOKEN, Buffer.from(PASSWORD).toString('base64'), encodeURIComponent(HOOK)]

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-report-'))
  await mkdir(join(dir, 'logs', 'services', 'minio'), { recursive: true })
  const files = {
    'secrets.json': JSON.stringify({ values: { MINIO_ROOT_PASSWORD: PASSWORD } }),
    'webhook-secrets.json': JSON.stringify({ values: { 'hook.url': HOOK } }),
    'web-access.json': JSON.stringify({ values: { token: TOKEN, port: '6455' } }),
    'settings.json': JSON.stringify({ services: { variables: { CLICKHOUSE_PASSWORD: TYPED, KAFKA_PORT: '9093' } } }),
    'alerts.json': JSON.stringify({ webhooks: [{ address: 'https://hooks.example.org' }] }),
    'logs/millrace.log': `first line\na page asked for /${TOKEN} on port 6455\nthe delivery to ${HOOK} failed\nsee ${encodeURIComponent(HOOK)}\nin ${homedir()}/x\n`,
    'logs/services/minio/0000000001.log': `1 1.0 o c i root password is ${PASSWORD}\n`,
    'logs/services/minio/0000000002.log': `2 1.0 o c i ${Buffer.from(PASSWORD).toString('base64')} newest\n`,
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text)
})
afterEach(() => rm(dir, { recursive: true }))

async function report(doctor = async () => `✓ Node: v24\n✗ MinIO: signed in with ${PASSWORD}\n`) {
  const file = join(dir, 'report.zip')
  await saveProblemReport(file, { dataDir: dir, versions: { millrace: '1.2.3' }, doctor, seal: null })
  const texts = Object.entries(unzipSync(await readFile(file))).map(
    ([name, bytes]) => [name, new TextDecoder().decode(bytes)] as const,
  )
  return { files: Object.fromEntries(texts), all: texts.map(([, text]) => text).join('\n'), file }
}

it('has versions, settings, logs and the doctor’s output', async () => {
  const { files } = await report()
  expect(Object.keys(files).sort()).toEqual([
    'README.txt',
    'alerts.json',
    'doctor.txt',
    'logs/millrace.log',
    'logs/services/minio.log',
    'settings.json',
    'versions.json',
  ])
  expect(files['versions.json']).toContain('1.2.3')
  expect(files['doctor.txt']).toContain('✓ Node: v24')
  expect(files['settings.json']).toContain('"KAFKA_PORT": "9093"')
  expect(files['logs/millrace.log']).toContain('first line')
  expect(files['logs/services/minio.log']).toContain('newest')
})

it('has none of the known secrets, in any spelling, and not the name of the user', async () => {
  const { all } = await report()
  for (const secret of SECRETS) expect(all).not.toContain(secret)
  expect(all).not.toContain(homedir())
  expect(all).toContain('a page asked for /[removed] on port 6455')
  expect(all).toContain('the delivery to [removed] failed')
})

it.skipIf(process.platform === 'win32')('can be read only by its owner', async () => {
  const { file } = await report()
  expect((await stat(file)).mode & 0o077).toBe(0)
})

it('has only the newest whole lines of a long log', async () => {
  const lines = Array.from({ length: 60_000 }, (_, at) => `line ${at} ${PASSWORD} of many`)
  await writeFile(join(dir, 'logs', 'millrace.log'), lines.join('\n'))
  const { files } = await report()
  const log = files['logs/millrace.log'] ?? ''
  expect(log.length).toBeLessThanOrEqual(2_000_000)
  expect(log.startsWith('line ')).toBe(true)
  expect(log.endsWith('line 59999 [removed] of many')).toBe(true)
  expect(log).not.toContain(PASSWORD.slice(5))
})

it('leaves out the logs of services when the secrets cannot be opened, and says so', async () => {
  await writeFile(join(dir, 'secrets.json'), JSON.stringify({ sealed: 'AAAA' }))
  const { files } = await report()
  expect(Object.keys(files)).not.toContain('logs/services/minio.log')
  expect(files['README.txt']).toContain('secrets.json could not be opened')
})

it('is saved although things are missing or broken', async () => {
  await rm(join(dir, 'logs'), { recursive: true })
  await rm(join(dir, 'alerts.json'))
  await writeFile(join(dir, 'settings.json'), `{ "password": "${TYPED}"`)
  const { files, all } = await report(async () => {
    throw new Error('no engine')
  })
  expect(Object.keys(files)).toEqual(['README.txt', 'versions.json', 'doctor.txt', 'settings.json'])
  expect(files['doctor.txt']).toContain('no engine')
  expect(all).not.toContain(TYPED)
})
