import type { ConnectAddress } from '@main/ports/cluster-addresses'
import { ProbeFailure } from '@main/ports/connection-probe'
import { parseJson } from '@shared/lib/parse-json'
import { z } from 'zod'
import { checkDate } from './clock-skew'
import { askAs, reachServer } from './http-login'
import type { Steps } from './steps'

const Plugins = z.array(z.object({ class: z.string(), version: z.string().optional() }))
const SINK = 'com.clickhouse.kafka.connect.ClickHouseSinkConnector'

/** Login, and whether ClickHouse's sink is installed. Creates no connector. */
export async function testConnect(steps: Steps, connect: ConnectAddress): Promise<void> {
  await reachServer(steps, connect)
  const answer = await steps.run(
    'login',
    connect.url,
    (signal) => askAs(connect, '/connector-plugins', signal),
    () => '',
  )
  await steps.run('permission', "ClickHouse's sink", async () => {
    const plugins = Plugins.safeParse(parseJson(answer.body))
    if (!plugins.success) throw new ProbeFailure(`What answers there is no Kafka Connect (status ${answer.status}).`)
    const sink = plugins.data.find((plugin) => plugin.class === SINK)
    if (sink) return `version ${sink.version ?? 'unknown'}`
    throw new ProbeFailure(
      'It has no ClickHouse sink. Install clickhouse-kafka-connect there, or use the built-in sink.',
    )
  })
  await steps.run('clock', connect.url, async () => checkDate(answer))
}
