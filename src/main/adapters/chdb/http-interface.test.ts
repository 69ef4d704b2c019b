import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import type { Engine } from './engine.ts'
import { type HttpInterface, type Listening, serveHttp } from './http-interface.ts'

const engine: Engine = {
  query: () => Promise.reject(new Error('this test sends no query')),
  insert: () => Promise.reject(new Error('this test sends no insert')),
  exportTo: () => Promise.reject(new Error('this test sends no export')),
  close: () => Promise.resolve(),
}
let running: HttpInterface | undefined
afterEach(() => running?.close())

async function ping(host: string, listening?: Listening): Promise<string> {
  const options = { engine, spoolDir: '/nowhere', username: 'u', password: 'p' }
  running = await serveHttp(listening ? { ...options, listening } : options)
  const { port } = running
  return await new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: '/ping', headers: { host } }, (answer) => {
      text(answer).then(resolve, reject)
    })
    asked.on('error', reject).end()
  })
}

describe('the Host check of the interface', () => {
  it('refuses requests under another name', async () => {
    expect(await ping('clickhouse:8123')).toContain('The Host header does not name this server')
  })

  it('accepts any name when the server cannot know its names', async () => {
    expect(await ping('clickhouse:8123', { host: '127.0.0.1', port: 0, anyName: true })).toBe('Ok.\n')
  })
})
