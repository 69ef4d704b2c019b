import { Skeleton } from '@mantine/core'
import type { DatasetName } from '@shared/model/dataset'
import type { WindowRow } from '@shared/model/window'
import type { Feed } from '../../state/connection/use-feed'
import { hrefOf } from '../../state/route'
import { Card } from '../../ui/card'
import { Empty } from '../../ui/empty'
import { Problem } from '../../ui/problem'
import { ScreenLink } from '../../ui/screen-link'
import { WindowsTable } from '../../widgets/window/windows-table'

export function RecentWindows({ dataset, windows }: { dataset: DatasetName; windows: Feed<WindowRow[]> }) {
  return (
    <Card
      title="Windows"
      subtitle="produced = logged = stored = extracted = analysed"
      aside={<ScreenLink href={hrefOf('reports', dataset)}>All windows</ScreenLink>}
    >
      {windows.state === 'loading' && <Skeleton h={260} />}
      {windows.state === 'failed' && <Problem title="The windows cannot be read" message={windows.message} />}
      {windows.state === 'live' &&
        (windows.value.length === 0 ? (
          <Empty title="No window yet">A window is one minute of events. The first event opens one.</Empty>
        ) : (
          <WindowsTable rows={windows.value} columns="brief" />
        ))}
    </Card>
  )
}
