import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loggedEnds, takeInventory } from '../crash/support/inventory'
import { type Life, live, until } from '../crash/support/life'
import { millrace, temporaryDir } from '../support/millrace'

const DATASET = 'access_log'

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeEach(async () => {
  temp = await temporaryDir()
})
afterEach(() => temp.remove())

function requestNow(n: number): string {
  const [, day, month, year, clock] = /, (\d+) (\w+) (\d+) (\S+)/.exec(new Date().toUTCString()) ?? []
  return `203.0.113.${n % 250} - - [${day}/${month}/${year}:${clock} +0000] "GET /p/${n} HTTP/1.1" 200 ${n} "-" "Mozilla/5.0"\n`
}

/** A server that writes some 200 lines a second until it is stopped, each in two pieces. */
async function startServer(path: string) {
  let written = 0
  let isOver = false
  let file = await open(path, 'a')
  const work = (async () => {
    while (!isOver) {
      const to = file
      const line = requestNow(written)
      await to.appendFile(line.slice(0, 40))
      await sleep(3)
      await to.appendFile(line.slice(40))
      written++
    }
  })()
  return {
    written: () => written,
    /** As logrotate does: the server goes on in the renamed file until it opens the new one. */
    async rotate(name: string) {
      await rename(path, name)
      await sleep(1_500)
      const old = file
      file = await open(path, 'a')
      await sleep(100)
      await old.close()
    },
    async stop() {
      isOver = true
      await work
      await file.close()
    },
  }
}

describe('a log that a server is writing', () => {
  it('is followed line by line through rotations and kills, and each line is stored once', {
    timeout: 240_000,
  }, async () => {
    const [path, dir] = [join(temp.dir, 'access.log'), join(temp.dir, 'data')]
    const follow = (): Life => live(['replay', path, '--follow', '--data-dir', dir, '--json'])
    const logged = async () => (await loggedEnds(dir, DATASET).catch(() => [])).reduce((sum, end) => sum + end, 0)
    const server = await startServer(path)
    await until('the server has written', () => server.written() > 10)
    let life = follow()
    await until('lines arrive', async () => (await logged()) > 300, 60_000)
    await life.kill(true)
    await server.rotate(join(temp.dir, 'access.log.1'))
    let before = await logged()
    life = follow()
    await until('more lines arrive', async () => (await logged()) > before + 300, 60_000)
    await server.rotate(join(temp.dir, 'access.log.2'))
    await life.kill(false)
    before = await logged()
    life = follow()
    await until('the new lines arrive', async () => (await logged()) > before + 300, 60_000)
    await server.stop()
    const written = server.written()
    await until('the last lines arrive', async () => (await logged()) >= written, 60_000)
    life.child.kill('SIGINT')
    const code = await life.ended
    expect(life.stderr()).toContain('Following access.log. Press Ctrl+C to stop')
    const summary = JSON.parse(life.stdout())
    expect([code, summary.dead_letters, summary.balanced], life.stderr()).toEqual([0, 0, true])
    const { lost, store, extracted, reported } = await takeInventory(dir, DATASET)
    expect({ lost, rows: store.rows, extracted, reported }).toEqual({
      lost: 0,
      rows: written,
      extracted: written,
      reported: written,
    })
    const paths = (await millrace('events', DATASET, '--format', 'jsonl', '--data-dir', dir)).stdout.trim().split('\n')
    expect(new Set(paths.map((row) => JSON.parse(row).path)).size).toBe(written)
  })

  it('cannot be a pipe, which has an end', async () => {
    const life = live(['replay', '-', '--follow', '--data-dir', join(temp.dir, 'data')])
    expect(await life.ended).toBe(1)
    expect(life.stderr()).toContain('leave out --follow')
  })
})
