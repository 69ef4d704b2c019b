import { openS3ObjectStore } from '@main/adapters/minio/object-store'
import { openHttp } from '@main/adapters/undici/http'
import { authorizationOf } from '@main/ports/http-authorization'
import { Environment } from '@shared/model/environment'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { addEnvironment } from './support/add-environment'
import { type Cluster, startCluster } from './support/cluster'
import { openFlowOn } from './support/open-flow'

const PARTITIONS = 12
let cluster: Cluster
let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  cluster = await startCluster()
  temp = await temporaryDir()
  const bucket = openS3ObjectStore(cluster.addresses.objects)
  await bucket.put('lake', 'first', new Uint8Array([1]))
  await bucket.close()
})
afterAll(async () => {
  await cluster?.stop()
  await temp?.remove()
})

it('runs with names, partitions and places of its owner, and creates nothing under other names', async () => {
  const { environment } = cluster
  const name = await addEnvironment(
    cluster,
    temp.dir,
    Environment.parse({
      ...environment,
      kafka: { ...environment.kafka, topicPrefix: 'team.', partitions: PARTITIONS, replication: 1 },
      registry: { ...environment.registry, subjects: 'record' },
      s3: { ...environment.s3, bucket: 'lake', prefix: 'millrace/', encryption: { kind: 'AES256' } },
    }),
  )
  const { code, stdout, stderr } = await millrace(
    ...['run', '--environment', name, '--data-dir', temp.dir, '--rate', '500', '--for', '8s', '--json'],
  )
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ balanced: true, dead_letters: 0 })

  const flow = await openFlowOn(cluster.addresses)
  const { end } = await flow.ports.log.offsets('team.user_interactions')
  await expect(flow.ports.log.offsets('user_interactions')).rejects.toThrow()
  await flow.close()
  expect(end).toHaveLength(PARTITIONS)
  expect(end.every((offset) => offset > 0)).toBe(true)

  const { registry } = cluster.addresses
  const http = openHttp({ tls: registry.tls })
  const answer = await http.fetch(`${registry.url}/subjects`, { headers: authorizationOf(registry.login) })
  const subjects = JSON.parse(await answer.text()) as string[]
  await http.close()
  expect(subjects).toContain('com.ecommerce.events.v1.user_interactions')
  expect(subjects.filter((subject) => subject.endsWith('-value'))).toEqual([])

  const objects = openS3ObjectStore({ ...cluster.addresses.objects, bucket: 'lake', prefix: 'millrace/' })
  const keys = (await objects.list('user-interactions')).map(({ key }) => key)
  await objects.close()
  expect(keys.filter((key) => key.endsWith('.parquet')).length).toBeGreaterThan(0)
})
