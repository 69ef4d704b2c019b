#!/usr/bin/env node
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale, env, node, nodeOptions, root } from './build-if-stale.mjs'

/** `npm start`: the desktop window where there can be one, else the same app in the browser, with the reason. */
buildIfStale()
const electronDir = join(root, 'node_modules', 'electron')
const why = whyNoElectron()
if (why) console.log(`${why} Millrace runs in the browser instead.`)
const command = why ? node : electronPath()
const args = why ? [...nodeOptions, join(root, 'out', 'main', 'cli.js'), 'serve'] : [root]
const child = spawn(command, [...args, ...process.argv.slice(2)], { stdio: 'inherit', env })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))

/** In words, or null when the desktop window can be opened. */
function whyNoElectron() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return 'There is no display for a desktop window.'
  }
  if (electronPath()) return null
  console.log('Fetching the Electron runtime (once)…')
  spawnSync(node, [join(electronDir, 'install.js')], { cwd: root, stdio: 'ignore', timeout: 180_000 })
  return electronPath() ? null : 'The Electron runtime could not be fetched.'
}

function electronPath() {
  const pathFile = join(electronDir, 'path.txt')
  if (!existsSync(pathFile)) return null
  const binary = join(electronDir, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(binary) ? binary : null
}
