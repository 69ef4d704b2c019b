import { join } from 'node:path'
import type { BandStore, WindowBand } from '@main/ports/bands'
import type { BandPoint, BandSeries } from '@shared/model/anomaly'
import { type OnDamage, openOrSetAside } from './open-or-set-aside'

/** Two days. */
const MOST_WINDOWS = 2_880
const PRUNE_EVERY = 60

/** The expected bands in `dir/bands.sqlite`. */
export async function openEmbeddedBands(dir: string, onDamage?: OnDamage): Promise<BandStore> {
  const database = await openOrSetAside(
    join(dir, 'bands.sqlite'),
    {
      version: 1,
      tables: `CREATE TABLE band (dataset TEXT NOT NULL, start INTEGER NOT NULL, bands TEXT NOT NULL,
      PRIMARY KEY (dataset, start)) WITHOUT ROWID`,
    },
    onDamage,
  )
  const insert = database.prepare(
    'INSERT INTO band (dataset, start, bands) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET bands = excluded.bands',
  )
  const prune = database.prepare(
    `DELETE FROM band WHERE dataset = ?1 AND start <
       (SELECT start FROM band WHERE dataset = ?1 ORDER BY start DESC LIMIT 1 OFFSET ${MOST_WINDOWS - 1})`,
  )
  const newest = database.prepare<{ start: number; bands: string }>(
    'SELECT start, bands FROM band WHERE dataset = ? AND start <= ? ORDER BY start DESC LIMIT ?',
  )
  let puts = 0

  return {
    put: (dataset, start, bands) =>
      database.write(() => {
        insert.run(dataset, start, JSON.stringify(bands))
        if (puts++ % PRUNE_EVERY === 0) prune.run(dataset)
      }),
    async newest(dataset, measure, windows, through = Number.MAX_SAFE_INTEGER) {
      const series = new Map<string | null, BandPoint[]>()
      for (const { start, bands } of newest.all(dataset, through, windows)) {
        for (const { type, measure: of, ...shown } of JSON.parse(bands) as WindowBand[]) {
          if (of !== measure) continue
          const points = series.get(type) ?? []
          points.unshift({ start, ...shown })
          series.set(type, points)
        }
      }
      return [...series].map(([type, points]): BandSeries => ({ type, points }))
    },
    close: () => database.close(),
  }
}
