export interface ObjectInfo {
  readonly key: string
  readonly bytes: number
  readonly modifiedAt: number
}

/** Buckets of objects: a folder, or anything that speaks S3. Keys hold no `/` and no `..`. */
export interface ObjectStore {
  /** Resolves once the whole object is on disk; readers see the old object or the new one, never a part. Throws `disk-full`. */
  put(bucket: string, key: string, body: Uint8Array): Promise<void>
  /** As `put`, of a file of any size. The file may be gone afterwards: where it lies on the same disk, it becomes the object. */
  putFile(bucket: string, key: string, path: string): Promise<void>
  /** For small objects: it is in memory whole. Throws `object-missing`. */
  get(bucket: string, key: string): Promise<Uint8Array>
  /** Makes `path` a file of the object as it is now. Throws `object-missing`, `disk-full`. */
  getToFile(bucket: string, key: string, path: string): Promise<void>
  /** Up to `length` bytes from `offset` on; none past the end. Throws `object-missing`. */
  getPart(bucket: string, key: string, offset: number, length: number): Promise<Uint8Array>
  head(bucket: string, key: string): Promise<ObjectInfo | null>
  /** Sorted by key; an unknown bucket is empty. */
  list(bucket: string, prefix?: string): Promise<ObjectInfo[]>
  /** Removing what is not there is fine. */
  remove(bucket: string, key: string): Promise<void>
}
