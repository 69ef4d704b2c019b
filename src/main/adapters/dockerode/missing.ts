import { statusOf } from './engine-error'

/** Returns null instead of an error when the requested object does not exist. */
export async function orMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}
