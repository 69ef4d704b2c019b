import { NativeSelect } from '@mantine/core'
import type { Dataset, DatasetName } from '@shared/model/dataset'

interface DatasetSelectProps {
  datasets: readonly Pick<Dataset, 'name' | 'title'>[]
  value: DatasetName
  onChange(name: DatasetName): void
}

export function DatasetSelect({ datasets, value, onChange }: DatasetSelectProps) {
  return (
    <NativeSelect
      aria-label="Dataset"
      value={value}
      data={datasets.map(({ name, title }) => ({ value: name, label: title }))}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

interface DatasetFilterProps extends Omit<DatasetSelectProps, 'value' | 'onChange'> {
  /** Null means all datasets. */
  value: DatasetName | null
  onChange(name: DatasetName | null): void
}

export function DatasetFilter({ datasets, value, onChange }: DatasetFilterProps) {
  return (
    <DatasetSelect
      datasets={[{ name: ALL, title: 'All datasets' }, ...datasets]}
      value={value ?? ALL}
      onChange={(name) => onChange(name === ALL ? null : name)}
    />
  )
}

/** A value that no dataset has as its name. */
const ALL = ''
