import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { extractFile, listPackage, statFile } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finished, root, spawnMillrace } from '../support/millrace'

const node = join(root, 'node_modules', 'node', 'bin', 'node')
const FEED = 'https://updates.example.invalid/millrace'
/** Far from the repository, so that nothing of it can be found by accident. */
const away = mkdtempSync(join(tmpdir(), 'millrace-packaged-'))
const resources = join(away, 'linux-unpacked', 'resources')
const unpacked = join(resources, 'app.asar.unpacked')
const headless = join(unpacked, 'headless')
const archive = join(resources, 'app.asar')

beforeAll(() => {
  const build = [join(root, 'resources', 'bin', 'package.mjs'), '--dir', `-c.directories.output=${away}`]
  const env = { ...process.env, MILLRACE_UPDATE_URL: FEED }
  execFileSync(node, build, { env, stdio: ['ignore', 'ignore', 'inherit'] })
})
afterAll(() => rmSync(away, { recursive: true, force: true }))

/** Paths below a folder, with `/`. */
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))

const packed = () =>
  listPackage(archive, { isPack: false })
    .map((path) => path.slice(1))
    .filter((path) => !('files' in statFile(archive, path)))

describe('the packaged tree', () => {
  it('has every file that the app reads', () => {
    expect(packed()).toEqual(
      expect.arrayContaining(['package.json', 'out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']),
    )
    for (const folder of [
      'resources/datasets',
      'resources/scenarios',
      'resources/samples',
      'resources/spark',
      'resources/airflow',
      'compose',
    ]) {
      expect(filesIn(join(headless, folder)).sort()).toEqual(filesIn(join(root, folder)).sort())
    }
    expect(filesIn(join(headless, 'out/main'))).toEqual(
      expect.arrayContaining(['cli.js', 'chdb-server.js', 'stage-worker.js', 'score-worker.js', 'analyse-worker.js']),
    )
    const page = (html: string) => [...html.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map((match) => match[1])
    const assets = page(extractFile(archive, 'out/renderer/index.html').toString('utf8'))
    expect(assets.length).toBeGreaterThan(1)
    for (const asset of assets) expect(packed()).toContain(`out/renderer/${asset}`)
  })

  it('knows where to look for updates, because the build says so', () => {
    expect(readFileSync(join(resources, 'app-update.yml'), 'utf8')).toContain(FEED)
  })

  it('has its packages and native code as plain files', () => {
    const inside = packed().filter((path) => statFile(archive, path).unpacked !== true)
    expect(inside.filter((path) => /\.(node|so|dylib|dll)(\.|$)/.test(path))).toEqual([])
    expect(inside.filter((path) => path.startsWith('node_modules/'))).toEqual([])
    const native = filesIn(unpacked).filter((path) => /\.(node|so)$/.test(path))
    expect(native).toEqual(expect.arrayContaining([expect.stringMatching(/@chdb\/lib-linux-.*libchdb\.so$/)]))
  })

  it('has no development package, no source map and no test', () => {
    const listed = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: root, encoding: 'utf8' })
    // The builder puts some packages into other folders than npm does.
    const nameOf = (path: string) => path.split('node_modules/').at(-1) ?? ''
    const needed = new Set(listed.split('\n').map(nameOf))
    const there = filesIn(unpacked)
      .map((path) => /node_modules\/((@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1])
      .filter((name) => name !== undefined)
    expect(there).toContain('chdb')
    expect(there.filter((name) => !needed.has(name))).toEqual([])
    const all = [...packed(), ...filesIn(unpacked)]
    expect(all.filter((path) => /\.map$|\.test\.[a-z]+$|(^|\/)e2e\//.test(path))).toEqual([])
  })

  it('is small but for the engine of the store and Electron itself', () => {
    const bytes = (folder: string) =>
      filesIn(folder).reduce((sum, path) => sum + statSync(join(folder, path)).size, 0) / 1e6
    const engine = bytes(join(unpacked, 'node_modules', '@chdb'))
    const own = statSync(archive).size / 1e6 + bytes(unpacked) - engine
    const whole = bytes(join(away, 'linux-unpacked'))
    console.log(
      `packaged: ${whole.toFixed(0)} MB, of which the store's engine ${engine.toFixed(0)} MB, Millrace ${own.toFixed(0)} MB`,
    )
    expect(own).toBeLessThan(40)
  })
})

describe('the command line of the packaged tree', () => {
  let dataDir: string
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'millrace-packaged-data-'))
    // A copy of the program too: Node finds packages from where the program's file is.
    cpSync(node, join(away, 'node'))
  })
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
  const run = (...args: string[]) =>
    finished(spawnMillrace([...args, '--data-dir', dataDir], { home: headless, cwd: away, node: join(away, 'node') }))

  it('runs the pipeline and makes a report', async () => {
    const { code, stdout, stderr } = await run('run', '--rate', '500', '--for', '65s', '--json')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const outcome = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    expect(outcome).toMatchObject({ balanced: true, dead_letters: 0 })
    const report = await run('report')
    expect(report.stdout).toMatch(/^Report .* complete$/m)
  })

  it('finds nothing wrong with itself', async () => {
    const { code, stdout } = await run('doctor')
    expect(stdout).toContain('✓ Embedded store: chDB is installed')
    expect(code).toBe(0)
  })
})

describe('the configuration of the builder', () => {
  const fusesOf = (release: string) => {
    const print =
      "import('./resources/package/builder.config.mjs').then(m => console.log(JSON.stringify(m.default.electronFuses)))"
    const env = { ...process.env, MILLRACE_RELEASE: release }
    return JSON.parse(execFileSync(node, ['-e', print], { cwd: root, env, encoding: 'utf8' }))
  }

  it('closes a release with fuses, and leaves the tested build open to Playwright', () => {
    expect(fusesOf('1')).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      enableCookieEncryption: true,
    })
    expect(fusesOf('')).toBeNull()
  })

  it('has icons of every platform', () => {
    const icons = join(root, 'resources', 'icons')
    expect(readFileSync(join(icons, 'icon.icns')).toString('latin1', 0, 4)).toBe('icns')
    expect(readFileSync(join(icons, 'icon.ico')).readUInt16LE(2)).toBe(1)
    expect(readdirSync(join(icons, 'icons'))).toContain('512x512.png')
  })
})
