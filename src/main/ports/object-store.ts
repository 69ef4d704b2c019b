export interface ObjectInfo {
  readonly key: string
  readonly bytes: number
  readonly modifiedAt: number
}

/** Buckets of objects: a folder, or anything that speaks S3. Keys hold no `/` and no `..`. */
export interface ObjectStore {
  /** Resolves once the whole object is on disk; readers see the old object or the new one, never a part. Throws `disk-full`. */
  put(bucket: string, key: string, body: Uint8Array): Promise<void>
  /** Throws `object-missing`. */
  get(bucket: string, key: string): Promise<Uint8Array>
  head(bucket: string, key: string): Promise<ObjectInfo | null>
  /** Sorted by key; an unknown bucket is empty. */
  list(bucket: string, prefix?: string): Promise<ObjectInfo[]>
  /** Removing what is not there is fine. */
  remove(bucket: string, key: string): Promise<void>
}
