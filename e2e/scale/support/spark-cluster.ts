import { mkdir } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { z } from 'zod'
import { freePorts, type Part, part } from './part'

const App = z.object({ id: z.string(), name: z.string(), state: z.string() })
const MasterState = z.object({
  workers: z.array(z.object({ state: z.string(), coresused: z.number() })),
  activeapps: z.array(App),
  completedapps: z.array(App),
})

/** A standalone cluster from PySpark's own files: one master, and workers of one core each. */
export interface SparkCluster {
  readonly master: string
  state(): Promise<z.infer<typeof MasterState>>
  /** SIGKILL for a worker and its executors. Workers count from 0. */
  killWorker(worker: number): Promise<void>
  stop(): Promise<void>
}

const HOST = '127.0.0.1'

/** `submit`: the path of spark-submit. Resolves once all workers are registered. */
export async function startSparkCluster(dir: string, submit: string, workers: number): Promise<SparkCluster> {
  const command = join(dirname(submit), 'spark-class')
  const [port = 0, screen = 0, ...screens] = await freePorts(2 + workers)
  const address = `spark://${HOST}:${port}`
  await mkdir(dir, { recursive: true })
  const state = async () => MasterState.parse(await (await fetch(`http://${HOST}:${screen}/json/`)).json())
  const daemon = (name: string, args: readonly string[], at: number, ready: () => Promise<void>) =>
    part({
      command,
      args: [...args, '--host', HOST, '--webui-port', String(at)],
      // It looks for PySpark in the Python of its own environment.
      env: { SPARK_DAEMON_MEMORY: '256m', PATH: [dirname(submit), process.env.PATH ?? ''].join(delimiter) },
      port: at,
      // A worker's executors end with it, as on a machine that fails.
      group: true,
      logFile: join(dir, `${name}.log`),
      ready,
    })
  const alive = async (count: number) => {
    const found = (await state()).workers.filter((worker) => worker.state === 'ALIVE').length
    if (found < count) throw new Error(`${found} of ${count} workers are registered`)
  }
  const master = daemon('master', ['org.apache.spark.deploy.master.Master', '--port', String(port)], screen, () =>
    alive(0),
  )
  const nodes: Part[] = []
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()))
    await master.stop()
  }
  try {
    await master.start()
    for (const [n, at] of screens.entries()) {
      const size = ['--cores', '1', '--memory', '1200m', '--work-dir', join(dir, `work-${n}`)]
      const args = ['org.apache.spark.deploy.worker.Worker', ...size, address]
      const node = daemon(`worker-${n}`, args, at, () => alive(n + 1))
      nodes.push(node)
      await node.start()
    }
  } catch (thrown) {
    await stop()
    throw thrown
  }
  return {
    master: address,
    state,
    async killWorker(worker) {
      const node = nodes[worker]
      if (!node) throw new RangeError(`there is no worker ${worker}`)
      await node.kill()
    },
    stop,
  }
}
