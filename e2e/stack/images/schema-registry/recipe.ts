import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { JAVA_ROOT } from '../java-root.ts'
import { unpacked } from '../maven.ts'
import type { StandIn } from '../stand-in.ts'

/** The last version line that runs on Java 17. */
export const APICURIO = '3.0.9'

export const schemaRegistry: StandIn = {
  service: 'schema-registry',
  runs: `Apicurio Registry ${APICURIO}, from Maven Central: Confluent’s API, schemas kept in Kafka; no package registry has Confluent’s own registry`,
  on: JAVA_ROOT,
  async prepare(context) {
    const app = await unpacked(`io.apicurio:apicurio-registry-app:${APICURIO}:tar.gz:all`)
    await cp(app, join(context, 'apicurio'), { recursive: true })
  },
}
