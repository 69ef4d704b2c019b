/** A topic to create. */
export interface NewTopic {
  readonly topic: string
  readonly partitions: number
  /** Kafka's settings by name, without those of replicas, which follow from the number of brokers. */
  readonly config: Readonly<Record<string, string | number>>
}

/** Creates the topics of a Kafka cluster. */
export interface TopicAdmin {
  /** Does nothing when the topic exists. Throws `log-unavailable`, also when the signal aborts. */
  create(topic: NewTopic, signal: AbortSignal): Promise<void>
}
