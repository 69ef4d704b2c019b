/** Puts pieces of text together to lines; a longer line is cut. */
export interface Lines {
  add(piece: string): void
  /** The text after the last line break is a line as well. */
  end(): void
}

const LONGEST = 4_000

export function linesOf(take: (line: string) => void): Lines {
  let rest = ''
  const give = (line: string) => {
    if (line.trim() !== '') take(line.slice(0, LONGEST))
  }
  return {
    add(piece) {
      const lines = (rest + piece).split(/\r?\n/)
      rest = (lines.pop() ?? '').slice(0, LONGEST)
      for (const line of lines) give(line)
    },
    end() {
      give(rest)
      rest = ''
    },
  }
}
