import { Group, NativeSelect } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import type { StoredRow } from '@shared/model/event-trace'
import type { Report } from '@shared/model/report'
import { createRoleReader } from '@shared/model/role-values'
import type { RowsRoute } from '../../state/route'

interface RowsFilterProps {
  dataset: Dataset
  /** The window's types and codes for the filter; null without a window. */
  report: Report | null
  shown: readonly StoredRow[]
  rows: RowsRoute
  onChange(rows: RowsRoute): void
}

const ANY = ''

/** Type, outcome, error code and order of the rows. */
export function RowsFilter({ dataset, report, shown, rows, onChange }: RowsFilterProps) {
  const { roles, typeLabels } = dataset
  const types = typesOf(dataset, report, shown, rows.type)
  const codes = codesOf(dataset, report, shown, rows)
  const change = (part: Partial<RowsRoute>) => onChange({ ...rows, place: null, ...part })
  const outcome = rows.errorsOnly || rows.errorCode !== null
  return (
    <Group gap={8} role="group" aria-label="Which rows">
      <NativeSelect
        aria-label="Type"
        value={rows.type ?? ANY}
        data={[
          { value: ANY, label: 'All types' },
          ...types.map((type) => ({ value: type, label: typeLabels[type] ?? type })),
        ]}
        onChange={({ currentTarget: { value } }) => change({ type: value === ANY ? null : value })}
      />
      {roles.outcome !== undefined && (
        <NativeSelect
          aria-label="Outcome"
          value={outcome ? 'errors' : ANY}
          data={[
            { value: ANY, label: 'Any outcome' },
            { value: 'errors', label: 'Errors only' },
          ]}
          onChange={({ currentTarget: { value } }) => change({ errorsOnly: value !== ANY, errorCode: null })}
        />
      )}
      {roles.errorCode !== undefined && (
        <NativeSelect
          aria-label="Error code"
          value={rows.errorCode ?? ANY}
          data={[{ value: ANY, label: 'Any error code' }, ...codes]}
          onChange={({ currentTarget: { value } }) =>
            change(value === ANY ? { errorCode: null } : { errorCode: value, errorsOnly: true })
          }
        />
      )}
      {roles.latency !== undefined && (
        <NativeSelect
          aria-label="Order"
          value={rows.order}
          data={[
            { value: 'time', label: 'By time' },
            { value: 'slowest', label: 'Slowest first' },
          ]}
          onChange={({ currentTarget: { value } }) => change({ order: value === 'slowest' ? 'slowest' : 'time' })}
        />
      )}
    </Group>
  )
}

/** First the types that the dataset lists, in its order, then the others that occur. */
function typesOf(
  { roles, typeLabels }: Dataset,
  report: Report | null,
  shown: readonly StoredRow[],
  chosen: string | null,
): string[] {
  const reported = report?.analysis.types.map(({ type }) => type) ?? []
  const seen = shown.map(({ event }) => createRoleReader(roles).typeOf(event))
  return [...new Set([...Object.keys(typeLabels), ...reported, ...seen, ...(chosen === null ? [] : [chosen])])]
}

function codesOf(
  { roles }: Dataset,
  report: Report | null,
  shown: readonly StoredRow[],
  { type, errorCode }: RowsRoute,
): string[] {
  const types = report?.analysis.types.filter((one) => type === null || one.type === type) ?? []
  const reported = types.flatMap(({ errorCodes }) => errorCodes.map(({ code }) => code))
  const seen = shown.flatMap(({ event }) => {
    const code = roles.errorCode === undefined ? null : event[roles.errorCode]
    return code === null || code === undefined ? [] : [String(code)]
  })
  const codes = new Set([...reported, ...seen, ...(errorCode === null ? [] : [errorCode])])
  return [...codes].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}
