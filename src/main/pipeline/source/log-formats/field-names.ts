import type { DurationUnit } from './duration'

export type FieldRole =
  | 'client'
  | 'user'
  | 'time'
  | 'request'
  | 'method'
  | 'path'
  | 'query'
  | 'protocol'
  | 'status'
  | 'bytes'
  | 'referrer'
  | 'agent'
  | 'host'
  | 'latency'
  | 'upstream'

/**
 * The names under which servers write each field, the preferred ones first. Sources: the documentation of nginx's variables,
 * Caddy's and Traefik's access logs, W3C extended log files (IIS, CloudFront), LTSV, Elastic Common Schema, Google Cloud's
 * HttpRequest, Azure's application gateway and Heroku's router. In lower case, without separators.
 */
const NAMES: Readonly<Record<Exclude<FieldRole, 'latency'>, string>> = {
  client:
    'clientip client realip xrealip trueclientip cip remoteip remoteaddr remoteaddress clienthost clientaddr clientaddress sourceip sourceaddress ip remotehost remote fwd httpxforwardedfor xforwardedfor forwardedfor',
  user: 'remoteuser user username userid clientusername csusername authuser',
  time: 'timelocal timeiso8601 time timestamp ts datetime startutc starttime requestreceivedtime eventtime msec timelogged startlocal',
  request: 'request requestline httprequest req csrequest',
  method: 'requestmethod method verb httpmethod csmethod',
  path: 'requesturi uri requesturl requestpath path urlpath urloriginal csuristem url uripath',
  query: 'querystring query args csuriquery urlquery requestquery',
  protocol: 'serverprotocol requestprotocol protocol proto httpversion csversion csprotocolversion',
  status:
    'status statuscode downstreamstatus responsestatus responsestatuscode responsecode httpstatus httpstatuscode scstatus code originstatus',
  bytes:
    'bodybytessent bytessent downstreamcontentsize responsesize size bytes scbytes sentbytes responsebytes byteswritten responsecontentlength responsebodybytes contentlength',
  referrer: 'httpreferer httpreferrer referer referrer csreferer headersreferer requestreferer requestreferrer',
  agent: 'httpuseragent useragent agent ua csuseragent headersuseragent useragentoriginal requestuseragent',
  host: 'httphost host servername vhost virtualhost requesthost xhostheader cshost domain urldomain authority',
  upstream: 'upstreamaddr upstream upstreamhost backend serviceaddr serviceurl backendserver upstreamhostport',
}

/** `null`: only with a unit in the value. */
const LATENCIES: Readonly<Record<string, DurationUnit | null>> = {
  requesttime: 's',
  requesttimems: 'ms',
  reqtime: 's',
  rt: 's',
  requestduration: 's',
  duration: 's',
  durationms: 'ms',
  durationus: 'us',
  durationns: 'ns',
  eventduration: 'ns',
  latency: null,
  latencyms: 'ms',
  latencyus: 'us',
  latencyns: 'ns',
  responsetime: null,
  responsetimems: 'ms',
  elapsed: null,
  elapsedms: 'ms',
  took: null,
  tookms: 'ms',
  service: null,
  timetaken: 'ms',
}

export interface KnownField {
  readonly role: FieldRole
  /** Of several fields with one role, the lowest counts. */
  readonly rank: number
  readonly unit: DurationUnit | null
}

const known = new Map<string, KnownField>()
for (const [role, names] of Object.entries(NAMES) as [FieldRole, string][]) {
  for (const [rank, name] of names.split(' ').entries()) known.set(name, { role, rank, unit: null })
}
for (const [rank, [name, unit]] of Object.entries(LATENCIES).entries()) known.set(name, { role: 'latency', rank, unit })

/** Objects that only hold the fields of a request together. */
const WRAPPERS = new Set([
  'request',
  'httprequest',
  'http',
  'properties',
  'fields',
  'nginx',
  'access',
  'jsonpayload',
  'response',
  'json',
])

/** Names that were looked up: every line of a log has the same ones. Other people choose them, so their number and length are bounded. */
const looked = new Map<string, KnownField | null>()
const MOST_LOOKED = 10_000
/** No known name is as long, with its parents. */
export const LONGEST_NAME = 200

/** What a field with this name is; a nested field's name has its parents in front, separated by dots. */
export function knownField(name: string): KnownField | null {
  if (name.length > LONGEST_NAME) return null
  const before = looked.get(name)
  if (before !== undefined) return before
  if (looked.size >= MOST_LOOKED) looked.clear()
  const found = lookUp(name)
  looked.set(name, found)
  return found
}

function lookUp(name: string): KnownField | null {
  const parts = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]/g, '')
    .split('.')
    .filter((part) => part !== '')
  for (;;) {
    const found = known.get(parts.join(''))
    if (found) return found
    const [wrapper] = parts
    if (parts.length < 2 || !WRAPPERS.has(wrapper as string)) return null
    parts.shift()
  }
}
