import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { finished, millrace, serve, spawnMillrace, temporaryDir } from '../support/millrace'

const isRoot = process.getuid?.() === 0
const STRANGER = 65_534

let place: Awaited<ReturnType<typeof temporaryDir>>
beforeEach(async () => {
  place = await temporaryDir()
})
afterEach(() => place.remove())

const run = (dir: string, ...args: string[]) =>
  millrace('run', '--rate', '200', '--for', '2s', '--json', '--data-dir', dir, ...args)

describe('a data directory', () => {
  it.each(['with space', "it's “quoted”", 'größe-数据'])('may be called %s', async (name) => {
    const { code, stdout } = await run(join(place.dir, name))
    expect(code).toBe(0)
    expect(JSON.parse(stdout).balanced).toBe(true)
  })

  it('may be reached through a link', async () => {
    await mkdir(join(place.dir, 'real'))
    await symlink(join(place.dir, 'real'), join(place.dir, 'link'))
    expect((await run(join(place.dir, 'link'))).code).toBe(0)
    expect((await run(join(place.dir, 'real'))).code).toBe(0)
  })

  it.skipIf(!isRoot)('cannot be read by another user, not a file of it (needs root)', async () => {
    const dir = join(place.dir, 'data')
    await chmod(place.dir, 0o755)
    await run(dir)
    const as = (...command: string[]) =>
      spawnSync(command[0] as string, command.slice(1), { uid: STRANGER, gid: STRANGER, encoding: 'utf8' })
    expect(as('ls', dir).status).not.toBe(0)
    expect(as('cat', join(dir, 'settings.json'), join(dir, 'log', 'log.sqlite')).stdout).toBe('')
    const open = spawnSync('find', [dir, '-not', '-type', 'l', '-perm', '/077'], { encoding: 'utf8' })
    expect(open.stdout).toBe('')
  })

  it.skipIf(!isRoot)(
    'on a full disk is named, and fills up when there is room (needs root)',
    async () => {
      const disk = join(place.dir, 'disk')
      await mkdir(disk)
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]).status).toBe(0)
      try {
        const child = spawnMillrace([
          'run',
          '--rate',
          '20000',
          '--for',
          '20s',
          '--json',
          '--data-dir',
          join(disk, 'data'),
        ])
        const ended = finished(child)
        await sleep(14_000)
        spawnSync('mount', ['-o', 'remount,size=1g', disk])
        const { code, stdout, stderr } = await ended
        expect(stderr).toMatch(/disk .*full|no room|space/i)
        expect(stderr).not.toMatch(/disk[^.]*http:/)
        expect(JSON.parse(stdout).balanced).toBe(true)
        expect(code).toBe(0)
      } finally {
        spawnSync('umount', ['-l', disk])
      }
    },
    120_000,
  )
})

describe('the address', () => {
  it('is in no command line, and another host gets a page that says what to do', async () => {
    const served = await serve({ env: { DISPLAY: '' } })
    try {
      const listed = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout
      expect(listed).not.toContain(served.token)
      const { port } = new URL(served.origin)
      const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
        const headers = { host: 'localhost:9000', accept: 'text/html' }
        const asked = request({ host: '127.0.0.1', port, path: '/', headers }, async (response) => {
          let text = ''
          for await (const chunk of response) text += chunk
          resolve({ status: response.statusCode ?? 0, text })
        })
        asked.on('error', reject).end()
      })
      expect(answer.status).toBe(421)
      expect(answer.text).toContain('Use the same port on your side')
    } finally {
      await served.stop()
    }
  })
})

describe('a machine', () => {
  it('that sleeps misses no minute', { timeout: 240_000 }, async () => {
    const child = spawnMillrace(['run', '--rate', '50', '--for', '100s', '--json', '--data-dir', place.dir], {
      detached: true,
    })
    const ended = finished(child)
    await sleep(10_000)
    process.kill(-(child.pid as number), 'SIGSTOP')
    await sleep(70_000)
    process.kill(-(child.pid as number), 'SIGCONT')
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout).balanced).toBe(true)
  })

  it('that ends the whole group lets it drain first', { timeout: 60_000 }, async () => {
    const child = spawnMillrace(['run', '--rate', '2000', '--json', '--data-dir', place.dir], { detached: true })
    const ended = finished(child)
    await sleep(8_000)
    process.kill(-(child.pid as number), 'SIGTERM')
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ balanced: true })
  })
})

describe('habits of the command line', () => {
  it.each([
    [['--help'], 0, /serve/],
    [['--version'], 0, /^\d+\.\d+\.\d+/],
    [['replay', '--help'], 0, /--speed/],
    [['doctor', '--json'], 0, /^\[/],
  ])('%j prints and ends with 0', async (args, code, text) => {
    const ended = await millrace(...args, ...(args[0] === 'doctor' ? ['--data-dir', place.dir] : []))
    expect(ended.code).toBe(code)
    expect(ended.stdout).toMatch(text)
  })

  it.each([[['run', '--rate', '0']], [['run', '--speed', '2']], [['servee']]])(
    '%j is refused in words',
    async (args) => {
      const { code, stderr } = await millrace(...args)
      expect(code).toBe(1)
      expect(stderr).toMatch(/error: /)
      expect(stderr).not.toMatch(/\n\s+at /)
    },
  )

  it('survives a reader that closes its pipe', async () => {
    const child = spawnMillrace(['--help'])
    child.stdout?.destroy()
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
  })

  it('refuses what it cannot open with a sentence', async () => {
    await writeFile(join(place.dir, 'file'), '')
    const { code, stderr } = await run(join(place.dir, 'file'))
    expect(code).toBe(1)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})
