import { Button, Group, Text } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import type { Report } from '@shared/model/report'
import { IconBraces } from '@tabler/icons-react'
import type { Api } from '../../state/connection/connection'
import { useCommand } from '../../state/connection/use-command'
import { reportPng } from '../../ui/report/report-png'
import { saveFile } from '../../ui/save-file'
import { downloadExtract } from '../../widgets/download-extract'
import classes from './report-files.module.css'

const FORMATS = [
  { format: 'json', name: 'JSON', what: 'the report as JSON' },
  { format: 'csv', name: 'CSV', what: 'the report as CSV' },
] as const

interface ReportFilesProps {
  report: Report
  /** Whether a newer revision has replaced it. */
  superseded: boolean
  dataset: Dataset
  asJson: boolean
  onAsJson(asJson: boolean): void
}

export function ReportFiles({ report, superseded, dataset, asJson, onAsJson }: ReportFilesProps) {
  const command = useCommand()
  const start = Date.parse(report.window.start)
  const save = async (name: string, make: (api: Api) => Promise<File>) => {
    const file = await command(`The ${name} file could not be saved`, make)
    if (file) saveFile(file)
  }
  return (
    <Group gap={6} role="group" aria-label="Files of this report">
      <Text size="sm" c="dimmed">
        Save as
      </Text>
      {FORMATS.map(({ format, name, what }) => (
        <Button
          key={format}
          variant="default"
          size="xs"
          px={12}
          title={`Save ${what}`}
          onClick={() =>
            void save(name, (api) =>
              api.reports.file({ dataset: dataset.name, start, format, revision: report.revision }),
            )
          }
        >
          {name}
        </Button>
      ))}
      <Button
        variant="default"
        size="xs"
        px={12}
        disabled={superseded}
        title={
          superseded
            ? 'Only the newest revision keeps its events. Select it to save them.'
            : "Save the window's events as Parquet"
        }
        onClick={() => void save('Parquet', (api) => downloadExtract(api, dataset.name, start))}
      >
        Parquet
      </Button>
      <Button
        variant="default"
        size="xs"
        px={12}
        title="Save the chart as an image"
        onClick={() => void save('PNG', () => reportPng(report, dataset))}
      >
        PNG
      </Button>
      <Button
        variant="default"
        className={classes.toggle}
        size="xs"
        px={12}
        leftSection={<IconBraces size={14} aria-hidden />}
        aria-pressed={asJson}
        onClick={() => onAsJson(!asJson)}
      >
        View JSON
      </Button>
    </Group>
  )
}
