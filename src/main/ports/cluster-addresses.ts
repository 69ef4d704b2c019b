import type { SubjectNames } from '@shared/model/environment'
import type { KafkaAddress } from './kafka-address'
import type { StoreAddress } from './store'
import type { HttpLogin, Tls } from './tls'

/** Where the clusters of an environment are, with everything needed to log in. Plain data, so that another thread can open the same. */
export interface ClusterAddresses {
  readonly kafka: KafkaAddress
  readonly registry: RegistryAddress
  readonly store: StoreAddress
  readonly objects: S3Address
  /** Null: the built-in sink. */
  readonly connect: ConnectAddress | null
}

export interface RegistryAddress {
  /** http or https, with the path of the Confluent interface. */
  readonly url: string
  readonly login?: HttpLogin
  readonly tls?: Tls
  /** By topic when absent. */
  readonly subjects?: SubjectNames
}

export interface ConnectAddress {
  readonly url: string
  readonly login?: HttpLogin
  readonly tls?: Tls
}

export interface S3Address {
  /** http or https, without a path. */
  readonly url: string
  readonly region?: string
  /** `url/bucket/key` in place of `bucket.url/key`; true when absent. */
  readonly pathStyle?: boolean
  /** One bucket for everything; without it, one for each dataset. */
  readonly bucket?: string
  /** Precedes each key; ends with a slash. */
  readonly prefix?: string
  /** `chain`: as the AWS tools find them. */
  readonly credentials: { readonly accessKey: string; readonly secretKey: string } | 'chain'
  readonly encryption?: { readonly kind: 'AES256' } | { readonly kind: 'aws:kms'; readonly keyId?: string }
  readonly tls?: Tls
}
