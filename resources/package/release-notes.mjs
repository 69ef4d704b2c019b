#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Prints the section of the changelog for the version in package.json. */
const read = (name) => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8')
const { version } = JSON.parse(read('package.json'))
const section = read('CHANGELOG.md')
  .split(/^## /m)
  .find((part) => part.startsWith(`${version} `))
if (!section) {
  console.error(`CHANGELOG.md has no section for ${version}.`)
  process.exit(1)
}
console.log(section.split('\n').slice(1).join('\n').trim())
