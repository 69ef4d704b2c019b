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
