import { expect, it } from 'vitest'
import { s3ForSpark } from './s3-for-spark'

const places = { bucketOf: () => 'all', keyOf: (bucket: string, key: string) => `team/${bucket}/${key}` }

it('says where the objects are, and leaves the keys to Spark when they come from a chain', () => {
  const url = 'https://s3.eu-central-1.amazonaws.com'
  const { uriOf, conf, env } = s3ForSpark(
    {
      url,
      region: 'eu-central-1',
      pathStyle: false,
      credentials: 'chain',
      encryption: { kind: 'aws:kms', keyId: 'k' },
    },
    places,
  )
  expect(uriOf('some-events', 'a.parquet')).toBe('s3a://all/team/some-events/a.parquet')
  expect(conf).toEqual({
    'spark.hadoop.fs.s3a.endpoint': url,
    'spark.hadoop.fs.s3a.endpoint.region': 'eu-central-1',
    'spark.hadoop.fs.s3a.path.style.access': 'false',
    'spark.hadoop.fs.s3a.connection.ssl.enabled': 'true',
    'spark.hadoop.fs.s3a.encryption.algorithm': 'SSE-KMS',
    'spark.hadoop.fs.s3a.encryption.key': 'k',
  })
  expect(env).toEqual({})
})
