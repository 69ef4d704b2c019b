import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import type { Engine } from './engine.ts'
import { type HttpInterface, type Listening, serveHttp } from './http-interface.ts'

const engine: Engine = {
  query: () => Promise.reject(new Error('nothing is asked here')),
  insert: () => Promise.reject(new Error('nothing is inserted here')),
  exportTo: () => Promise.reject(new Error('nothing is exported here')),
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

describe('whom the interface answers', () => {
  it('is nobody who calls it by another name', async () => {
    expect(await ping('clickhouse:8123')).toContain('The Host header does not name this server')
  })

  it('is everybody where it is reached by names it cannot know', async () => {
    expect(await ping('clickhouse:8123', { host: '127.0.0.1', port: 0, anyName: true })).toBe('Ok.\n')
  })
})
