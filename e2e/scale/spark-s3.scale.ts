import { join, resolve } from 'node:path'
import { type EngineParts, openEngineParts } from '@main/adapters/clickhouse/testing/engine-parts'
import { objectPlaces } from '@main/adapters/minio/object-place'
import { openS3ObjectStore } from '@main/adapters/minio/object-store'
import { s3ForSpark } from '@main/adapters/spark/s3-for-spark'
import { sparkAnalyser } from '@main/adapters/spark/spark-analyser'
import { findSpark } from '@main/adapters/spark/testing/spark-install'
import type { S3Address } from '@main/ports/cluster-addresses'
import { extractCases } from '@main/ports/contracts/testing/extract-cases'
import { SHAPES } from '@main/ports/contracts/testing/extract-datasets'
import { referenceAnalysis } from '@main/ports/contracts/testing/reference-analysis'
import { bucketOf } from '@shared/model/dataset'
import { SparkSettings } from '@shared/model/settings'
import { extractKey } from '@shared/model/window'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cluster, startCluster } from './support/cluster'
import { HADOOP_AWS, trustOptions } from './support/spark-s3'

const WITHIN_MS = 1_200_000

const found =
  process.env.MILLRACE_SCALE === 'short'
    ? { missing: 'the short form does not download the S3 connector' }
    : await findSpark(console.log)
if ('missing' in found) console.log(`skipped: ${found.missing}`)

describe.skipIf('missing' in found)('Spark on S3 over TLS', () => {
  let cluster: Cluster
  let parts: EngineParts
  beforeAll(async () => {
    cluster = await startCluster({ only: ['objects'] })
    parts = await openEngineParts()
  })
  afterAll(async () => {
    await parts?.close()
    await cluster?.stop()
  })

  it('reads extracts in a folder of one bucket, and writes each result beside its extract', {
    timeout: WITHIN_MS,
  }, async () => {
    const first = openS3ObjectStore(cluster.addresses.objects)
    await first.put('lake', 'first', new Uint8Array([1]))
    await first.close()
    const address: S3Address = { ...cluster.addresses.objects, bucket: 'lake', prefix: 'team/' }
    const objects = openS3ObjectStore(address)
    const trust = await trustOptions(join(parts.objectsDir, '..'), cluster.authority.ca)
    const output: string[] = []
    const analyser = sparkAnalyser({
      settings: () =>
        SparkSettings.parse({
          submit: 'submit' in found ? found.submit : '',
          conf: {
            'spark.ui.enabled': 'false',
            'spark.jars.packages': HADOOP_AWS,
            'spark.driver.extraJavaOptions': trust,
          },
        }),
      script: resolve('resources/spark/analyse.py'),
      dir: join(parts.objectsDir, '..', 'spark'),
      objects,
      access: () => s3ForSpark(address, objectPlaces(address)),
      log: (line) => output.push(line),
    })
    const dataset = SHAPES.texts
    const cases = extractCases(0).filter((one) => one.dataset === dataset)
    await parts.store.prepare(dataset, 30)
    const extracts = []
    for (const { start, events } of cases) {
      const rows = events.map((event, n) => ({ event, epoch: 1, partition: 0, offset: start + n }))
      await parts.store.insert(dataset, rows)
      await parts.temp.use(async (file) => {
        await parts.temp.write(file, await parts.store.extract(dataset, start))
        await objects.putFile(bucketOf(dataset.name), extractKey(start), file)
      })
      extracts.push({ start, rows: rows.length, fingerprint: null })
    }
    const outcomes = await analyser.analyse(dataset, extracts, new AbortController().signal)
    const figures = outcomes.map((one) => ('analysis' in one ? { ...one.analysis, seconds: 0 } : one.thrown))
    expect(figures).toEqual(cases.map((one) => referenceAnalysis(one.dataset, one.events)))
    const keys = (await objects.list(bucketOf(dataset.name))).map(({ key }) => key)
    expect(keys.filter((key) => key.endsWith('.analysis.json'))).toHaveLength(cases.length)
    // Neither key of the object store is in the output.
    if (address.credentials !== 'chain') expect(output.join('\n')).not.toContain(address.credentials.secretKey)
    await objects.close()
  })
})
