import type { LogLevel } from '@shared/model/service'

const WORDS: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  test: 'debug',
  debug: 'debug',
  verbose: 'debug',
  fine: 'debug',
  info: 'info',
  information: 'info',
  notice: 'info',
  log: 'info',
  warn: 'warn',
  warning: 'warn',
  err: 'error',
  error: 'error',
  severe: 'error',
  critical: 'error',
  fatal: 'error',
  panic: 'error',
  emerg: 'error',
  alert: 'error',
}

/** Words after this many characters belong to the message. */
const HEAD_CHARACTERS = 160

/** `{"level":"warn"}`, or a number as pino and bunyan write it. */
const JSON_LEVEL = /"(?:level|lvl|severity|log\.level)"\s*:\s*(?:"(\w+)"|(\d+))/i
const LOGFMT_LEVEL = /\b(?:level|lvl|severity)="?(\w+)/i
/** `2026.11.25 01:02:03.123456 [ 1 ] {} <Information> Application: …` of ClickHouse. */
const ANGLE_LEVEL = /<(Fatal|Critical|Error|Warning|Notice|Information|Debug|Trace|Test)>/
/** `1:M 25 Nov 2026 01:02:03.123 * …` of Redis. https://redis.io/docs/latest/operate/oss_and_stack/management/troubleshooting/ */
const REDIS_SIGN = /^\d+:[A-Z] \d{1,2} \w{3} \d{4} [\d:.]+ ([.\-*#]) /
const REDIS_LEVELS: Readonly<Record<string, LogLevel>> = { '.': 'debug', '-': 'debug', '*': 'info', '#': 'warn' }
/** `… UTC [1] LOG:  …` of PostgreSQL; a line that explains the line before it has no level of its own. */
const POSTGRES =
  /\[\d+\](?: \S+@\S+)? (DEBUG|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|DETAIL|HINT|STATEMENT|CONTEXT)\d?: /
const EXPLAINS = new Set(['DETAIL', 'HINT', 'STATEMENT', 'CONTEXT'])
/** `W1125 01:02:03.123456 …` of glog and klog. */
const KLOG = /^([DIWEF])\d{4} \d\d:\d\d:/
const KLOG_LEVELS: Readonly<Record<string, LogLevel>> = { D: 'debug', I: 'info', W: 'warn', E: 'error', F: 'error' }
/** A separate word in capitals, as log4j and most others write it: `[…] INFO …`, `ERROR: …`, `|WARN|`. */
const CAPITALS =
  /(?:^|[\s[(|:\]])(TRACE|DEBUG|VERBOSE|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL|PANIC)(?=$|[\s\])|:,])/
/** In lower case it may be an ordinary word, except in brackets or at the beginning with a colon. */
const BRACKETS = /\[(trace|debug|info|notice|warn|warning|err|error|crit|critical|alert|emerg|fatal)\]/i
const AT_START = /^(debug|info|notice|warn|warning|error|fatal|panic): /i

/** The line continues the one before it: a stack trace, an indented block. */
const CONTINUES = /^(?:\s+\S|Caused by: |Suppressed: |\.\.\. \d+ more|(?:[a-z]\w*\.)+\w*(?:Exception|Error)\b)/

/** The level that the line itself names; `before` is the level of the previous line, for lines that continue it. Null: no level. */
export function logLevel(text: string, before: LogLevel | null): LogLevel | null {
  const head = text.slice(0, HEAD_CHARACTERS)
  if (head.startsWith('{')) return jsonLevel(text)
  const redis = REDIS_SIGN.exec(head)?.[1]
  if (redis) return REDIS_LEVELS[redis] ?? null
  const angle = ANGLE_LEVEL.exec(head)?.[1]
  if (angle) return wordLevel(angle)
  const postgres = POSTGRES.exec(head)?.[1]
  if (postgres) return EXPLAINS.has(postgres) ? before : wordLevel(postgres)
  const klog = KLOG.exec(head)?.[1]
  if (klog) return KLOG_LEVELS[klog] ?? null
  const word = LOGFMT_LEVEL.exec(head) ?? CAPITALS.exec(head) ?? BRACKETS.exec(head) ?? AT_START.exec(head)
  const level = word?.[1] ? wordLevel(word[1]) : null
  return level ?? (CONTINUES.test(head) ? before : null)
}

function jsonLevel(text: string): LogLevel | null {
  const [, word, number] = JSON_LEVEL.exec(text) ?? []
  if (word) return wordLevel(word)
  if (!number) return null
  const value = Number(number)
  if (value < 30) return 'debug'
  if (value < 40) return 'info'
  return value < 50 ? 'warn' : 'error'
}

function wordLevel(word: string): LogLevel | null {
  const lower = word.toLowerCase()
  return WORDS[lower] ?? (lower.startsWith('crit') ? 'error' : null)
}
