import { TagsInput } from '@mantine/core'
import type { SparkSettings as Spark } from '@shared/model/settings'
import { SettingRow } from './setting-row'
import classes from './spark-settings.module.css'
import { TextSetting } from './text-setting'
import { useSettingChange } from './use-setting-change'

/** How a Spark job is submitted. */
export function SparkSettings({ spark }: { spark: Spark }) {
  return (
    <div className={classes.settings}>
      <TextSetting
        label="spark-submit"
        sentence="Its path, or its name when it is on the PATH. Needs Spark 4 with Python."
        value={spark.submit}
        changeOf={(submit) => ({ spark: { submit } })}
      />
      <TextSetting
        label="Master"
        sentence="local[2] runs the job on this machine; spark://host:7077, yarn or k8s://… on a cluster."
        value={spark.master}
        changeOf={(master) => ({ spark: { master } })}
      />
      <Properties conf={spark.conf} />
    </div>
  )
}

function Properties({ conf }: { conf: Spark['conf'] }) {
  const { change, problem, forget } = useSettingChange()
  const properties = Object.entries(conf).map(([name, value]) => `${name}=${value}`)
  return (
    <SettingRow
      label="Properties"
      sentence="More properties of the job, such as spark.executor.memory=2g. Not for secrets: give those in Spark's environment."
      problem={problem}
    >
      {(ids) => (
        <TagsInput
          {...ids}
          w={300}
          value={properties}
          placeholder={properties.length === 0 ? 'spark.executor.memory=2g' : ''}
          maxTags={100}
          splitChars={[]}
          error={problem !== null}
          onChange={(chosen) => void change({ spark: { conf: confOf(chosen) } })}
          onFocus={forget}
        />
      )}
    </SettingRow>
  )
}

function confOf(properties: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    properties.map((property) => {
      const at = property.indexOf('=')
      return at < 0 ? [property.trim(), ''] : [property.slice(0, at).trim(), property.slice(at + 1).trim()]
    }),
  )
}
