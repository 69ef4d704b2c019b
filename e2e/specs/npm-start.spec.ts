import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { root, temporaryDir } from '../support/millrace'

const node = join(root, 'node_modules', 'node', 'bin', 'node')

interface Started {
  readonly child: ChildProcess
  printed(): string
  stop(): Promise<void>
}

/** `npm start` with a runtime that does what a shell script says. */
async function start(script: string): Promise<Started> {
  const { dir, remove } = await temporaryDir()
  const runtime = join(dir, 'electron')
  await writeFile(runtime, `#!/bin/sh\n${script}\n`)
  await chmod(runtime, 0o755)
  const env = { ...process.env, DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: dir }
  const args = [join(root, 'resources', 'bin', 'start.mjs'), '--no-open', '--data-dir', join(dir, 'data')]
  const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (printed += chunk))
  return {
    child,
    printed: () => printed,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      await remove()
    },
  }
}

for (const [machine, says, reason] of [
  [
    'without its sandbox',
    'FATAL:setuid_sandbox_host.cc The SUID sandbox helper binary was found, but is not configured correctly.',
    'does not let Electron use its sandbox',
  ],
  ['as root', 'Running as root without --no-sandbox is not supported.', 'Electron does not run as root'],
  ['without a library', 'error while loading shared libraries: libnss3.so: cannot open', 'Electron needs libnss3.so'],
  ['without a usable display', 'Missing X server or $DISPLAY', 'There is no display that Electron can open'],
  ['for another reason', 'segmentation fault', 'Electron ended at once (exit code 3)'],
] as const) {
  test(`npm start ${machine} names the reason and goes on in the browser`, async () => {
    const started = await start(`echo '${says}' >&2; exit 3`)
    await expect.poll(started.printed, { timeout: 60_000 }).toMatch(/Millrace is ready at \S+/)
    expect(started.printed()).toContain(reason)
    expect(started.printed()).toContain('Millrace runs in the browser instead.')
    await started.stop()
  })
}

test('npm start ends with the window', async () => {
  const started = await start('exit 0')
  const [code] = await once(started.child, 'exit')
  expect(code).toBe(0)
  expect(started.printed()).not.toContain('browser')
  await started.stop()
})

test('npm start that is interrupted does not go on in the browser', async () => {
  const started = await start('echo up; exec sleep 60')
  await expect.poll(started.printed).toContain('up')
  started.child.kill('SIGINT')
  const [code] = await once(started.child, 'exit')
  expect(code).not.toBe(0)
  expect(started.printed()).not.toContain('browser')
  await started.stop()
})
