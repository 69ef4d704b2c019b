import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { root } from '../../resources/bin/build-if-stale.mjs'

/**
 * Part of `npm run check`: words that make a reader stop. Each is with what to write instead. A word in code, a comment, a text or a
 * document counts alike.
 */
const WORDS = {
  told: 'say who notifies, reports or shows it',
  anew: 'again',
  whoever: 'name the reader, user or recipient',
  somebody: 'name the person or program',
  'so many': 'give the number, or "many"',
  'for want of': 'because there is no …',
  stands: 'is, is at, or means',
}
const FOLDERS = ['src', 'e2e', 'docs', 'compose', 'resources', '.github']
const TYPES = new Set(['.ts', '.tsx', '.mjs', '.cjs', '.css', '.md', '.yaml', '.yml', '.json', '.html'])
const SELF = join(root, 'e2e', 'support', 'plain-words.mjs')

const pattern = new RegExp(`\\b(${Object.keys(WORDS).join('|')})\\b`, 'gi')
const inFolders = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name)),
)
const onTop = readdirSync(root)
  .filter((name) => name.endsWith('.md'))
  .map((name) => join(root, name))

let found = 0
for (const file of [...inFolders, ...onTop]) {
  if (file === SELF || !TYPES.has(extname(file))) continue
  for (const [at, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    for (const [word] of line.matchAll(pattern)) {
      found++
      console.error(`${file.slice(root.length)}:${at + 1}: "${word}" – ${WORDS[word.toLowerCase()]}`)
    }
  }
}
if (found > 0) {
  console.error(`${found} words that are not plain English. Write what is suggested, or another everyday word.`)
  process.exitCode = 1
}
