import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { FaultError } from '@shared/model/fault'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { desktopEnvironment, failureText } from './desktop-environment'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-environment-'))
})
afterEach(() => rm(dir, { recursive: true }))

const INSTALLED = new URL('file:///opt/millrace/resources/app.asar/out/main/')

const environment = (env: NodeJS.ProcessEnv, argv: string[], packaged = true, moduleDir = INSTALLED) =>
  desktopEnvironment(
    {
      packaged,
      userData: join(dir, 'usual'),
      builtPage: 'millrace://app/',
      moduleDir,
    },
    { platform: 'linux', env, argv, execPath: '/opt/millrace', versions: process.versions },
  )

it('gives another data directory its own folder, and hands over its arguments', () => {
  const own = environment({ MILLRACE_DATA_DIR: join(dir, 'other') }, ['/opt/millrace', 'a.log'])
  expect(own.userData).toBe(join(dir, 'other', 'desktop'))
  expect(own.handOver.args).toEqual(['a.log'])
  expect(own.relaunchArgs(['b.log'])).toEqual(['b.log'])
  expect(own.folders.composeDir).toBe('/opt/millrace/resources/app.asar.unpacked/headless/compose')
  expect(own.folders.moduleDir.pathname).toBe('/opt/millrace/resources/app.asar.unpacked/headless/out/main/')
  expect(own.versions).toMatchObject({ electron: '', chromium: '', node: process.versions.node })
  expect(own.login.program).toBe('/opt/millrace')
  expect(own.requestsIn({ args: ['b.log'], cwd: dir })).toEqual([
    { request: 'file', path: join(dir, 'b.log'), kind: 'log' },
  ])
})

it('uses the usual folder for the usual data directory, also when it is named', () => {
  expect(environment({ XDG_DATA_HOME: dir }, ['x']).userData).toBe(join(dir, 'usual'))
  const named = { XDG_DATA_HOME: dir, MILLRACE_DATA_DIR: join(dir, 'millrace') }
  expect(environment(named, ['x']).userData).toBe(join(dir, 'usual'))
})

it('from source keeps the folder of the app for another start, and may use the development server', () => {
  const env = { XDG_DATA_HOME: dir, ELECTRON_RENDERER_URL: 'http://localhost:5173', APPIMAGE: '/m.AppImage' }
  const source = environment(env, ['electron', '.', 'a.log'], false)
  expect(source.handOver.args).toEqual(['a.log'])
  expect(source.folders.resourcesDir).toBe('/opt/millrace/resources/app.asar/resources')
  expect(source.relaunchArgs(['b.log'])).toEqual(['.', 'b.log'])
  expect(source.page).toBe('http://localhost:5173/')
  expect(source.login.program).toBe('/m.AppImage')
})

it('has documentation if the build names an address', async () => {
  const env = { XDG_DATA_HOME: dir }
  expect(environment(env, ['x']).documentation).toBeNull()
  const documentationOf = async (homepage: string) => {
    await writeFile(join(dir, 'package.json'), JSON.stringify({ homepage }))
    return environment(env, ['x'], true, pathToFileURL(join(dir, 'out', 'main', '/'))).documentation
  }
  expect(await documentationOf('https://example.com/millrace')).toBe('https://example.com/millrace')
  expect(await documentationOf('file:///etc/passwd')).toBeNull()
})

it('says why the data directory cannot be used', async () => {
  await writeFile(join(dir, 'file'), '')
  const start = () => environment({ MILLRACE_DATA_DIR: join(dir, 'file') }, ['x'])
  expect(start).toThrow(FaultError)
  try {
    start()
  } catch (thrown) {
    expect(failureText(thrown)).toContain(join(dir, 'file'))
  }
  expect(failureText(new Error('odd'))).toBe('Error: odd')
})
