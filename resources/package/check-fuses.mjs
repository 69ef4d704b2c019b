#!/usr/bin/env node
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import builder from './builder.config.mjs'

/**
 * Reads the fuses out of a packaged app and compares them with the configuration: `check-fuses.mjs APP`. A release whose fuses differ can be
 * turned into a plain Node, or made to load other code, so it must not be published.
 */
const DISABLED = '0'.charCodeAt(0)
const ENABLED = '1'.charCodeAt(0)

const [app] = process.argv.slice(2)
const wire = await getCurrentFuseWire(app)
const wrong = Object.entries(builder.electronFuses ?? {}).filter(([name, wanted]) => {
  const fuse = FuseV1Options[`${name[0].toUpperCase()}${name.slice(1)}`]
  return wire[fuse] !== (wanted ? ENABLED : DISABLED)
})
for (const [name, wanted] of wrong) console.error(`The fuse ${name} is not ${wanted ? 'on' : 'off'} in ${app}.`)
if (builder.electronFuses === null) console.error('Set MILLRACE_RELEASE=1: without it there are no fuses to check.')
process.exit(wrong.length > 0 || builder.electronFuses === null ? 1 : 0)
