import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { FaultError } from '@shared/model/fault'
import { Ajv2020 } from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadComposeFile, parseComposeFile } from './compose-file'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const SECRETS = {
  CLICKHOUSE_PASSWORD: 'a',
  MINIO_ROOT_PASSWORD: 'b',
  POSTGRES_PASSWORD: 'c',
  REDIS_PASSWORD: 'd',
  AIRFLOW_SECRET_KEY: 'e',
  AIRFLOW_JWT_SECRET: 'f',
  AIRFLOW_PASSWORD: 'g',
  MILLRACE_TOKEN: 'h',
}

async function validator() {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv, { mode: 'fast' })
  ajv.addFormat('duration', true)
  return ajv.compile(JSON.parse(await readFile(path('./testing/compose-spec/compose-spec.json'), 'utf8')))
}

/** The problem of a compose file with one service, plus `key: value` in that service. */
function problemWith(yaml: string): string {
  try {
    parseComposeFile('compose.yaml', yaml).resolve({})
  } catch (error) {
    if (error instanceof FaultError && error.fault.code === 'compose-invalid') return error.fault.problem
    throw error
  }
  return 'none'
}

const ENCRYPTION = '{port: 1, protocol: A, user: B, password: C, certificate: D, key: E}'
const service = (lines: string) => `name: test\nservices:\n  tiny:\n    image: tiny\n    ${lines}\n`

describe('the compose file of Millrace', () => {
  it('is valid by the schema of the Compose specification', async () => {
    const validate = await validator()
    for (const file of ['../../../compose/compose.yaml', './testing/with-service.yaml']) {
      validate(parse(await readFile(path(file), 'utf8'), { merge: true }))
      expect(validate.errors).toBeNull()
    }
    validate({ services: { tiny: { image: 1 } } })
    expect(validate.errors).not.toBeNull()
  })

  it('encrypts only the port that is published, and only with its variables', async () => {
    const file = await loadComposeFile(path('../../../compose'))
    const environmentWith = (values: Readonly<Record<string, string>>) =>
      file.resolve({ ...SECRETS, ...values }).specs.get('kafka')?.environment
    const encrypted = {
      KAFKA_PROTOCOL: 'SASL_SSL',
      KAFKA_PASSWORD: 'only-for-tests',
      KAFKA_CERTIFICATE: 'CERTIFICATE',
      KAFKA_CERTIFICATE_KEY: 'KEY',
    }
    expect(environmentWith({})?.KAFKA_LISTENER_SECURITY_PROTOCOL_MAP).toBe(
      'INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    )
    expect(environmentWith(encrypted)).toMatchObject({
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'INTERNAL:PLAINTEXT,EXTERNAL:SASL_SSL,CONTROLLER:PLAINTEXT',
      KAFKA_LISTENER_NAME_EXTERNAL_PLAIN_SASL_JAAS_CONFIG:
        'org.apache.kafka.common.security.plain.PlainLoginModule required user_millrace="only-for-tests";',
      KAFKA_LISTENER_NAME_EXTERNAL_SSL_KEYSTORE_CERTIFICATE_CHAIN: 'CERTIFICATE',
      KAFKA_LISTENER_NAME_EXTERNAL_SSL_KEYSTORE_KEY: 'KEY',
    })
    const { services } = file.resolve({ ...SECRETS, ...encrypted })
    expect(services.flatMap(({ id, encryption }) => (encryption?.on ? [id] : []))).toEqual(['kafka'])
  })

  it('lists services in start order', async () => {
    const file = await loadComposeFile(path('../../../compose'))
    const { services } = file.resolve(SECRETS)
    expect(services.map(({ id }) => id)).toEqual([
      'kafka',
      'schema-registry',
      'clickhouse',
      'kafka-connect',
      'minio',
      'postgres',
      'redis',
      'airflow-api-server',
      'airflow-scheduler',
      'airflow-dag-processor',
      'airflow-triggerer',
      'airflow-worker',
    ])
    expect(file.project).toBe('millrace')
    expect(file.profiles).toEqual(['workflows'])
    expect(services[0]).toEqual({
      id: 'kafka',
      title: 'Kafka',
      about: 'The durable log of events, in KRaft mode.',
      role: 'log',
      icon: null,
      image: 'apache/kafka:4.1.1',
      built: false,
      ports: [{ host: 9092, container: 9092, variable: 'KAFKA_PORT' }],
      links: [],
      dependsOn: [],
      profiles: [],
      memoryLimitBytes: 1024 ** 3,
      memoryVariable: 'KAFKA_MEMORY',
      volumes: ['kafka-data'],
      encryption: { port: 9092, on: false },
    })
    expect(services.find(({ id }) => id === 'kafka-connect')).toMatchObject({ built: true, role: 'connect' })
  })

  it('puts the current values wherever a variable appears', async () => {
    const file = await loadComposeFile(path('../../../compose'))
    const { services, specs, values } = file.resolve({ ...SECRETS, KAFKA_PORT: '19999', MINIO_CONSOLE_PORT: '19001' })
    expect(specs.get('kafka')?.ports).toEqual([{ host: 19_999, container: 9092 }])
    expect(specs.get('kafka')?.environment.KAFKA_ADVERTISED_LISTENERS).toContain('EXTERNAL://127.0.0.1:19999')
    expect(services.find(({ id }) => id === 'minio')?.links).toEqual([
      { title: 'Console', url: 'http://127.0.0.1:19001/' },
    ])
    expect(specs.get('redis')?.command?.[2]).toContain('requirepass $REDIS_PASSWORD')
    expect(values).toMatchObject({ KAFKA_PORT: '19999', CLICKHOUSE_PORT: '8123' })
  })

  it('gives complete specs, whose hashes differ when the specs differ', async () => {
    const file = await loadComposeFile(path('../../../compose'))
    const spec = file.resolve(SECRETS).specs.get('clickhouse')
    expect(spec).toMatchObject({
      image: 'clickhouse/clickhouse-server:26.8',
      environment: { CLICKHOUSE_USER: 'millrace', CLICKHOUSE_PASSWORD: 'a' },
      volumes: [{ name: 'clickhouse-data', path: '/var/lib/clickhouse', readOnly: false }],
      healthCheck: { intervalMs: 3_000, timeoutMs: 5_000, retries: 20, startPeriodMs: 60_000 },
      memoryBytes: 2 * 1024 ** 3,
      restart: 'unless-stopped',
      stopGraceMs: 30_000,
    })
    expect(file.resolve(SECRETS).specs.get('clickhouse')?.hash).toBe(spec?.hash)
    const other = file.resolve({ ...SECRETS, CLICKHOUSE_PORT: '8124' }).specs
    expect(other.get('clickhouse')?.hash).not.toBe(spec?.hash)
    expect(other.get('kafka')?.hash).toBe(file.resolve(SECRETS).specs.get('kafka')?.hash)
  })

  it('limits the output that the engine keeps for each service', async () => {
    const file = await loadComposeFile(path('../../../compose'))
    const { specs } = file.resolve({ ...SECRETS, SERVICE_LOG_MAX_SIZE: '5m' })
    for (const { logging } of specs.values()) {
      expect(logging).toEqual({ driver: 'json-file', options: { 'max-size': '5m', 'max-file': '3' } })
    }
  })

  it('names the required variables, and the services that need them', async () => {
    const file = await loadComposeFile(path('../../../compose'))
    const required = file.variables.filter((variable) => variable.required)
    expect(required.map(({ name }) => name).sort()).toEqual(Object.keys(SECRETS).sort())
    const neededBy = (name: string) => required.find((variable) => variable.name === name)?.services
    expect(neededBy('CLICKHOUSE_PASSWORD')).toEqual(['clickhouse', 'kafka-connect'])
    expect(neededBy('AIRFLOW_PASSWORD')).toEqual(['airflow-api-server'])
    expect(() => file.resolve({})).toThrow(FaultError)
    expect(problemWith(service('environment: {A: "${A:?give me}"}'))).toBe(
      'services.tiny.environment.A needs the variable A: give me',
    )
  })

  it('hands the DAG over as a copy, to the parts of Airflow that read it', async () => {
    const { specs } = (await loadComposeFile(path('../../../compose'))).resolve(SECRETS)
    const dag = await readFile(path('../../../resources/airflow/dags/millrace_minutely.py'), 'utf8')
    const withDag = [...specs.values()].filter(({ files }) => files.length > 0)
    expect(withDag.map(({ service }) => service)).toEqual(['airflow-dag-processor', 'airflow-worker'])
    for (const { files } of withDag) {
      expect(files).toEqual([{ path: '/opt/airflow/dags/millrace_minutely.py', text: dag }])
    }
    expect(specs.get('airflow-worker')?.hostNames).toEqual(['host.docker.internal'])
  })

  it('gives a service another hash when its file has another text', () => {
    const yaml = `${service('configs: [{source: one, target: /one}]')}configs: {one: {file: ../resources/one.txt}}\n`
    const hash = (text: string) =>
      parseComposeFile('x.yaml', yaml, () => text)
        .resolve({})
        .specs.get('tiny')?.hash
    expect(hash('a')).toBe(hash('a'))
    expect(hash('a')).not.toBe(hash('b'))
  })

  it('accepts one block of YAML for one more service, long forms and short', async () => {
    const file = parseComposeFile('x.yaml', await readFile(path('./testing/with-service.yaml'), 'utf8'))
    const { services, specs } = file.resolve({ CATALOG_TOKEN: 't', CATALOG_PORT: '9181' })
    expect(services.find(({ id }) => id === 'lakekeeper')).toMatchObject({
      title: 'Lakekeeper',
      role: 'extra',
      ports: [{ host: 9181, container: 8181, variable: 'CATALOG_PORT' }],
      links: [{ title: 'Catalogue', url: 'http://127.0.0.1:9181/ui' }],
      dependsOn: [{ service: 'kafka', condition: 'service_started', restart: false }],
    })
    expect(specs.get('lakekeeper')).toMatchObject({
      command: ['serve', '--port', '8181'],
      environment: { LOG: 'info', TOKEN: 't' },
      volumes: [{ name: 'catalog', path: '/data', readOnly: false }],
      healthCheck: { test: ['CMD-SHELL', 'curl -f localhost:8181/health'], intervalMs: 90_000 },
      memoryBytes: 1.5 * 1024 ** 3,
    })
  })
})

describe('an invalid compose file', () => {
  it.each([
    ['ports: ["8080:80"]', 'services.tiny.ports[0] would be reachable from the network; write 127.0.0.1:8080:80'],
    ['ports: ["0.0.0.0:1:1"]', 'services.tiny.ports[0] would be reachable from the network; write 127.0.0.1:1:1'],
    ['ports: [{target: 80, published: "80"}]', 'services.tiny.ports[0] would be reachable from the network'],
    ['ports: ["127.0.0.1:53:53/udp"]', 'services.tiny.ports[0] has the protocol udp'],
    ['ports: ["127.0.0.1:80"]', 'services.tiny.ports[0] has no port'],
    ['ports: ["127.0.0.1:99999:80"]', 'services.tiny.ports[0] has no port'],
    ['privileged: true', 'services.tiny.privileged is refused'],
    ['network_mode: host', 'services.tiny.network_mode is refused'],
    ['container_name: x', 'services.tiny.container_name is not a key that Millrace supports'],
    ['volumes: ["/var/run/docker.sock:/x"]', 'services.tiny.volumes[0] is not a named volume'],
    ['volumes: ["./here:/x"]', 'services.tiny.volumes[0] is not a named volume'],
    ['volumes: [{type: bind, source: /, target: /x}]', 'services.tiny.volumes[0].type is not "volume"'],
    ['volumes: ["data:/x"]', 'services.tiny.volumes names "data", which is not under volumes'],
    ['mem_limit: lots', 'services.tiny.mem_limit is not an amount of memory'],
    ['logging: {driver: syslog}', 'services.tiny.logging.driver is neither json-file nor local'],
    [
      'logging: {driver: local, options: {max-size: lots}}',
      'services.tiny.logging.options.max-size is not a size such as',
    ],
    ['stop_grace_period: 5 days', 'services.tiny.stop_grace_period is not a duration'],
    ['depends_on: [other]', 'services.tiny.depends_on names "other", which is no service'],
    ['depends_on: [tiny]', 'services.tiny.depends_on is a circle: tiny → tiny'],
    ['depends_on: {tiny: {condition: soon}}', 'services.tiny.depends_on.tiny.condition is wrong'],
    ['healthcheck: {interval: 3s}', 'services.tiny.healthcheck.test needs a test'],
    ['healthcheck: {test: [curl]}', 'services.tiny.healthcheck.test must begin with CMD'],
    ['build: {context: ../..}', 'services.tiny.build.context is not a folder next to the compose file'],
    ['build: "https://example.org/x.git"', 'services.tiny.build is not a folder next to the compose file'],
    ['labels: {com.docker.compose.project: x}', 'services.tiny.labels must not set labels of Compose itself'],
    ['environment: {A: "${A"}', 'services.tiny.environment.A has a "${A" that is not closed'],
    ['environment: {A: "$1"}', 'services.tiny.environment.A has a "$" without a variable'],
    ['restart: sometimes', 'services.tiny.restart is wrong'],
    ['command: "echo \'x"', 'services.tiny.command has a quote that is not closed'],
    ['x-millrace: {role: king}', 'services.tiny.x-millrace.role is wrong'],
    ['x-millrace: {links: [{title: A, port: 1}]}', 'services.tiny.x-millrace.links "A" leads to port 1'],
    [
      `ports: ["127.0.0.1:1:1"]\n    x-millrace: {encryption: ${ENCRYPTION}}`,
      'names the variable A, which the service does not use',
    ],
    [`x-millrace: {encryption: ${ENCRYPTION}}`, 'services.tiny.x-millrace.encryption encrypts port 1, which is not'],
    ['x-millrace: {encryption: {port: 1}}', 'services.tiny.x-millrace.encryption.protocol is wrong'],
    ['configs: [{source: one, target: /one}]', 'services.tiny.configs names "one", which is not under configs'],
    ['configs: [{source: one, target: one}]', 'services.tiny.configs[0].target is wrong'],
    [
      `configs: [{source: one, target: /${'ä'.repeat(50)}}]`,
      'services.tiny.configs[0].target is longer than 100 bytes',
    ],
    ['extra_hosts: ["bank.example:203.0.113.9"]', 'services.tiny.extra_hosts[0] is not NAME:host-gateway'],
    ['image: [', ''],
  ])('%s', (line, problem) => {
    expect(problemWith(service(line))).toContain(problem)
    expect(problemWith(service(line))).not.toBe('none')
  })

  it.each([
    ['/etc/passwd'],
    ['~/.ssh/id_ed25519'],
    ['../../elsewhere'],
    ['../resources/../../elsewhere'],
    ['../package.json'],
    ['https://example.org/x'],
    ['C:\\x'],
    ['..\\x'],
  ])('the file %s is not one of its own', (file) => {
    const yaml = `${service('restart: "no"')}configs: {one: {file: '${file}'}}\n`
    expect(problemWith(yaml)).toBe('configs.one.file is not a file next to the compose file or in ../resources')
  })

  it('names a file that cannot be read, or is too large', () => {
    const yaml = `${service('restart: "no"')}configs: {one: {file: one.txt}}\n`
    const problem = (read: () => string) => {
      try {
        return parseComposeFile('x.yaml', yaml, read)
      } catch (thrown) {
        return thrown
      }
    }
    const missing = () => {
      throw Object.assign(new Error('no'), { code: 'ENOENT' })
    }
    expect(problem(missing)).toMatchObject({
      fault: { problem: 'configs.one.file names "one.txt", which cannot be read (ENOENT)' },
    })
    expect(problem(() => 'x'.repeat(500_001))).toMatchObject({
      fault: { problem: expect.stringContaining('which is larger than 500000 characters') },
    })
  })
})
