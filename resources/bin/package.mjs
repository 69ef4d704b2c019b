#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildIfStale, node, root } from './build-if-stale.mjs'

/** `npm run package`: builds the installers of this platform into `dist`. Arguments go to electron-builder; `--dir` makes the tree only. */
buildIfStale()
const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
const config = join(root, 'resources', 'package', 'builder.config.mjs')
const { status } = spawnSync(node, [builder, '--config', config, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)
