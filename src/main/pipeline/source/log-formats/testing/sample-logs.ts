import type { LogFormatName } from '@shared/model/log-format'
import type { AccessEntry } from '../access-entry'

/** A request, as every format writes it in its own way. */
export interface Request {
  readonly n: number
  readonly client: string
  /** Epoch ms, whole seconds. */
  readonly time: number
  readonly path: string
  readonly status: number
  readonly bytes: number
  readonly agent: string
  readonly ms: number
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const START = Date.UTC(2025, 4, 17, 10, 5, 3)

export const REQUESTS: readonly Request[] = Array.from({ length: 20 }, (_, n) => ({
  n,
  client: n % 5 === 0 ? `2001:db8::${n + 1}` : `203.0.113.${n + 1}`,
  time: START + n * 7_000,
  path: ['/shop/1', '/api/cart?id=7&x=%20y', '/', '/img/logo.svg'][n % 4] as string,
  status: [200, 404, 502, 304, 201][n % 5] as number,
  bytes: 100 + n * 37,
  agent: ['Mozilla/5.0 (X11; Linux x86_64)', 'curl/8.5.0'][n % 2] as string,
  ms: n * 3 + 1,
}))

const iso = ({ time }: Request, fraction = '') => `${new Date(time).toISOString().slice(0, 19)}${fraction}Z`
const s = ({ ms }: Request) => (ms / 1_000).toFixed(3)
const port = ({ client, n }: Request) =>
  client.includes(':') ? `[${client}]:${50_000 + n}` : `${client}:${50_000 + n}`
const [day, clock] = [(r: Request) => iso(r).slice(0, 10), (r: Request) => iso(r).slice(11, 19)]

function clf(r: Request): string {
  const at = new Date(r.time)
  const date = `${String(at.getUTCDate()).padStart(2, '0')}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}`
  return `${date}:${clock(r)} +0000`
}
const syslogTime = (r: Request) => `May 17 ${clock(r)}`
const request = ({ path }: Request) => `GET ${path} HTTP/1.1`
const common = (r: Request) => `${r.client} - - [${clf(r)}] "${request(r)}" ${r.status} ${r.bytes}`
const combined = (r: Request) => `${common(r)} "-" "${r.agent}"`
const urlParts = ({ path }: Request) => path.split('?') as [string, string?]
const json = (value: unknown) => JSON.stringify(value)

/** What a format says of a request beside client, time, path, status and bytes. */
export type Also = (r: Request) => Partial<AccessEntry>

export interface SampleLog {
  readonly title: string
  readonly format: LogFormatName
  readonly header?: readonly string[]
  line(r: Request): string
  readonly also?: Also
  /** The format has no client, or no number of bytes. */
  readonly lacks?: readonly (keyof AccessEntry)[]
}

const agentOf: Also = ({ agent }) => ({ userAgent: agent, referrer: null })
const timed: Also = (r) => ({ ...agentOf(r), latencyMs: r.ms })

/** Logs in the words of each format's own documentation. */
export const SAMPLE_LOGS: readonly SampleLog[] = [
  {
    title: 'common',
    format: 'combined',
    line: common,
    also: () => ({ userAgent: null, latencyMs: null, extra: null }),
  },
  { title: 'combined', format: 'combined', line: combined, also: agentOf },
  {
    title: 'virtual host and port in front (Debian)',
    format: 'combined',
    line: (r) => `www.example.com:443 ${combined(r)}`,
    also: (r) => ({ ...agentOf(r), host: 'www.example.com', remoteUser: null }),
  },
  {
    title: 'X-Forwarded-For in front',
    format: 'combined',
    line: (r) => `${r.client}, 192.0.2.1 ${combined(r).slice(r.client.length + 1)}`,
    also: (r) => ({ ...agentOf(r), remoteUser: null }),
  },
  {
    title: 'X-Forwarded-For behind (nginx main)',
    format: 'combined',
    line: (r) => `${combined(r)} "198.51.100.7, 10.0.0.1"`,
    also: (r) => ({ ...agentOf(r), extra: '"198.51.100.7, 10.0.0.1"' }),
  },
  { title: 'request time behind (nginx)', format: 'combined', line: (r) => `${combined(r)} ${s(r)}`, also: timed },
  {
    title: 'labelled times behind (nginx)',
    format: 'combined',
    line: (r) => `${combined(r)} rt=${s(r)} uct="0.001" urt="0.002" upstream_addr=10.0.0.9:8080`,
    also: (r) => ({ ...timed(r), upstream: '10.0.0.9:8080' }),
  },
  {
    title: 'ingress-nginx',
    format: 'combined',
    line: (r) => `${combined(r)} 82 ${s(r)} [default-web-80] [] 10.244.1.17:8080 25 0.003 200 3f2a9c71e0b44d1f`,
    also: (r) => ({ ...timed(r), upstream: '10.244.1.17:8080' }),
  },
  {
    title: 'Traefik, common format',
    format: 'combined',
    line: (r) => `${combined(r)} ${r.n} "web@docker" "http://10.0.0.9:80" ${r.ms}ms`,
    also: (r) => ({ ...timed(r), upstream: 'http://10.0.0.9:80' }),
  },
  {
    title: 'docker compose logs',
    format: 'combined',
    line: (r) => `web-1  | ${combined(r)}`,
    also: (r) => ({ ...agentOf(r), host: null, remoteUser: null, extra: null }),
  },
  {
    title: 'syslog',
    format: 'combined',
    line: (r) => `<190>${syslogTime(r)} web nginx[12]: ${combined(r)}`,
    also: (r) => ({ ...agentOf(r), extra: null }),
  },
  {
    title: 'Kubernetes container file',
    format: 'combined',
    line: (r) => `${iso(r, '.123456789')} stdout F ${combined(r)}`,
    also: (r) => ({ ...agentOf(r), extra: null }),
  },
  {
    title: 'time first',
    format: 'combined',
    line: (r) => `[${clf(r)}] ${r.client} - - "${request(r)}" ${r.status} ${r.bytes} "-" "${r.agent}"`,
    also: agentOf,
  },
  {
    title: 'ISO time and host between',
    format: 'combined',
    line: (r) =>
      `${r.client} - jane [${iso(r)}] shop.example.com "${request(r)}" ${r.status} ${r.bytes} "-" "${r.agent}"`,
    also: (r) => ({ ...agentOf(r), host: 'shop.example.com', remoteUser: 'jane' }),
  },
  {
    title: 'nginx, JSON',
    format: 'json',
    line: (r) =>
      json({
        time_local: clf(r),
        remote_addr: r.client,
        remote_user: '',
        request: request(r),
        status: String(r.status),
        body_bytes_sent: String(r.bytes),
        request_time: s(r),
        http_referrer: '-',
        http_user_agent: r.agent,
        upstream_addr: '10.0.0.9:8080',
      }),
    also: (r) => ({ ...timed(r), upstream: '10.0.0.9:8080' }),
  },
  {
    title: 'Caddy',
    format: 'json',
    line: (r) =>
      json({
        level: 'info',
        ts: r.time / 1_000,
        logger: 'http.log.access.log0',
        msg: 'handled request',
        request: {
          remote_ip: '10.0.0.1',
          remote_port: '41342',
          client_ip: r.client,
          proto: 'HTTP/2.0',
          method: 'GET',
          host: 'localhost',
          uri: r.path,
          headers: { 'User-Agent': [r.agent], Accept: ['*/*'] },
          tls: { resumed: false, version: 772 },
        },
        bytes_read: 0,
        user_id: '',
        duration: r.ms / 1_000,
        size: r.bytes,
        status: r.status,
        resp_headers: { Server: ['Caddy'] },
      }),
    also: (r) => ({ ...timed(r), host: 'localhost', protocol: 'HTTP/2.0' }),
  },
  {
    title: 'Traefik, JSON',
    format: 'json',
    line: (r) =>
      json({
        ClientAddr: port(r),
        ClientHost: r.client,
        ClientPort: String(50_000 + r.n),
        ClientUsername: '-',
        DownstreamContentSize: r.bytes,
        DownstreamStatus: r.status,
        Duration: r.ms * 1_000_000,
        OriginDuration: 1_000,
        RequestCount: r.n,
        RequestHost: 'shop.example.com',
        RequestMethod: 'GET',
        RequestPath: r.path,
        RequestProtocol: 'HTTP/1.1',
        ServiceAddr: '10.0.0.9:80',
        StartUTC: iso(r, '.000201712'),
        'request_User-Agent': r.agent,
        level: 'info',
        msg: '',
        time: iso(r),
      }),
    also: (r) => ({ ...timed(r), host: 'shop.example.com', upstream: '10.0.0.9:80' }),
  },
  {
    title: 'Google Cloud load balancer',
    format: 'json',
    line: (r) =>
      json({
        httpRequest: {
          latency: `${s(r)}s`,
          remoteIp: r.client,
          requestMethod: 'GET',
          requestSize: '120',
          requestUrl: `https://shop.example.com${r.path}`,
          responseSize: String(r.bytes),
          status: r.status,
          userAgent: r.agent,
        },
        insertId: 'a1b2',
        jsonPayload: { statusDetails: 'response_sent_by_backend' },
        logName: 'projects/demo/logs/requests',
        timestamp: iso(r, '.000000'),
      }),
    also: (r) => ({ ...timed(r), path: `https://shop.example.com${r.path}` }),
  },
  {
    title: 'Azure application gateway',
    format: 'json',
    line: (r) =>
      json({
        timeStamp: iso(r),
        resourceId: '/SUBSCRIPTIONS/1',
        operationName: 'ApplicationGatewayAccess',
        category: 'ApplicationGatewayAccessLog',
        properties: {
          instanceId: 'appgw_1',
          clientIP: r.client,
          clientPort: 50_000,
          httpMethod: 'GET',
          requestUri: urlParts(r)[0],
          requestQuery: urlParts(r)[1] ?? '',
          userAgent: r.agent,
          httpStatus: r.status,
          httpVersion: 'HTTP/1.1',
          receivedBytes: 120,
          sentBytes: r.bytes,
          timeTaken: r.ms / 1_000,
          host: 'shop.example.com',
        },
      }),
    also: (r) => ({ userAgent: r.agent, host: 'shop.example.com' }),
  },
  {
    title: 'Docker container file',
    format: 'json',
    line: (r) => json({ log: `${combined(r)}\n`, stream: 'stdout', time: iso(r, '.999999999') }),
    also: agentOf,
  },
  {
    title: 'Elastic Common Schema',
    format: 'json',
    line: (r) =>
      json({
        '@timestamp': iso(r, '.000'),
        source: { address: r.client, ip: r.client },
        http: {
          request: { method: 'GET' },
          response: { status_code: r.status, body: { bytes: r.bytes } },
          version: '1.1',
        },
        url: { original: r.path },
        user_agent: { original: r.agent },
        event: { duration: r.ms * 1_000_000 },
      }),
    also: (r) => timed(r),
  },
  {
    title: 'IIS',
    format: 'w3c',
    header: [
      '#Software: Microsoft Internet Information Services 10.0',
      '#Version: 1.0',
      '#Date: 2025-05-17 10:05:03',
      '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes time-taken',
    ],
    line: (r) =>
      `${day(r)} ${clock(r)} 10.0.0.5 GET ${urlParts(r)[0]} ${urlParts(r)[1] ?? '-'} 443 - ${r.client} ${r.agent.replaceAll(' ', '+')} - ${r.status} 0 0 ${r.bytes} ${r.ms}`,
    also: timed,
  },
  {
    title: 'CloudFront',
    format: 'w3c',
    header: [
      '#Version: 1.0',
      '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query time-taken x-host-header',
    ],
    line: (r) =>
      [
        day(r),
        clock(r),
        'FRA2-C1',
        r.bytes,
        r.client,
        'GET',
        'd111.cloudfront.net',
        urlParts(r)[0],
        r.status,
        '-',
        encodeURIComponent(r.agent),
        urlParts(r)[1] ?? '-',
        s(r),
        'shop.example.com',
      ].join('\t'),
    also: (r) => ({ ...timed(r), host: 'shop.example.com' }),
  },
  {
    title: 'AWS Application Load Balancer',
    format: 'alb',
    line: (r) =>
      `https ${iso(r, '.000000')} app/web/50dc6c495c0c9188 ${port(r)} 10.0.0.1:80 0.000 ${s(r)} 0.000 ${r.status} ${r.status} 34 ${r.bytes} "GET https://shop.example.com:443${r.path} HTTP/1.1" "${r.agent}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/73e2 "Root=1-58337364-23a8" "shop.example.com" "arn:aws:acm:eu-west-1:1:certificate/1" 0 ${iso(r, '.000000')} "forward" "-" "-"`,
    also: (r) => ({
      ...timed(r),
      path: `https://shop.example.com:443${r.path}`,
      upstream: '10.0.0.1:80',
      host: 'shop.example.com',
    }),
  },
  {
    title: 'AWS Classic Load Balancer',
    format: 'elb',
    line: (r) =>
      `${iso(r, '.000000')} web-lb ${port(r)} 10.0.0.1:80 0.000 ${s(r)} 0.000 ${r.status} ${r.status} 0 ${r.bytes} "GET http://shop.example.com:80${r.path} HTTP/1.1" "${r.agent}" - -`,
    also: (r) => ({ ...timed(r), path: `http://shop.example.com:80${r.path}`, upstream: '10.0.0.1:80' }),
  },
  {
    title: 'Amazon S3',
    format: 's3',
    line: (r) =>
      `79a59df900b949e5 shop-bucket [${clf(r)}] ${r.client} - 3E57427F3EXAMPLE REST.GET.OBJECT img/logo.svg "${request(r)}" ${r.status} - ${r.bytes} 4096 ${r.ms} 2 "-" "${r.agent}" - s9lzHYrFp76ZVxRcpX9 SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-bucket.s3.eu-west-1.amazonaws.com TLSv1.2 - -`,
    also: timed,
  },
  {
    title: 'HAProxy',
    format: 'haproxy',
    line: (r) =>
      `${syslogTime(r)} lb haproxy[14389]: ${r.client}:33317 [${clf(r).slice(0, 20)}.000] http-in static/srv1 10/0/30/69/${r.ms} ${r.status} ${r.bytes} - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "${request(r)}"`,
    also: (r) => ({ latencyMs: r.ms, upstream: 'static/srv1' }),
  },
  {
    title: 'Envoy',
    format: 'envoy',
    line: (r) =>
      `[${iso(r, '.000')}] "${request(r)}" ${r.status} - 154 ${r.bytes} ${r.ms} 100 "${r.client}" "${r.agent}" "cc21d9b0-cf5c-432b" "shop.example.com" "10.0.2.1:80"`,
    also: (r) => ({ ...timed(r), host: 'shop.example.com', upstream: '10.0.2.1:80' }),
  },
  {
    title: 'Squid',
    format: 'squid',
    line: (r) =>
      `${r.time / 1_000}.000 ${String(r.ms).padStart(6)} ${r.client} TCP_MISS/${r.status} ${r.bytes} GET http://shop.example.com${r.path} - HIER_DIRECT/192.0.2.9 text/html`,
    also: (r) => ({ latencyMs: r.ms, path: `http://shop.example.com${r.path}` }),
  },
  {
    title: 'Heroku router',
    format: 'logfmt',
    line: (r) =>
      `${iso(r, '.000000').replace('Z', '+00:00')} heroku[router]: at=info method=GET path="${r.path}" host=shop.example.com request_id=8601b555 fwd="${r.client}" dyno=web.1 connect=1ms service=${r.ms}ms status=${r.status} bytes=${r.bytes}`,
    also: (r) => ({ latencyMs: r.ms, host: 'shop.example.com' }),
  },
  {
    title: 'LTSV',
    format: 'ltsv',
    line: (r) =>
      `time:[${clf(r)}]\thost:${r.client}\tforwardedfor:-\treq:${request(r)}\tstatus:${r.status}\tsize:${r.bytes}\treferer:-\tua:${r.agent}\treqtime:${s(r)}\tvhost:shop.example.com`,
    also: (r) => ({ ...timed(r), host: 'shop.example.com' }),
  },
]
