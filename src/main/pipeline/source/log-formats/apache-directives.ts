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
const TIMES: Readonly<Record<string, string>> = { '': 'time_local', sec: 'msec', msec: 'msec', usec: 'msec' }
const DURATIONS: Readonly<Record<string, string>> = {
  '': 'request_time',
  s: 'request_time',
  ms: 'duration_ms',
  us: 'duration_us',
}

export function apacheName(directive: string, argument: string): string {
  if (directive === 't') return TIMES[argument] ?? 'time_local'
  if (directive === 'T') return DURATIONS[argument] ?? 'request_time'
  if (directive === 'i' && /^host$/i.test(argument)) return 'http_host'
  if (directive === 'i') return `http_${argument.toLowerCase().replaceAll('-', '_')}`
  if (directive === 'a' || argument === '') return DIRECTIVES[directive] ?? directive
  return `${directive}_${argument}`
}
