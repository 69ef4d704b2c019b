import { z } from 'zod'
import type { DatasetName, Event } from './dataset'

/** The formats of access logs that are known by their shape. */
export const LOG_FORMATS = [
  'combined',
  'json',
  'w3c',
  'alb',
  'elb',
  's3',
  'haproxy',
  'envoy',
  'squid',
  'logfmt',
  'ltsv',
] as const
export type LogFormatName = (typeof LOG_FORMATS)[number]

export const PATTERN_CHARACTERS = 4_000

/** Other datasets take their events as JSON lines or as CSV. */
export const EVENT_FORMATS = ['json', 'csv'] as const

/** The format of an access log; `pattern` is the text of nginx's `log_format` or of Apache's `LogFormat`. */
export const AccessLogFormat = z.discriminatedUnion('name', [
  z.object({ name: z.enum(LOG_FORMATS) }),
  z.object({ name: z.literal('pattern'), pattern: z.string().min(1).max(PATTERN_CHARACTERS) }),
])
export type AccessLogFormat = z.infer<typeof AccessLogFormat>

/** How the lines of a file are written. */
export const LogFormat = z.union([AccessLogFormat, z.object({ name: z.literal('csv') })])
export type LogFormat = z.infer<typeof LogFormat>

export const FORMAT_TITLES: Readonly<Record<LogFormatName | 'csv', string>> = {
  combined: 'Combined or common (Apache, nginx, Traefik), also with more fields',
  json: 'JSON lines',
  w3c: 'W3C extended log (IIS, CloudFront)',
  alb: 'AWS Application Load Balancer',
  elb: 'AWS Classic Load Balancer',
  s3: 'Amazon S3 server access log',
  haproxy: 'HAProxy, HTTP (its times have no zone: read as UTC)',
  envoy: 'Envoy, default',
  squid: 'Squid, native',
  logfmt: 'logfmt: name=value',
  ltsv: 'LTSV: name:value, separated by tabs',
  csv: 'CSV with a line of names',
}

/** The dataset whose events come from the logs of web servers; the events of others come as they are. */
export function isAccessLog(dataset: DatasetName): boolean {
  return dataset === 'access_log'
}

/** How people call the format. */
export function formatTitle(format: LogFormat): string {
  return format.name === 'pattern' ? `your pattern ${format.pattern}` : FORMAT_TITLES[format.name]
}

export function sameFormat(one: LogFormat, other: LogFormat): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** What a file's first lines become. */
export const LogPreview = z.object({
  format: LogFormat,
  /** Other formats that read as many of the lines: only the user can say which one it is. */
  rivals: z.array(z.enum(LOG_FORMATS)),
  /** How many of the first lines were tried, and how many are events. */
  lines: z.number().int(),
  events: z.number().int(),
  /** The first ones, each with its event or with the reason why it is none. */
  rows: z.array(
    z.object({
      line: z.string(),
      event: z.custom<Event>((value) => typeof value === 'object').nullable(),
      reason: z.string().nullable(),
    }),
  ),
})
export type LogPreview = z.infer<typeof LogPreview>
