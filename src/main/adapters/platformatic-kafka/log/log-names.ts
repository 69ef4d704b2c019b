/** What a log is called in Kafka. Two logs of different names know nothing of each other; their topics need other names too. */
export interface LogNames {
  /** The topic that keeps what an append changes besides its records: progress, counts, and whose the log is. */
  readonly changelog: string
  /** The consumer group whose offsets say how far the sink is. Nobody joins it. */
  readonly group: string
  /** Two writers with the same one cannot write at the same time. */
  readonly transactionalId: string
}

export function logNames(name: string): LogNames {
  return { changelog: `${name}_changelog`, group: `${name}-sink`, transactionalId: `${name}-writer` }
}
