import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { output } from '../command.ts'
import { ensureTools } from '../tools.ts'
import { cached } from './cache.ts'
import { recipeHash } from './recipe-hash.ts'

/** A folder with the jars that a pom.xml names, and all they need to run. */
export async function jars(pom: string, properties: Readonly<Record<string, string>>): Promise<string> {
  const given = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`)
  const key = await recipeHash([], await readFile(pom, 'utf8'), ...given)
  return await cached('jars', key, async (dir) => {
    await ensureTools('javac', 'mvn')
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${dir}`, '-DincludeScope=runtime']
    await output('mvn', ['-B', '-q', '-f', pom, ...given, ...goal], { cwd: dirname(pom) })
  })
}
