/**
 * The lower half of kafkajs, which its own producer and consumer stand on: connections, metadata, coordinators, requests. It is not
 * in its public types. The version is pinned, and tests on a real broker hold it to this.
 */
declare module 'kafkajs/src/cluster/index.js' {
  import type { ISocketFactory, SASLOptions } from 'kafkajs'
  import type { Logger } from 'kafkajs/src/loggers/index.js'

  export interface Options {
    readonly logger: Logger
    readonly socketFactory: ISocketFactory
    readonly brokers: string[]
    readonly ssl: boolean | object
    readonly sasl: SASLOptions | undefined
    readonly clientId: string
    readonly connectionTimeout: number
    readonly requestTimeout: number
    readonly authenticationTimeout: number
    readonly metadataMaxAge: number
    readonly allowAutoTopicCreation: boolean
    readonly retry: { readonly retries: number }
  }

  export default class Cluster {
    constructor(options: Options)
    connect(): Promise<void>
    disconnect(): Promise<void>
    refreshMetadata(): Promise<void>
    addTargetTopic(topic: string): Promise<void>
    getNodeIds(): string[]
    findBroker(node: { nodeId: string }): Promise<Broker>
    findControllerBroker(): Promise<Broker>
    findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[]
    findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>
    /** Type 0: of a consumer group; 1: of a transactional id. */
    findGroupCoordinator(options: { groupId: string; coordinatorType: 0 | 1 }): Promise<Broker>
  }

  export interface Request<T> {
    readonly request: {
      readonly apiKey: number
      readonly apiVersion: number
      readonly apiName: string
      encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>
    }
    readonly response: {
      decode(payload: Buffer): Promise<{ clientSideThrottleTime?: number }>
      parse(decoded: { clientSideThrottleTime?: number }): Promise<T>
    }
    readonly requestTimeout?: number
  }

  interface PartitionsOf<P> {
    readonly topic: string
    readonly partitions: readonly P[]
  }

  export interface Broker {
    readonly nodeId: string
    readonly connectionPool: { send<T>(request: Request<T>): Promise<T> }
    listOffsets(request: {
      /** 0: read uncommitted. */
      isolationLevel: 0 | 1
      topics: readonly PartitionsOf<{ partition: number; timestamp: number }>[]
    }): Promise<{ responses: readonly PartitionsOf<{ partition: number; offset: string }>[] }>
    offsetFetch(request: {
      groupId: string
      topics: readonly PartitionsOf<{ partition: number }>[]
    }): Promise<{ responses: readonly PartitionsOf<{ partition: number; offset: string }>[] }>
    createTopics(request: {
      topics: readonly {
        topic: string
        numPartitions: number
        replicationFactor: number
        configEntries: readonly { name: string; value: string }[]
      }[]
    }): Promise<unknown>
    deleteRecords(request: { topics: readonly PartitionsOf<{ partition: number; offset: string }>[] }): Promise<unknown>
    initProducerId(request: {
      transactionalId: string
      transactionTimeout: number
    }): Promise<{ producerId: string; producerEpoch: number }>
    addPartitionsToTxn(request: {
      transactionalId: string
      producerId: string
      producerEpoch: number
      topics: readonly PartitionsOf<number>[]
    }): Promise<unknown>
    endTxn(request: {
      transactionalId: string
      producerId: string
      producerEpoch: number
      /** Whether it is to be committed. */
      transactionResult: boolean
    }): Promise<unknown>
  }
}

declare module 'kafkajs/src/loggers/index.js' {
  export interface Logger {
    namespace(name: string): Logger
  }
  const loggers: { createLogger(options: { level: number; logCreator: () => () => void }): Logger }
  export default loggers
}

declare module 'kafkajs/src/network/requestQueue/index.js' {
  export default class RequestQueue {
    readonly pending: readonly unknown[]
    scheduleCheckPendingRequests(): void
  }
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    readonly buf: Buffer
    readonly buffer: Buffer
    constructor(size?: number)
    writeBuffer(bytes: Buffer): this
  }
}

declare module 'kafkajs/src/protocol/error.js' {
  const errors: { createErrorFromCode(code: number): Error }
  export default errors
}

declare module 'kafkajs/src/protocol/requests/offsetCommit/v4/request.js' {
  import type { Request } from 'kafkajs/src/cluster/index.js'

  const request: (options: {
    groupId: string
    groupGenerationId: number
    memberId: string
    retentionTime: number
    topics: readonly { topic: string; partitions: readonly { partition: number; offset: string }[] }[]
  }) => Request<unknown>['request']
  export default request
}

declare module 'kafkajs/src/protocol/requests/offsetCommit/v4/response.js' {
  import type { Request } from 'kafkajs/src/cluster/index.js'

  const response: Request<unknown>['response']
  export default response
}
