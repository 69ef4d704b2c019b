/** Time for the browser to read the file. */
const TAKEN_MS = 10_000

/** Saves a file with the browser's (or Electron's) downloads. */
export function saveFile(file: File): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = file.name
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(url), TAKEN_MS)
}
