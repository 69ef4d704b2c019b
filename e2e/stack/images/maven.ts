import { readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { output } from '../command.ts'
import { ensureTools } from '../tools.ts'
import { cached } from './cache.ts'
import { recipeHash } from './recipe-hash.ts'
import { retried } from './retried.ts'

/** A folder with the jars that a pom.xml names, and their dependencies. */
export async function jars(pom: string, properties: Readonly<Record<string, string>>): Promise<string> {
  const given = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`)
  const key = await recipeHash([], await readFile(pom, 'utf8'), ...given)
  return await cached('jars', key, async (dir) => {
    await ensureTools('javac', 'mvn')
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${dir}`, '-DincludeScope=runtime']
    await retried('Downloading jars', () =>
      output('mvn', ['-B', '-q', '-f', pom, ...given, ...goal], { cwd: dirname(pom) }),
    )
  })
}

/** An archive from Maven's repository, unpacked: `groupId:artifactId:version:tar.gz:classifier`. */
export async function unpacked(artifact: string): Promise<string> {
  const key = await recipeHash([], artifact)
  return await cached('unpacked', key, async (dir) => {
    await ensureTools('javac', 'mvn')
    const copy = [`-Dartifact=${artifact}`, `-DoutputDirectory=${dir}`, '-Dmdep.useBaseVersion=true']
    await retried(artifact, () => output('mvn', ['-B', '-q', 'dependency:copy', ...copy], { cwd: dir }))
    const [archive] = await readdir(dir)
    if (archive === undefined) throw new Error(`Maven copied nothing for ${artifact}`)
    await output('tar', ['--no-same-owner', '-xzf', archive], { cwd: dir })
    await rm(join(dir, archive))
  })
}
