import { FILE_PATH_BYTES } from '@main/ports/containers'

const BLOCK = 512
const MODE = '0000644\0'
const NOBODY_ELSE = '0000000\0'

/**
 * Small text files as a tar archive in the old common format (ustar), to unpack at `/`: readable by every user of the container, writable
 * by its root only. `path` begins with a slash.
 */
export function tarOfFiles(files: readonly { readonly path: string; readonly text: string }[]): Buffer {
  const parts = files.flatMap(({ path, text }) => {
    const content = Buffer.from(text)
    return [header(path.replace(/^\/+/, ''), content.length), content, Buffer.alloc(-content.length & (BLOCK - 1))]
  })
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > FILE_PATH_BYTES)
    throw new Error(`the path of a file in a container is too long: ${name}`)
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0)
  block.write(MODE, 100)
  block.write(NOBODY_ELSE, 108)
  block.write(NOBODY_ELSE, 116)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write('00000000000\0', 136)
  // The checksum counts its own field as spaces.
  block.write('        0ustar\x0000', 148)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}
