#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildIfStale, env, node, nodeOptions, root } from './build-if-stale.mjs'

buildIfStale()
const child = spawn(node, [...nodeOptions, join(root, 'out', 'main', 'cli.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env,
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
