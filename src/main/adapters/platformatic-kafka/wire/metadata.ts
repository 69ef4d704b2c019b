import { type Connection, metadataV12, ResponseError } from '@platformatic/kafka'

type Metadata = metadataV12.MetadataResponse

/** A broker's description of the cluster and of these topics, each with its own error. It never creates a topic. */
export async function metadataOf(broker: Connection, topics: readonly string[]): Promise<Metadata> {
  try {
    return await metadataV12.api.async(broker, [...topics], false, false)
  } catch (thrown) {
    // The library fails when one topic has an error: a missing topic must not hide the others.
    if (thrown instanceof ResponseError) return thrown.response as Metadata
    throw thrown
  }
}
