import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { output } from '../../stack/command.ts'
import { kafkaLibs } from '../../stack/images/kafka/recipe.ts'
import { type BrokerSettings, brokerProperties } from './kafka-properties.ts'
import { type Part, part } from './part.ts'

const CLUSTER_ID = '5L6g3nShT-eMCtK--X86sw'
const TOOLS = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
const BROKER = ['-Xms160m', '-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true']

const LOGGING = `Configuration:
  Appenders:
    Console: { name: out, PatternLayout: { pattern: "[%d] %p %m (%c)%n" } }
  Loggers:
    Root: { level: WARN, AppenderRef: { ref: out } }
`

/** The folder of Kafka's libraries, of the version that the Compose file names; downloaded on first use. */
export async function kafkaClasses(): Promise<string> {
  const compose = await readFile(new URL('../../../compose/compose.yaml', import.meta.url), 'utf8')
  const image = /apache\/kafka:[\d.]+/.exec(compose)?.[0]
  if (!image) throw new Error('compose/compose.yaml names no version of Kafka')
  return `${await kafkaLibs(image)}/*`
}

/** Real Kafka nodes as plain processes, each with its own folder. Not started. */
export async function kafkaBrokers(
  dir: string,
  settings: Omit<BrokerSettings, 'id' | 'dir' | 'keystore'>,
  keystores: readonly string[],
): Promise<Part[]> {
  const classes = await kafkaClasses()
  const logging = join(dir, 'log4j2.yaml')
  await writeFile(logging, LOGGING)
  const nodes: Part[] = []
  for (const [i, port] of settings.ports.entries()) {
    const home = join(dir, `kafka-${i + 1}`)
    await mkdir(home, { recursive: true })
    const file = join(home, 'server.properties')
    await writeFile(file, brokerProperties({ ...settings, id: i + 1, dir: home, keystore: keystores[i] ?? '' }))
    const users = Object.entries(settings.users).flatMap(([name, password]) =>
      ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
        '--add-scram',
        `${mechanism}=[name=${name},password=${password}]`,
      ]),
    )
    const format = ['kafka.tools.StorageTool', 'format', '--cluster-id', CLUSTER_ID, '-c', file, ...users]
    const java = [`-Dlog4j2.configurationFile=${logging}`, '-cp', classes]
    await output('java', [...TOOLS, ...java, ...format])
    const args = [...BROKER, ...java, 'kafka.Kafka', file]
    nodes.push(part({ command: 'java', args, port, logFile: join(home, 'kafka.log') }))
  }
  return nodes
}
