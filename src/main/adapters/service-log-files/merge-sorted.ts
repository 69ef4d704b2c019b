interface Source<T> {
  readonly pages: AsyncGenerator<readonly T[], void, undefined>
  page: readonly T[]
  at: number
}

/** The first `limit` items of all sources together; each source is sorted. Reads no further than necessary. */
export async function mergeSorted<T>(
  sources: readonly AsyncGenerator<readonly T[], void, undefined>[],
  compare: (a: T, b: T) => number,
  limit: number,
): Promise<T[]> {
  const heads = sources.map((pages): Source<T> => ({ pages, page: [], at: 0 }))
  const open: Source<T>[] = []
  const items: T[] = []
  try {
    for (const source of heads) if (await turnPage(source)) open.push(source)
    while (items.length < limit && open.length > 0) {
      const source = open.reduce((first, other) => (compare(headOf(other), headOf(first)) < 0 ? other : first))
      items.push(headOf(source))
      source.at++
      if (source.at === source.page.length && !(await turnPage(source))) open.splice(open.indexOf(source), 1)
    }
    return items
  } finally {
    await Promise.all(heads.map(({ pages }) => pages.return()))
  }
}

function headOf<T>({ page, at }: Source<T>): T {
  return page[at] as T
}

/** False at the end. A page may have no matching items. */
async function turnPage<T>(source: Source<T>): Promise<boolean> {
  for (;;) {
    const next = await source.pages.next()
    if (next.done) return false
    source.page = next.value
    source.at = 0
    if (next.value.length > 0) return true
  }
}
