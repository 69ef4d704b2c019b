import type { KafkaLog } from './event-log'

/** The same log, with another word before the name of each topic. */
export function prefixedTopics(log: KafkaLog, prefix: string): KafkaLog {
  if (prefix === '') return log
  const named = (topic: string) => `${prefix}${topic}`
  return {
    createTopic: (topic, partitions) => log.createTopic(named(topic), partitions),
    beginEpoch: (topic, reached, since) => log.beginEpoch(named(topic), reached, since),
    append: (topic, records, mark) => log.append(named(topic), records, mark),
    progress: (source) => log.progress(source),
    read: (topic, next, limit) => log.read(named(topic), next, limit),
    heldSince: (topic) => log.heldSince(named(topic)),
    waitForAppend: (ms, signal) => log.waitForAppend(ms, signal),
    offsets: (topic) => log.offsets(named(topic)),
    epochs: (topic) => log.epochs(named(topic)),
    commit: (topic, next) => log.commit(named(topic), next),
    committed: (topic) => log.committed(named(topic)),
    windowCounts: (topic, version) => log.windowCounts(named(topic), version),
    usage: (topic) => log.usage(named(topic)),
    retain: (topic, limits) => log.retain(named(topic), limits),
    clear: (topic) => log.clear(named(topic)),
    close: () => log.close(),
  }
}
