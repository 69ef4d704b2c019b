#!/usr/bin/env node
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Writes the sample access log: invented requests of an invented shop, from addresses that RFC 5737 reserves for documentation. The
 * same seed gives the same bytes. Run it after a change: `node resources/samples/make-access-log.mjs`.
 */
const SEED = 20_260_615
const START = Date.UTC(2026, 5, 15, 9)
const MINUTES = 50
/** In these minutes the API fails often. */
const BURST = { from: 34, to: 39, rate: 0.4 }
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** What is requested: per minute, with the usual share of errors. */
const SECTIONS = [
  { perMinute: 34, errors: 0.01, path: (n) => `/products/${n % 400}`, bytes: 14_000 },
  { perMinute: 30, errors: 0.015, path: (n) => `/api/basket/${n % 900}`, bytes: 900 },
  { perMinute: 20, errors: 0.005, path: (n) => `/images/${n % 250}.webp`, bytes: 42_000 },
  { perMinute: 10, errors: 0.01, path: (n) => `/search?q=${['lamp', 'chair', 'desk', 'rug'][n % 4]}`, bytes: 9_000 },
]
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
  'Mozilla/5.0 (iPhone) Mobile/15E148',
  'Mozilla/5.0 (Windows NT 10.0) Chrome/138.0',
]

/** The whole file as text. */
export function accessLog() {
  const random = randomOf(SEED)
  const lines = []
  for (let minute = 0; minute < MINUTES; minute++) lines.push(...linesOf(minute, random))
  // Lines as real files have them: cut off, of another program, with a time that does not exist.
  const bad = [
    '192.0.2.44 - - [15/Jun/2026:09:07:12 +0000] "GET /products/17 HTTP/1.1" 200 13322 "-" "Mozilla/5.0 (X11; Lin',
    'nginx: worker process 4312 exited on signal 9',
    '{"level":"warn","msg":"upstream timed out","path":"/api/basket/311"}',
    '198.51.100.9 - - [31/Jun/2026:09:30:00 +0000] "GET /products/3 HTTP/1.1" 200 13901 "-" "-"',
    '203.0.113.80 - - [15/Jun/2026:09:41:55 +0000] "GET /images/9.webp HTTP/1.1" OK 41833 "-" "-"',
  ]
  for (const [i, line] of bad.entries()) lines.splice(Math.floor(((i + 1) * lines.length) / (bad.length + 1)), 0, line)
  return `${lines.join('\n')}\n`
}

function linesOf(minute, random) {
  const found = []
  const burst = minute >= BURST.from && minute < BURST.to
  for (const { perMinute, errors, path, bytes } of SECTIONS) {
    const count = Math.round(perMinute * (0.9 + random() * 0.2))
    for (let n = 0; n < count; n++) {
      const at = START + minute * 60_000 + Math.floor(random() * 60) * 1_000
      const requested = path(Math.floor(random() * 10_000))
      const fails = random() < (burst && requested.startsWith('/api') ? BURST.rate : errors)
      const status = !fails ? 200 : burst ? 503 : random() < 0.7 ? 404 : 500
      const size = fails ? 310 : Math.round(bytes * (0.8 + random() * 0.4))
      const client = `${['192.0.2', '198.51.100', '203.0.113'][Math.floor(random() * 3)]}.${1 + Math.floor(random() * 250)}`
      const agent = AGENTS[Math.floor(random() * AGENTS.length)]
      const line = `${client} - - [${timeOf(at)}] "GET ${requested} HTTP/1.1" ${status} ${size} "-" "${agent}"`
      found.push({ at, line })
    }
  }
  return found.sort((a, b) => a.at - b.at).map(({ line }) => line)
}

function timeOf(ms) {
  const iso = new Date(ms).toISOString()
  const [year, month, day] = iso.slice(0, 10).split('-')
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${iso.slice(11, 19)} +0000`
}

/** Numbers in [0, 1): a linear congruential generator modulo 2^32 with the multiplier of Numerical Recipes. */
function randomOf(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const file = fileURLToPath(new URL('access.log', import.meta.url))
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, accessLog())
