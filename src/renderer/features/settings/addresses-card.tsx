import { TagsInput } from '@mantine/core'
import { Card } from '../../ui/card'
import { SettingRow } from './setting-row'
import { useSettingChange } from './use-setting-change'

/** The other addresses at which a browser may open the window. The desktop app has no address. */
export function AddressesCard({ allowedHosts }: { allowedHosts: readonly string[] }) {
  const { change, problem, forget } = useSettingChange()
  return (
    <Card title="Addresses" subtitle="when the window is open in a browser">
      <SettingRow
        label="Allowed hosts"
        sentence="Other hosts that may open this page, such as localhost:9000 for a tunnel from port 9000."
        problem={problem}
      >
        {(ids) => (
          <TagsInput
            {...ids}
            w={260}
            value={[...allowedHosts]}
            placeholder={allowedHosts.length === 0 ? 'localhost:9000' : ''}
            maxTags={20}
            error={problem !== null}
            onChange={(hosts) => void change({ web: { allowedHosts: hosts.map((host) => host.trim().toLowerCase()) } })}
            onFocus={forget}
          />
        )}
      </SettingRow>
    </Card>
  )
}
