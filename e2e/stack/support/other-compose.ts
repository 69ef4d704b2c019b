import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Finished, finished, root, spawnMillrace } from '../../support/millrace'

/** Millrace as it is installed here, with another compose file beside it, as its users may write one. */
export interface OtherMillrace {
  readonly composeDir: string
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Finished>
  /** Adds the blocks of services of another file to those of its compose file, which end it. */
  addServices(file: string): Promise<void>
  remove(): Promise<void>
}

export async function millraceWith(composeDir: string): Promise<OtherMillrace> {
  const home = await mkdtemp(join(tmpdir(), 'millrace-other-'))
  const compose = join(home, 'compose')
  // The built program finds what belongs to it from where its own file lies, so that is no link.
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
