import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { spawnMillrace } from '../../support/millrace'

/** One run of the app, in its own process group, so that it can be killed together with its store. */
export interface Life {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** Resolves with the exit code once its output is complete. */
  readonly ended: Promise<number | null>
  /** SIGKILL for the app alone, or for the app and its store's server at the same moment. */
  kill(withStore: boolean): Promise<void>
}

export function live(args: readonly string[], env: NodeJS.ProcessEnv = {}): Life {
  const child = spawnMillrace(args, { detached: true, env: { ...process.env, ...env } })
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => (stdout += chunk))
  child.stderr?.on('data', (chunk) => (stderr += chunk))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    async kill(withStore) {
      expect(child.exitCode, `it runs until it is killed, but ended: ${stderr}`).toBeNull()
      const exited = once(child, 'exit')
      process.kill(withStore ? -(child.pid as number) : (child.pid as number), 'SIGKILL')
      await exited
    },
  }
}

/** Resolves once `done` holds. Fails after `ms`, and names the condition. */
export async function until(what: string, done: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await done())) {
    if (performance.now() > deadline) throw new Error(`waited ${ms} ms for this: ${what}`)
    await sleep(50)
  }
}
