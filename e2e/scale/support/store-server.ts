import { openStore } from '../../../src/main/adapters/chdb/serve-engine.ts'

/** chDB on a folder and a port, as a process of its own. */
const { STORE_DIR: dir = '', STORE_PORT = '', STORE_USER: username = '', STORE_PASSWORD: password = '' } = process.env
const store = await openStore({
  dir,
  username,
  password,
  listening: { host: '127.0.0.1', port: Number(STORE_PORT), anyName: false },
})
process.once('SIGTERM', () => void store.close().then(() => process.exit(0)))
