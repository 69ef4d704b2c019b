import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { output } from '../../stack/command.ts'

/** A certificate and its key as files and as PEM texts. */
export interface Issued {
  readonly certFile: string
  readonly keyFile: string
  readonly cert: string
  readonly key: string
}

export interface Wanted {
  /** DNS names and IP addresses; `localhost` and 127.0.0.1 when absent. */
  readonly names?: readonly string[]
  /** It ended a day ago. */
  readonly expired?: boolean
}

/** A certificate authority made by openssl for one test run. */
export interface TestAuthority {
  readonly caFile: string
  readonly ca: string
  issue(name: string, wanted?: Wanted): Promise<Issued>
  /** A PKCS 12 keystore of a certificate, as Kafka's brokers take it. */
  keystore(name: string, issued: Issued, password: string): Promise<string>
}

const KEY = ['ecparam', '-name', 'prime256v1', '-genkey', '-noout']
const DAYS = 2

export async function testAuthority(dir: string, name = 'Millrace test authority'): Promise<TestAuthority> {
  await mkdir(dir, { recursive: true })
  const openssl = (...args: readonly string[]) => output('openssl', args, { cwd: dir })
  await openssl(...KEY, '-out', 'ca.key')
  await openssl('req', '-x509', '-new', '-key', 'ca.key', '-out', 'ca.crt', '-days', `${DAYS}`, '-subj', `/CN=${name}`)
  const caFile = join(dir, 'ca.crt')
  return {
    caFile,
    ca: await readFile(caFile, 'utf8'),
    async issue(file, { names = ['localhost', '127.0.0.1'], expired = false } = {}) {
      const [key, csr, crt, ext] = ['key', 'csr', 'crt', 'ext'].map((kind) => `${file}.${kind}`) as [
        string,
        string,
        string,
        string,
      ]
      const alternatives = names.map((one) => `${/^[\d.]+$|:/.test(one) ? 'IP' : 'DNS'}:${one}`).join(',')
      await writeFile(join(dir, ext), `subjectAltName=${alternatives}\nextendedKeyUsage=serverAuth,clientAuth\n`)
      await openssl(...KEY, '-out', `${key}.sec1`)
      await openssl('pkcs8', '-topk8', '-nocrypt', '-in', `${key}.sec1`, '-out', key)
      await openssl('req', '-new', '-key', key, '-out', csr, '-subj', `/CN=${names[0]}`)
      const days = expired ? '-1' : String(DAYS)
      const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', ext, '-days', days]
      await openssl('x509', '-req', '-in', csr, '-out', crt, ...signed)
      const [certFile, keyFile] = [join(dir, crt), join(dir, key)]
      return { certFile, keyFile, cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') }
    },
    async keystore(file, { certFile, keyFile }, password) {
      const store = join(dir, `${file}.p12`)
      const from = ['-in', certFile, '-inkey', keyFile, '-certfile', caFile, '-name', file]
      await openssl('pkcs12', '-export', ...from, '-out', store, '-passout', `pass:${password}`)
      return store
    },
  }
}
