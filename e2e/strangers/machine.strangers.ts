import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loggedTotal } from '../crash/support/inventory'
import { live, until } from '../crash/support/life'
import { finished, millrace, serve, spawnMillrace, temporaryDir } from '../support/millrace'

const isRoot = process.getuid?.() === 0
const STRANGER = 65_534

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeEach(async () => {
  temp = await temporaryDir()
})
afterEach(() => temp.remove())

const run = (dir: string, ...args: string[]) =>
  millrace('run', '--rate', '200', '--for', '2s', '--json', '--data-dir', dir, ...args)

describe('a data directory', () => {
  it.each(['with space', "it's “quoted”", 'größe-数据'])('may be called %s', async (name) => {
    const { code, stdout } = await run(join(temp.dir, name))
    expect(code).toBe(0)
    expect(JSON.parse(stdout).balanced).toBe(true)
  })

  it('may be a symbolic link', async () => {
    await mkdir(join(temp.dir, 'real'))
    await symlink(join(temp.dir, 'real'), join(temp.dir, 'link'))
    expect((await run(join(temp.dir, 'link'))).code).toBe(0)
    expect((await run(join(temp.dir, 'real'))).code).toBe(0)
  })

  it.skipIf(!isRoot)('cannot be read by another user, not a file of it (needs root)', async () => {
    const dir = join(temp.dir, 'data')
    await chmod(temp.dir, 0o755)
    await run(dir)
    const as = (...command: string[]) =>
      spawnSync(command[0] as string, command.slice(1), { uid: STRANGER, gid: STRANGER, encoding: 'utf8' })
    expect(as('ls', dir).status).not.toBe(0)
    expect(as('cat', join(dir, 'settings.json'), join(dir, 'log', 'log.sqlite')).stdout).toBe('')
    const open = spawnSync('find', [dir, '-not', '-type', 'l', '-perm', '/077'], { encoding: 'utf8' })
    expect(open.stdout).toBe('')
  })

  it.skipIf(!isRoot)(
    'on a full disk is named, and fills up when there is space (needs root)',
    async () => {
      const disk = join(temp.dir, 'disk')
      await mkdir(disk)
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]).status).toBe(0)
      try {
        const life = live(['run', '--rate', '20000', '--for', '20s', '--json', '--data-dir', join(disk, 'data')])
        await until('it says that the disk is full', () => /disk .*full|no room|space/i.test(life.stderr()), 60_000)
        spawnSync('mount', ['-o', 'remount,size=1g', disk])
        const code = await life.ended
        expect(life.stderr()).not.toMatch(/disk[^.]*http:/)
        expect(JSON.parse(life.stdout()).balanced).toBe(true)
        expect(code).toBe(0)
      } finally {
        spawnSync('umount', ['-l', disk])
      }
    },
    120_000,
  )
})

describe('the address', () => {
  it('appears in no command line, and another host gets a page with the next step', async () => {
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
  const untilLogged = () => until('events are logged', async () => (await loggedTotal(temp.dir)) > 0)

  it('that sleeps misses no minute', { timeout: 240_000 }, async () => {
    const child = spawnMillrace(['run', '--rate', '50', '--for', '100s', '--json', '--data-dir', temp.dir], {
      detached: true,
    })
    const ended = finished(child)
    await untilLogged()
    process.kill(-(child.pid as number), 'SIGSTOP')
    // A whole minute of the real clock has to pass.
    await sleep(70_000)
    process.kill(-(child.pid as number), 'SIGCONT')
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout).balanced).toBe(true)
  })

  it('that ends the whole process group lets the pipeline drain first', { timeout: 60_000 }, async () => {
    const child = spawnMillrace(['run', '--rate', '2000', '--json', '--data-dir', temp.dir], { detached: true })
    const ended = finished(child)
    await untilLogged()
    process.kill(-(child.pid as number), 'SIGTERM')
    const { code, stdout } = await ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ balanced: true })
  })
})

describe('command line conventions', () => {
  it.each([
    [['--help'], 0, /serve/],
    [['--version'], 0, /^\d+\.\d+\.\d+/],
    [['replay', '--help'], 0, /--speed/],
    [['doctor', '--json'], 0, /^\[/],
  ])('%j prints and ends with 0', async (args, code, text) => {
    const ended = await millrace(...args, ...(args[0] === 'doctor' ? ['--data-dir', temp.dir] : []))
    expect(ended.code).toBe(code)
    expect(ended.stdout).toMatch(text)
  })

  it.each([[['run', '--rate', '0']], [['run', '--speed', '2']], [['servee']]])(
    '%j is refused with a message',
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

  it('refuses unreadable files with a message', async () => {
    await writeFile(join(temp.dir, 'file'), '')
    const { code, stderr } = await run(join(temp.dir, 'file'))
    expect(code).toBe(1)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})
