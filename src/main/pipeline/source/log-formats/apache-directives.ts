/** Apache's directives, by the names that nginx has for the same fields. Source: the documentation of mod_log_config. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  h: 'remote_addr',
  a: 'remote_addr',
  l: 'identity',
  u: 'remote_user',
  r: 'request',
  s: 'status',
  b: 'body_bytes_sent',
  B: 'body_bytes_sent',
  O: 'bytes_sent',
  I: 'bytes_received',
  D: 'duration_us',
  m: 'request_method',
  U: 'uri',
  q: 'query_string',
  H: 'server_protocol',
  v: 'server_name',
  V: 'server_name',
  p: 'server_port',
  P: 'process',
  L: 'log_id',
  f: 'file',
  k: 'keepalive_requests',
  X: 'connection_status',
  A: 'server_addr',
  R: 'handler',
}
const DURATIONS: ReadonlyMap<string, string> = new Map([
  ['ms', 'duration_ms'],
  ['us', 'duration_us'],
])

export function apacheName(directive: string, argument: string): string {
  if (directive === 't') return timeName(argument.replace(/^(?:begin|end):/, ''))
  if (directive === 'T') return DURATIONS.get(argument) ?? 'request_time'
  if (directive === 'i' && /^host$/i.test(argument)) return 'http_host'
  if (directive === 'i') return `http_${argument.toLowerCase().replaceAll('-', '_')}`
  // The address of the connection: behind a proxy, `%a` is the client.
  if (directive === 'a' && argument === 'c') return 'remote_address'
  if (argument === '') return DIRECTIVES[directive] ?? directive
  return `${directive}_${argument}`
}

/** A time may come in parts: `%{%d/%b/%Y:%T}t.%{msec_frac}t %{%z}t`. */
function timeName(argument: string): string {
  if (argument === 'sec' || argument === 'msec' || argument === 'usec') return 'msec'
  if (argument === 'msec_frac' || argument === 'usec_frac') return 'time_fraction'
  return argument === '%z' ? 'time_zone' : argument === '' ? 'time_local' : 'time_formatted'
}
