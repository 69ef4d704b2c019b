#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createServer } from 'vite'
import config from '../../electron.vite.config.ts'
import { buildIfStale, env, node, nodeOptions, root } from './build-if-stale.mjs'

/**
 * `npm run dev`: the window in the browser with hot reload of `src/renderer`, on the pipeline of the built app. After a change in
 * `src/main` or `src/shared`, start it again. Arguments go to `millrace serve`.
 */
buildIfStale()
const serve = [...nodeOptions, join(root, 'out', 'main', 'cli.js'), 'serve', '--no-open', ...process.argv.slice(2)]
const millrace = spawn(node, serve, { stdio: ['inherit', 'pipe', 'inherit'], env })
millrace.on('exit', (code) => process.exit(code ?? 1))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => millrace.kill(signal))

for await (const line of createInterface(millrace.stdout)) {
  const url = /^Millrace is ready at (\S+)$/.exec(line)?.[1]
  if (url) await serveRenderer(new URL(url))
  else console.log(line)
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
