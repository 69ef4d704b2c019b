import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { DeliveryState } from '@shared/model/alert'
import { Backend } from '@shared/model/app'
import { CopyState } from '@shared/model/copy'
import { HistoryState } from '@shared/model/history'
import { ReplayState } from '@shared/model/replay'
import { ServiceState } from '@shared/model/service'
import { SinkKind } from '@shared/model/settings'
import { StageState } from '@shared/model/stage'
import { WindowState } from '@shared/model/window'
import { expect, it } from 'vitest'
import { stages } from './pipeline'

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const text = (path: string) => readFile(root(path), 'utf8')
const sorted = (words: Iterable<string>) => [...new Set(words)].sort()

it('draws and explains the stages in their order', async () => {
  const page = await text('ARCHITECTURE.md')
  const drawing = page.split('```mermaid')[1]?.split('```')[0] ?? ''
  const ids = stages.map(({ id }) => id)
  expect([...drawing.matchAll(/\b(\w+)\[(?!\()/g)].map(([, id]) => id)).toEqual(ids)
  expect([...page.matchAll(/^\d\. \*\*(\w+)\*\*/gm)].map(([, id]) => id)).toEqual(ids)
})

it('names the entry points that are built', async () => {
  const page = await text('ARCHITECTURE.md')
  const config = await text('electron.vite.config.ts')
  const built = [...config.matchAll(/at\('(src\/[^']+\.ts)'\)/g)].map(([, path]) => path ?? '')
  expect(built.length).toBeGreaterThan(5)
  expect(built.filter((path) => !page.includes(`\`${path}\``))).toEqual([])
})

it('names every folder of main', async () => {
  const page = await text('ARCHITECTURE.md')
  const entries = await readdir(root('src/main'), { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const named = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name ?? '')
  expect(sorted(named)).toEqual(sorted(folders))
})

it.each([
  ['WindowState', WindowState.options],
  ['StageState', StageState.options.map(({ shape }) => shape.state.value)],
  ['ServiceState', ServiceState.options.map(({ shape }) => shape.state.value)],
  ['HistoryState', HistoryState.options],
  ['ReplayState', ReplayState.options],
  ['CopyState', CopyState.options],
  ['DeliveryState', DeliveryState.options],
  ['SinkKind', SinkKind.options],
])('has exactly the states of %s', async (type, states) => {
  const page = await text('docs/states.md')
  const diagram = page.split(`(\`${type}\`)`)[1]?.split('```')[1] ?? ''
  const drawn = [...diagram.matchAll(/^ {2}(\S+) --> ([^:\s]+)/gm)].flatMap(([, from, to]) => [from ?? '', to ?? ''])
  expect(sorted(drawn.filter((state) => state !== '[*]'))).toEqual(sorted(states))
})

it('imports Electron in few lines only, because no test can run them', async () => {
  const adapters = (await readdir(root('src/main/adapters/desktop'))).map((name) => `src/main/adapters/desktop/${name}`)
  const files = ['src/main/index.ts', 'src/main/hosts/electron.ts', 'src/preload/index.ts', ...adapters]
  const lines = await Promise.all(files.map(async (file) => (await text(file)).split('\n').length - 1))
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(450)
})

/** Rooms that work through ports: whatever fills these must not matter to them. They may pass the name on, but not decide by it. */
const BACKEND_BLIND = ['src/main/pipeline', 'src/main/api', 'src/main/services', 'src/main/signals', 'src/main/ports']

it.each(BACKEND_BLIND)('%s does not know which backend or environment it runs on', async (room) => {
  const files = (await readdir(root(room), { recursive: true })).filter((name) => /(?<!\.test)\.tsx?$/.test(name))
  expect(files.length).toBeGreaterThan(1)
  const knowing: string[] = []
  for (const name of files) {
    const code = (await text(`${room}/${name}`)).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    const named = Backend.options.filter((backend) => new RegExp(`['"\`]${backend}['"\`]`).test(code))
    if (named.length > 0 || /@main\/backends|settings\.(backend|environment)\b|\bbackend\b\s*[!=]==/.test(code)) {
      knowing.push(`${name} ${named.join(' ')}`)
    }
  }
  expect(knowing).toEqual([])
})
