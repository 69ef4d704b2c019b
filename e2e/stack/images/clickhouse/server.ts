import { openStore } from '../../../../src/main/adapters/chdb/serve-engine.ts'

/** The container's only process: uses the variables, the port and the directory of clickhouse/clickhouse-server. */
const { CLICKHOUSE_USER: username = 'default', CLICKHOUSE_PASSWORD: password = '' } = process.env
if (password === '') {
  console.error('CLICKHOUSE_PASSWORD is not set')
  process.exit(1)
}
const store = await openStore({
  dir: '/var/lib/clickhouse',
  username,
  password,
  // Other containers use the service's name, and the host uses the published port.
  listening: { host: '0.0.0.0', port: 8123, anyName: true },
})
console.log(`<Information> Application: Listening for http://0.0.0.0:${store.port}`)
console.log('<Information> Application: Ready for connections.')

const stop = async (signal: string) => {
  console.log(`<Information> Application: Received termination signal (${signal})`)
  await store.close()
  process.exit(0)
}
process.once('SIGTERM', (signal) => void stop(signal))
process.once('SIGINT', (signal) => void stop(signal))
