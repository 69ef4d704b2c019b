import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Finished, finished, root, spawnMillrace } from '../../support/millrace'

/** This installation of Millrace with another compose file, like one that a user may write. */
export interface OtherMillrace {
  readonly composeDir: string
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Finished>
  /** Appends the services of another file to the compose file; the list of services must be at its end. */
  addServices(file: string): Promise<void>
  remove(): Promise<void>
}

export async function millraceWith(composeDir: string): Promise<OtherMillrace> {
  const home = await mkdtemp(join(tmpdir(), 'millrace-other-'))
  const compose = join(home, 'compose')
  // The built program finds its files relative to its own, so it must be a copy and not a link.
  await cp(join(root, 'out', 'main'), join(home, 'out', 'main'), { recursive: true })
  await cp(composeDir, compose, { recursive: true })
  for (const name of ['node_modules', 'resources', 'package.json']) await symlink(join(root, name), join(home, name))
  return {
    composeDir: compose,
    run: (args, env = {}) => finished(spawnMillrace(args, { home, env: { ...process.env, ...env } })),
    async addServices(file) {
      const path = join(compose, 'compose.yaml')
      const [, blocks] = (await readFile(file, 'utf8')).split('services:\n')
      await writeFile(path, `${await readFile(path, 'utf8')}\n${blocks}`)
    },
    remove: () => rm(home, { recursive: true, force: true }),
  }
}
