#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createServer } from 'vite'
import config from '../../electron.vite.config.ts'
import { buildIfStale, env, node, nodeOptions, root } from './build-if-stale.mjs'
import { electronPath } from './electron.mjs'
import { hasDisplay } from './has-display.mjs'

/**
 * `npm run dev`: the window with hot reload of `src/renderer`. In Electron where it runs, with a restart of the app after a change in
 * `src/main`; else in the browser, on the pipeline of the built app: after a change in `src/main` or `src/shared`, start it again. Arguments
 * go to the app.
 */
const args = process.argv.slice(2)
if (hasDisplay() && electronPath()) developInElectron()
else await developInBrowser()

function developInElectron() {
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  end(spawn(node, [vite, 'dev', '--watch', '--', ...args], { cwd: root, stdio: 'inherit', env }))
}

async function developInBrowser() {
  buildIfStale()
  const serve = [...nodeOptions, join(root, 'out', 'main', 'cli.js'), 'serve', '--no-open', ...args]
  const millrace = spawn(node, serve, { stdio: ['inherit', 'pipe', 'inherit'], env })
  end(millrace)
  for await (const line of createInterface(millrace.stdout)) {
    const url = /^Millrace is ready at (\S+)$/.exec(line)?.[1]
    if (url) await serveRenderer(new URL(url))
    else console.log(line)
  }
}

/** Ends with the child, and the child with this process. */
function end(child) {
  child.on('exit', (code) => process.exit(code ?? 1))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
}

/** The page from Vite; everything else goes to Millrace, which accepts its own host and origin only. */
async function serveRenderer({ origin, hash }) {
  const target = { target: origin, changeOrigin: true, ws: true, headers: { origin } }
  const server = await createServer({
    ...config.renderer,
    configFile: false,
    server: { host: '127.0.0.1', proxy: { '/rpc': target, '/session': target, '/health': target, '/report': target } },
  })
  await server.listen()
  console.log(`Millrace is ready at ${server.resolvedUrls.local[0]}${hash}`)
}
