import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { JAVA_ROOT } from '../java-root.ts'
import { jars } from '../maven.ts'
import { type StandIn, tagOf } from '../stand-in.ts'

export const kafka: StandIn = {
  service: 'kafka',
  runs: 'the real broker of that version with its tools, from Maven Central, on Debian’s OpenJDK 17',
  on: JAVA_ROOT,
  async prepare(context, image) {
    await cp(await kafkaLibs(image), join(context, 'libs'), { recursive: true })
  },
}

/** A folder with the libraries of Kafka's distribution, of the version in the image's tag. */
export async function kafkaLibs(image: string): Promise<string> {
  return await jars(fileURLToPath(new URL('pom.xml', import.meta.url)), { 'kafka.version': tagOf(image) })
}
