import { cp, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PLAIN_ROOT } from '../plain-root.ts'
import type { StandIn } from '../stand-in.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
/** ClickHouse's engine as Millrace embeds it, and the Node that runs it. */
const SOURCES = ['src/main/adapters/chdb', 'src/shared/lib']
const PACKAGES = ['node_modules/chdb', 'node_modules/@chdb', 'node_modules/node']

export const clickhouse: StandIn = {
  service: 'clickhouse',
  runs: 'Millrace’s own embedded store: chDB, which is ClickHouse’s engine, behind the part of ClickHouse’s HTTP interface that Millrace needs; no package registry has the server itself',
  on: PLAIN_ROOT,
  madeFrom: [
    ...SOURCES.map((path) => join(root, path)),
    ...PACKAGES.slice(0, 1).map((path) => join(root, path, 'package.json')),
  ],
  async prepare(context) {
    for (const path of PACKAGES) await cp(join(root, path), join(context, 'packages', path), { recursive: true })
    for (const path of SOURCES) {
      await cp(join(root, path), join(context, 'sources', path), {
        recursive: true,
        filter: (path) => !/\.test\.ts$/.test(basename(path)),
      })
    }
    await cp(join(context, 'server.ts'), join(context, 'sources/e2e/stack/images/clickhouse/server.ts'))
    const { type } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { type: string }
    await writeFile(join(context, 'sources/package.json'), JSON.stringify({ type }))
  },
}
