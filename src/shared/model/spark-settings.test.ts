import { describe, expect, it } from 'vitest'
import { SparkSettings } from './settings'

const problemOf = (settings: object) => SparkSettings.safeParse(settings).error?.issues[0]?.message

describe('Spark settings', () => {
  it('takes the masters that spark-submit takes', () => {
    for (const master of [
      'local',
      'local[4]',
      'local[*]',
      'local[2,3]',
      'spark://a:7077,b:7077',
      'yarn',
      'k8s://https://x:6443',
    ])
      expect(problemOf({ master })).toBeUndefined()
    for (const master of ['', 'local[]', 'mesos://x', 'spark://', 'yarn --conf x', 'spark://a b'])
      expect(problemOf({ master })).toMatch(/^Give local\[2\], spark:/)
  })

  it('refuses what is no property, and secrets', () => {
    expect(problemOf({ conf: { 'spark.executor.memory': '2g' } })).toBeUndefined()
    expect(problemOf({ conf: { 'executor.memory': '2g' } })).toBeDefined()
    expect(problemOf({ conf: { 'spark.a': 'one\ntwo' } })).toBe('Give the value on one line')
    for (const name of ['spark.hadoop.fs.s3a.secret.key', 'spark.hadoop.fs.s3a.access.key', 'spark.ssl.keyPassword'])
      expect(problemOf({ conf: { [name]: 'x' } })).toBeDefined()
  })

  it('refuses a command of several lines', () => {
    expect(problemOf({ submit: '' })).toMatch(/^Give the path/)
    expect(problemOf({ submit: 'a\nb' })).toMatch(/^Give the path/)
    expect(problemOf({ submit: '/opt/my spark/bin/spark-submit' })).toBeUndefined()
  })
})
