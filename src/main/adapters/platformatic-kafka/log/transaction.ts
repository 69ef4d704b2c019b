import { addPartitionsToTxnV3, type Connection, endTxnV3, initProducerIdV3 } from '@platformatic/kafka'
import type { KafkaClient } from '../client/client'
import { type PartitionBatch, type Produced, produce } from '../wire/produce'
import type { Producer } from '../wire/write-batch'
import type { Round } from './append-batches'

/** A transaction that takes longer than this is ended by Kafka: its writer is taken for dead. */
const TRANSACTION_WITHIN_MS = 15_000
/** Sequence numbers go round. */
const SEQUENCES = 2 ** 31

/** The commit was asked for, and there was no answer, or one that leaves it open: the records may be there or not. */
export class Undecided extends Error {
  override readonly name = 'Undecided'
}

/** A producer of the transactional id, as long as Kafka takes it for the current one. */
export interface TransactionalProducer {
  /**
   * Appends everything, or nothing: in doubt it throws `Undecided`, and nothing is kept of it when it throws anything else. After
   * a failure the producer is not to be used again.
   */
  commit(rounds: readonly Round[]): Promise<Produced[][]>
}

/** Fences every producer of this id before it, and waits until what that has begun is decided. */
export async function initProducer(client: KafkaClient, transactionalId: string): Promise<TransactionalProducer> {
  const { producerId, producerEpoch } = await client.withRetries(async (session) => {
    const coordinator = await session.transactionCoordinator(transactionalId)
    return initProducerIdV3.api.async(coordinator, transactionalId, TRANSACTION_WITHIN_MS)
  })
  const producer: Producer = { id: producerId, epoch: producerEpoch }
  const identity = { transactionalId, producerId, producerEpoch }
  const sequences = new Map<string, number>()

  const sequenced = (batch: Round[number]): PartitionBatch => {
    const place = `${batch.topic}/${batch.partition}`
    const firstSequence = sequences.get(place) ?? 0
    sequences.set(place, (firstSequence + batch.count) % SEQUENCES)
    return { ...batch, firstSequence }
  }

  const append = (round: readonly PartitionBatch[]): Promise<Produced[]> =>
    client.once(async (session) => {
      const leaders = new Map<string, Map<number, Connection>>()
      for (const topic of new Set(round.map((batch) => batch.topic))) {
        const led = [...(await session.leaders(topic))].flatMap(([broker, partitions]) =>
          partitions.map((partition) => [partition, broker] as const),
        )
        leaders.set(topic, new Map(led))
      }
      const byLeader = Map.groupBy(round, ({ topic, partition }) => leaders.get(topic)?.get(partition))
      const answers = [...byLeader].map(([broker, batches]) => {
        if (!broker) throw new Error('a partition has no leader')
        return produce(broker, transactionalId, producer, batches, Date.now())
      })
      return (await Promise.all(answers)).flat()
    })

  return {
    async commit(rounds) {
      const topics = [...Map.groupBy(rounds.flat(), ({ topic }) => topic)].map(([topic, batches]) => ({
        name: topic,
        partitions: [...new Set(batches.map(({ partition }) => partition))],
      }))
      // The transaction before this may still be on its way to its partitions, which Kafka answers with "again".
      await client.withRetries(async (session) => {
        const coordinator = await session.transactionCoordinator(transactionalId)
        await addPartitionsToTxnV3.api.async(coordinator, [{ ...identity, verifyOnly: false, topics }])
      })
      const produced: Produced[][] = []
      for (const round of rounds) produced.push(await append(round.map(sequenced)))
      // Asking twice commits once, so a lost answer is asked for again.
      const confirmed = client.withRetries(async (session) => {
        const coordinator = await session.transactionCoordinator(transactionalId)
        await endTxnV3.api.async(coordinator, transactionalId, producerId, producerEpoch, true)
      })
      await confirmed.catch((thrown) => {
        throw new Undecided('the commit was not confirmed', { cause: thrown })
      })
      return produced
    },
  }
}
