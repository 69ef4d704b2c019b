import { Button, Group, TagsInput } from '@mantine/core'
import { useState } from 'react'
import { logOut, renewAccess } from '../../state/connection/session'
import { isDesktop } from '../../state/is-desktop'
import { Card } from '../../ui/card'
import { NumberSetting } from './number-setting'
import { SettingRow } from './setting-row'
import { useSettingChange } from './use-setting-change'

interface BrowserAccessCardProps {
  port: number
  allowedHosts: readonly string[]
}

/** Where and for whom the window opens in a browser. The desktop app has no address. */
export function BrowserAccessCard({ port, allowedHosts }: BrowserAccessCardProps) {
  return (
    <Card about="browser-access" title="Browser access" subtitle="when the window is open in a browser">
      <NumberSetting
        label="Port"
        sentence="Used from the next start on. While it is taken, the window uses another one."
        unit=""
        value={port}
        changeOf={(next) => ({ web: { port: next } })}
      />
      <AllowedHosts hosts={allowedHosts} />
      {!isDesktop() && <AccessToken />}
    </Card>
  )
}

function AllowedHosts({ hosts }: { hosts: readonly string[] }) {
  const { change, problem, forget } = useSettingChange()
  return (
    <SettingRow
      label="Allowed hosts"
      sentence="Other hosts that may open this page, such as localhost:9000 for a tunnel from port 9000."
      problem={problem}
    >
      {(ids) => (
        <TagsInput
          {...ids}
          w={200}
          value={[...hosts]}
          placeholder={hosts.length === 0 ? 'localhost:9000' : ''}
          maxTags={20}
          error={problem !== null}
          onChange={(chosen) => void change({ web: { allowedHosts: chosen.map((host) => host.trim().toLowerCase()) } })}
          onFocus={forget}
        />
      )}
    </SettingRow>
  )
}

/** Renewing ends the access of every other browser and program, so the card asks first. */
function AccessToken() {
  const [asking, setAsking] = useState(false)
  const [outcome, setOutcome] = useState<{ done: boolean; text: string } | null>(null)
  const run = (action: () => Promise<void>, done: string) => {
    setAsking(false)
    action().then(
      () => setOutcome({ done: true, text: done }),
      () => setOutcome({ done: false, text: 'Millrace does not respond. Try again in a moment.' }),
    )
  }
  const sentence = asking
    ? 'Every other browser loses access until it opens the new address, which Millrace prints in its terminal. Scripts need the new token.'
    : outcome?.done
      ? outcome.text
      : 'Ends the access of every other browser and script. This page stays open.'
  return (
    <SettingRow label="Access token" sentence={sentence} problem={outcome?.done === false ? outcome.text : null}>
      {({ 'aria-describedby': describedBy }) => (
        <Group gap="xs" wrap="nowrap">
          {asking ? (
            <>
              <Button
                aria-describedby={describedBy}
                size="xs"
                color="red"
                autoFocus
                onClick={() => run(renewAccess, 'Renewed. The new address is in the terminal of Millrace.')}
              >
                Renew now
              </Button>
              <Button size="xs" variant="default" onClick={() => setAsking(false)}>
                Cancel
              </Button>
            </>
          ) : (
            <>
              <Button aria-describedby={describedBy} size="xs" variant="default" onClick={() => setAsking(true)}>
                Renew…
              </Button>
              <Button size="xs" variant="default" onClick={() => run(logOut, '')}>
                Log out
              </Button>
            </>
          )}
        </Group>
      )}
    </SettingRow>
  )
}
