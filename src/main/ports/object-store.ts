export interface ObjectInfo {
  readonly key: string
  readonly bytes: number
  readonly modifiedAt: number
}

/** Buckets of objects: a folder, or any S3 service. Keys contain no `/` and no `..`. */
export interface ObjectStore {
  /** Resolves once the whole object is on disk; readers see the old object or the new one, never a part. Throws `disk-full`. */
  put(bucket: string, key: string, body: Uint8Array): Promise<void>
  /** Like `put`, for a file of any size. The file may be gone afterwards: on the same disk it is moved. */
  putFile(bucket: string, key: string, path: string): Promise<void>
  /** For small objects: reads the whole object into memory. Throws `object-missing`. */
  get(bucket: string, key: string): Promise<Uint8Array>
  /** Writes the object as it is now to the file `path`. Throws `object-missing`, `disk-full`. */
  getToFile(bucket: string, key: string, path: string): Promise<void>
  /** Up to `length` bytes from `offset` on; empty past the end. Throws `object-missing`. */
  getPart(bucket: string, key: string, offset: number, length: number): Promise<Uint8Array>
  head(bucket: string, key: string): Promise<ObjectInfo | null>
  /** Sorted by key; an unknown bucket is empty. */
  list(bucket: string, prefix?: string): Promise<ObjectInfo[]>
  /** Ignores a missing object. */
  remove(bucket: string, key: string): Promise<void>
}
