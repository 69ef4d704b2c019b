import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The connector for the Hadoop in PySpark 4.3.0; with the AWS SDK it is 700 MB, which Spark downloads once. */
export const HADOOP_AWS = 'org.apache.hadoop:hadoop-aws:3.5.0'
const PASSWORD = 'changeit'

/** The options that make Java trust the servers' certificate authority. */
export async function trustOptions(dir: string, ca: string): Promise<string> {
  const [pem, store] = [join(dir, 'ca.pem'), join(dir, 'trust.p12')]
  await writeFile(pem, ca)
  await rm(store, { force: true })
  const to = ['-keystore', store, '-storetype', 'PKCS12', '-storepass', PASSWORD]
  await promisify(execFile)('keytool', ['-importcert', '-noprompt', '-alias', 'ca', '-file', pem, ...to])
  return `-Djavax.net.ssl.trustStore=${store} -Djavax.net.ssl.trustStorePassword=${PASSWORD}`
}
