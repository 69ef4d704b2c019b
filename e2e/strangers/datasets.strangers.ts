import { chmod, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { caseFile } from './cases'

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeEach(async () => {
  temp = await temporaryDir()
})
afterEach(() => temp.remove())

const LINE = '203.0.113.9 - - [17/May/2025:10:05:03 +0000] "GET / HTTP/1.1" 200 12 "-" "x"\n'

it.skipIf(!caseFile('22-avro-features'))(
  'of strangers that cannot be used stop only themselves (needs the cases)',
  async () => {
    const features = caseFile('22-avro-features') as string
    const names = (await readdir(features, { withFileTypes: true })).filter((entry) => entry.isDirectory())
    const datasets = join(temp.dir, 'data', 'datasets')
    await mkdir(datasets, { recursive: true })
    for (const { name } of names) {
      await cp(join(features, name), join(datasets, name), { recursive: true })
      await chmod(join(datasets, name), 0o700)
    }
    const file = join(temp.dir, 'access.log')
    await writeFile(file, LINE)
    const { code, stdout, stderr } = await millrace('replay', file, '--data-dir', join(temp.dir, 'data'), '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ stored: 1, balanced: true })
    // The former names of Millrace's own columns are fields like any other.
    expect(stderr).not.toMatch(/stored_at|place_names/)
    expect(stderr).toMatch(/default_wrong_enum cannot be used/)
  },
)

it('that is deleted leaves its windows behind and stops nothing else', async () => {
  const dir = join(temp.dir, 'data')
  const own = join(dir, 'datasets', 'readings')
  await mkdir(own, { recursive: true })
  await writeFile(join(own, 'schema.avsc'), '{')
  await writeFile(join(own, 'dataset.json'), '{}')
  const file = join(temp.dir, 'access.log')
  await writeFile(file, LINE)
  const refused = await millrace('replay', file, '--dataset', 'readings', '--data-dir', dir)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('schema.avsc is not valid JSON')
  await rm(own, { recursive: true })
  const unknown = await millrace('replay', file, '--dataset', 'readings', '--data-dir', dir)
  expect(unknown.stderr).toContain('Known datasets: user_interactions, access_log')
  expect((await millrace('replay', file, '--data-dir', dir, '--json')).code).toBe(0)
})
