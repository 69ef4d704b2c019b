#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildIfStale, env, node, nodeOptions, root } from './build-if-stale.mjs'
import { electronPath, fetchElectron, runElectron } from './electron.mjs'
import { hasDisplay } from './has-display.mjs'

/** `npm start`: the desktop window where there can be one, else the same app in the browser, with the reason. */
buildIfStale()
const args = process.argv.slice(2)
const why = (await whyNoElectron()) ?? (await openWindow())
if (why !== null) {
  console.log(`${why} Millrace runs in the browser instead.`)
  const child = spawn(node, [...nodeOptions, join(root, 'out', 'main', 'cli.js'), 'serve', ...args], {
    stdio: 'inherit',
    env,
  })
  passSignals(child)
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

/** In words, or null when the desktop window can be tried. */
async function whyNoElectron() {
  if (!hasDisplay()) return 'There is no display for a desktop window.'
  return electronPath() ? null : fetchElectron()
}

/** Ends this process with the window; or resolves to why there is none. */
async function openWindow() {
  const ended = await runElectron(electronPath(), [root, ...args], env, passSignals)
  if (ended.reason === undefined) process.exit(ended.code)
  return ended.reason
}

function passSignals(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
}
