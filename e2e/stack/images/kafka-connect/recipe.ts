import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { output } from '../../command.ts'
import { ensureTools } from '../../tools.ts'
import { composeImages } from '../compose-images.ts'
import { JAVA_ROOT } from '../java-root.ts'
import { kafkaLibs } from '../kafka/recipe.ts'
import { jars } from '../maven.ts'
import type { StandIn } from '../stand-in.ts'

const kafkaRecipe = fileURLToPath(new URL('../kafka', import.meta.url))
const SINK = 'com/clickhouse/kafka/connect'
const CONVERTER = 'io/confluent/connect/avro'
/** With these files the worker finds a plugin without scanning every class. */
const SERVICES = {
  [SINK]: ['org.apache.kafka.connect.sink.SinkConnector', 'com.clickhouse.kafka.connect.ClickHouseSinkConnector'],
  [CONVERTER]: ['org.apache.kafka.connect.storage.Converter', 'io.confluent.connect.avro.AvroConverter'],
} as const

export const kafkaConnect: StandIn = {
  service: 'kafka-connect',
  runs: 'the real Connect worker of the broker’s version; ClickHouse’s sink and Confluent’s Avro converter, which no package registry has, are replaced by small ones with the same class names',
  on: JAVA_ROOT,
  madeFrom: [kafkaRecipe],
  async prepare(context) {
    const kafkaImage = (await composeImages()).get('kafka')
    if (kafkaImage === undefined) throw new Error('the compose file has no service kafka')
    const [kafka, avro] = await Promise.all([kafkaLibs(kafkaImage), jars(join(context, 'pom.xml'), {})])
    await ensureTools('javac')
    for (const part of ['bin', 'docker'])
      await cp(join(kafkaRecipe, part), join(context, 'kafka', part), { recursive: true })
    await cp(kafka, join(context, 'kafka/libs'), { recursive: true })
    const [converter, sink] = [join(context, 'converter'), join(context, 'sink')]
    await cp(avro, converter, { recursive: true })
    await mkdir(sink)
    const classpath = `${kafka}/*:${avro}/*`
    await jarOf(context, SINK, classpath, join(sink, 'clickhouse-kafka-connect.jar'))
    await jarOf(context, CONVERTER, classpath, join(converter, 'kafka-connect-avro-converter.jar'))
  },
}

async function jarOf(context: string, sources: keyof typeof SERVICES, classpath: string, jar: string): Promise<void> {
  const classes = join(context, 'classes', sources.replaceAll('/', '.'))
  const [service, implementation] = SERVICES[sources]
  const services = join(classes, 'META-INF/services')
  await mkdir(services, { recursive: true })
  await writeFile(join(services, service), `${implementation}\n`)
  const files = (await output('find', [join(context, 'java', sources), '-name', '*.java'])).trim().split('\n')
  const strict = ['--release', '17', '-Xlint:all,-processing,-classfile', '-Werror', '-proc:none']
  await output('javac', [...strict, '-cp', classpath, '-d', classes, ...files])
  await output('jar', ['--create', '--file', jar, '-C', classes, '.'])
}
