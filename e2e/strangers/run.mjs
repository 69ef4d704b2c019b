import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale, root } from '../../resources/bin/build-if-stale.mjs'
import { closingLines } from '../support/counts.mjs'
import { runVitest } from '../support/run-vitest.mjs'

/** `npm run test:strangers [-- FILE…]`: inputs, disks, users and habits from the field, against the built app. */
const cases = process.env.MILLRACE_CASES ?? join(root, '..', 'shared', 'cases')
if (!existsSync(cases))
  console.log(`Tests that need the cases are skipped: there are none at ${cases} (set MILLRACE_CASES).`)
if (process.getuid?.() !== 0) console.log('Tests that need root (another user, a disk of their own) are skipped.')
buildIfStale()
const counts = runVitest('strangers', { args: process.argv.slice(2) })
console.log(closingLines(counts))
process.exitCode = counts.failed > 0 ? 1 : 0
