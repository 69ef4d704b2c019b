import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { JAVA_ROOT } from '../java-root.ts'
import { jars } from '../maven.ts'
import { type StandIn, tagOf } from '../stand-in.ts'

export const kafka: StandIn = {
  service: 'kafka',
  runs: 'the real broker of that version with its tools, from Maven Central, on Debian’s OpenJDK 17',
  on: JAVA_ROOT,
  async prepare(context, image) {
    const libs = await jars(join(context, 'pom.xml'), { 'kafka.version': tagOf(image) })
    await cp(libs, join(context, 'libs'), { recursive: true })
  },
}
