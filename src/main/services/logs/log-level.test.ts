import { expect, it } from 'vitest'
import { logLevel } from './log-level'

it.each([
  ['[2026-11-25 01:02:03,456] INFO [KafkaServer id=1] started (kafka.server.KafkaServer)', 'info'],
  ['[2026-11-25 01:02:03,456] WARN [Consumer] The ERROR was handled', 'warn'],
  ['[2026-11-25 01:02:03,456] ERROR Unexpected exception in thread', 'error'],
  ['[2026-11-25 01:02:03,456] TRACE x', 'debug'],
  ['2026.11.25 01:02:03.123456 [ 1 ] {} <Information> Application: Ready for connections.', 'info'],
  ['2026.11.25 01:02:03.123456 [ 48 ] {a-b} <Error> executeQuery: Code: 60. DB::Exception', 'error'],
  ['2026.11.25 01:02:03.123456 [ 1 ] {} <Warning> Context: Linux transparent hugepages', 'warn'],
  ['2026-11-25 01:02:03.123 UTC [1] LOG:  database system is ready to accept connections', 'info'],
  ['2026-11-25 01:02:03.123 UTC [64] millrace@millrace FATAL:  password authentication failed', 'error'],
  ['2026-11-25 01:02:03.123 UTC [64] WARNING:  no usable system locales were found', 'warn'],
  ['1:M 25 Nov 2026 01:02:03.123 * Ready to accept connections tcp', 'info'],
  ['1:C 25 Nov 2026 01:02:03.123 # WARNING Memory overcommit must be enabled!', 'warn'],
  ['1:M 25 Nov 2026 01:02:03.123 - Accepted 127.0.0.1:1', 'debug'],
  ['{"level":"error","time":"2026-11-25","message":"x"}', 'error'],
  ['{"level":30,"msg":"pino"}', 'info'],
  ['{"time":1,"severity":"WARNING","m":"x"}', 'warn'],
  ['{"message":"ERROR is only a word here"}', null],
  ['time="2026-11-25T01:02:03Z" level=warning msg="x"', 'warn'],
  ['INFO:     Uvicorn running on http://0.0.0.0:8081', 'info'],
  ['2026-11-25 01:02:03 karapace  MainThread  WARNING  x', 'warn'],
  ['W1125 01:02:03.123456       1 reflector.go:1] x', 'warn'],
  ['2026/11/25 01:02:03 [error] 29#29: *1 open() failed', 'error'],
  ['2026/11/25 01:02:03 [crit] 29#29', 'error'],
  ['Error: Unable to initialize server (*errors.errorString)', 'error'],
  ['MinIO Object Storage Server', null],
  ['there was an error in the middle', null],
  ['===> Launching kafka ...', null],
  ['', null],
])('%s', (text, level) => expect(logLevel(text, null)).toBe(level))

it.each([
  ['\tat kafka.server.KafkaServer.startup(KafkaServer.scala:1)', 'error'],
  ['Caused by: java.net.ConnectException: Connection refused', 'error'],
  ['\t... 12 more', 'error'],
  ['java.lang.IllegalStateException: no', 'error'],
  ['2026-11-25 01:02:03.123 UTC [64] DETAIL:  Role does not exist.', 'error'],
  ['a line of its own', null],
  ['[…] INFO again', 'info'],
])('after an error: %s', (text, level) => expect(logLevel(text, 'error')).toBe(level))
