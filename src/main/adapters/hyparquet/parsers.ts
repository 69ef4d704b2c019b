const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** hyparquet drops a byte order mark at the start of a text, which makes two different texts equal. */
export const parsers = {
  stringFromBytes: (bytes: Uint8Array | undefined): string | undefined => bytes && decoder.decode(bytes),
}
