/** A topic to create. */
export interface NewTopic {
  readonly topic: string
  readonly partitions: number
  /** Kafka's settings by name, without those of replicas, which follow from the number of brokers. */
  readonly config: Readonly<Record<string, string | number>>
}

const USUAL_REPLICAS = 3

/** Copies of each topic where the settings give no number. */
export function usualReplicas(brokers: number): number {
  return Math.min(USUAL_REPLICAS, brokers)
}

/** Creates the topics of a Kafka cluster. */
export interface TopicAdmin {
  /** Does nothing when the topic exists. Throws `log-unavailable`, also when the signal aborts. */
  create(topic: NewTopic, signal: AbortSignal): Promise<void>
}
