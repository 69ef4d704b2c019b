const LONGEST = 300

/** What to do about failures whose message does not say it. */
const HINTS: readonly (readonly [seen: RegExp, reason: string])[] = [
  [
    /S3AFileSystem not found/,
    'Spark has no S3 connector. Add spark.jars.packages=org.apache.hadoop:hadoop-aws:VERSION to the Spark properties, with the Hadoop version of your Spark',
  ],
  [/JAVA_HOME is not set|java: (command )?not found/, 'Spark needs Java 17 or 21. Install it, or set JAVA_HOME'],
  [
    /Could not find valid SPARK_HOME/,
    'spark-submit does not find its Spark. Set SPARK_HOME, or enter the path of another spark-submit',
  ],
  [/No module named .pyspark/, 'the Python on the cluster has no PySpark. Set PYSPARK_PYTHON to one that has it'],
  [
    /(Python|python3)\S*: (command )?not found|Cannot run program "python3?"/,
    'Spark found no Python. Install Python 3.10 or newer',
  ],
  [
    /All masters are unresponsive|Failed to connect to master|Connection refused.*:7077/,
    'the Spark master does not answer',
  ],
]

/** The reason in the last lines of a failed job's output, without a full stop. */
export function failureReason(lines: readonly string[], code: number | null): string {
  const hint = HINTS.find(([seen]) => lines.some((line) => seen.test(line)))
  if (hint) return hint[1]
  const said = lines.findLast((line) => /(Error|Exception)\b[^a-z]*[:(]/.test(line)) ?? lines.at(-1)
  const ended = code === null ? 'it was ended from outside' : `it ended with code ${code}`
  return said === undefined ? ended : said.trim().slice(0, LONGEST).replace(/\.$/, '')
}
