import { z } from 'zod'

/** The name of an environment, as a person chooses it: "staging", "prod eu". */
export const EnvironmentName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u, 'Give 1 to 40 letters, digits, spaces, dots, dashes or underscores')
export type EnvironmentName = z.infer<typeof EnvironmentName>

/** `host:port` of a Kafka broker. */
const Broker = z
  .string()
  .trim()
  .regex(
    /^(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}$/,
    'Give a host and its port, such as kafka-1.example.com:9093',
  )

const HttpUrl = z.url({ protocol: /^https?$/, error: 'Give an address that starts with http:// or https://' })

/** A certificate or key in PEM: pasted, or the path of a file that is read whenever a connection is opened. */
export const Pem = z.union([
  z.strictObject({
    text: z.string().regex(/-----BEGIN [A-Z0-9 ]+-----/, 'Paste the text with its BEGIN and END lines'),
  }),
  z.strictObject({ file: z.string().min(1) }),
])
export type Pem = z.infer<typeof Pem>

/**
 * Whom a TLS client trusts, and who it is itself. A server's certificate is always checked: `serverName` pins another name than the
 * address's host, and nothing switches the check off. A pasted private key is a secret (see `SecretName`), so only its file is named here.
 */
export const TlsSettings = z.strictObject({
  /** In place of the system's certificate authorities. */
  ca: Pem.nullable().default(null),
  /** The client's own certificate. */
  certificate: Pem.nullable().default(null),
  keyFile: z.string().nullable().default(null),
  serverName: z.string().min(1).nullable().default(null),
})
export type TlsSettings = z.infer<typeof TlsSettings>

export const KafkaSecurity = z.enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'])
export type KafkaSecurity = z.infer<typeof KafkaSecurity>

export const SaslSettings = z.discriminatedUnion('mechanism', [
  z.strictObject({ mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']), username: z.string().min(1) }),
  /** By client credentials (RFC 6749, section 4.4). */
  z.strictObject({
    mechanism: z.literal('OAUTHBEARER'),
    tokenUrl: HttpUrl,
    clientId: z.string().min(1),
    scope: z.string().nullable().default(null),
  }),
])
export type SaslSettings = z.infer<typeof SaslSettings>

export const HttpAuth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('basic'), username: z.string().min(1) }),
  z.strictObject({ kind: z.literal('bearer') }),
])
export type HttpAuth = z.infer<typeof HttpAuth>

/** How a subject is named: by topic (`orders-value`), by record (`com.shop.Order`), or by both (`orders-com.shop.Order`). */
export const SubjectNames = z.enum(['topic', 'record', 'topic-record'])
export type SubjectNames = z.infer<typeof SubjectNames>

export const EnvironmentSink = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('built-in') }),
  z.strictObject({
    kind: z.literal('connect'),
    url: HttpUrl,
    auth: HttpAuth.default({ kind: 'none' }),
    tls: TlsSettings.prefault({}),
  }),
])
export type EnvironmentSink = z.infer<typeof EnvironmentSink>

/** A named set of clusters that exist already. Holds no password: these are sealed beside it, by `SecretName`. */
export const Environment = z
  .strictObject({
    name: EnvironmentName,
    /** Look, never write. */
    readOnly: z.boolean().default(false),
    kafka: z.strictObject({
      /** Some of the brokers; these name the others. */
      brokers: z.array(Broker).min(1, 'Give at least one broker').max(50),
      security: KafkaSecurity.default('PLAINTEXT'),
      tls: TlsSettings.prefault({}),
      sasl: SaslSettings.nullable().default(null),
      /** Precedes the dataset's name in the name of each topic, group and transactional id. */
      topicPrefix: z
        .string()
        .regex(/^[A-Za-z0-9._-]{0,100}$/, 'Use letters, digits, dots, dashes and underscores')
        .default(''),
      /** Of a topic that Millrace creates; null: as the dataset says. */
      partitions: z.number().int().min(1).max(64).nullable().default(null),
      /** Copies of a topic that Millrace creates; null: three, or as many as there are brokers. */
      replication: z.number().int().min(1).max(15).nullable().default(null),
    }),
    registry: z.strictObject({
      /** With the path of the Confluent interface, if there is one (Apicurio: `/apis/ccompat/v7`). */
      url: HttpUrl,
      auth: HttpAuth.default({ kind: 'none' }),
      tls: TlsSettings.prefault({}),
      subjects: SubjectNames.default('topic'),
    }),
    clickhouse: z.strictObject({
      url: HttpUrl,
      database: z.string().min(1).default('default'),
      username: z.string().min(1).default('default'),
      /** Of several servers: tables are then made `ON CLUSTER`, replicated, with a distributed table before them. */
      cluster: z.string().min(1).nullable().default(null),
      /** Sent with every query. */
      settings: z
        .record(z.string().regex(/^[a-z][a-z0-9_]*$/), z.union([z.string(), z.number(), z.boolean()]))
        .default({}),
      tls: TlsSettings.prefault({}),
    }),
    s3: z.strictObject({
      endpoint: HttpUrl,
      region: z.string().min(1).default('us-east-1'),
      /** `endpoint/bucket/key` in place of `bucket.endpoint/key`. */
      pathStyle: z.boolean().default(true),
      /** Null: a bucket for each dataset, made when it is missing. */
      bucket: z.string().min(3).max(63).nullable().default(null),
      /** Precedes each key. */
      prefix: z
        .string()
        .regex(/^(?:[A-Za-z0-9!_.*'()-]+\/)*$/, 'End each folder with a slash, such as team/millrace/')
        .default(''),
      credentials: z
        .discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('keys'), accessKey: z.string().min(1) }),
          /** As the AWS tools find them: variables, the shared file, the container or the machine. */
          z.strictObject({ kind: z.literal('chain') }),
        ])
        .default({ kind: 'chain' }),
      /** Encryption by the server. */
      encryption: z
        .discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('none') }),
          z.strictObject({ kind: z.literal('AES256') }),
          z.strictObject({ kind: z.literal('aws:kms'), keyId: z.string().nullable().default(null) }),
        ])
        .default({ kind: 'none' }),
      tls: TlsSettings.prefault({}),
    }),
    sink: EnvironmentSink.default({ kind: 'built-in' }),
  })
  .refine(({ kafka }) => kafka.security.startsWith('SASL') === (kafka.sasl !== null), {
    path: ['kafka', 'sasl'],
    message: 'SASL_PLAINTEXT and SASL_SSL need a mechanism and a user; PLAINTEXT and SSL take none',
  })
export type Environment = z.infer<typeof Environment>

/** What is kept sealed of an environment, by where it belongs. */
export const SecretName = z.enum([
  'kafka.password',
  'kafka.clientSecret',
  'kafka.key',
  'registry.password',
  'registry.token',
  'registry.key',
  'clickhouse.password',
  'clickhouse.key',
  's3.secretKey',
  's3.key',
  'connect.password',
  'connect.token',
  'connect.key',
])
export type SecretName = z.infer<typeof SecretName>

export const EnvironmentSecrets = z.partialRecord(SecretName, z.string())
export type EnvironmentSecrets = z.infer<typeof EnvironmentSecrets>

/** Secrets to keep; null removes one, and what is not named keeps its value. */
export const SecretsChange = z.partialRecord(SecretName, z.string().nullable())
export type SecretsChange = z.infer<typeof SecretsChange>

/** An environment as it is kept, and which of its secrets are. */
export const SavedEnvironment = z.object({ environment: Environment, secrets: z.array(SecretName) })
export type SavedEnvironment = z.infer<typeof SavedEnvironment>

/** The secrets after a change. */
export function changedSecrets(before: EnvironmentSecrets, change: SecretsChange): EnvironmentSecrets {
  const entries = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== '')
  return Object.fromEntries(entries) as EnvironmentSecrets
}
