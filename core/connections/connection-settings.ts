/** How orders behave while a partner is unavailable (`core/config/connection-config.ts`). */
export interface ConnectionSettings {
  /** ISO 8601. @default the patience of the tenant */
  readonly patience?: string | undefined;
  /** Consecutive outages after which the connection opens. */
  readonly openAfterOutages: number;
  /** Seconds before the first try of an open connection. */
  readonly tryAfterSeconds: number;
  /** How many calls the partner gets at the same time at most. @default no limit */
  readonly concurrency?: number | undefined;
  /** How many parked orders continue per minute. */
  readonly releasePerMinute: number;
}

/** Settings of a tenant's connections by name. */
export type ConnectionSettingsByName = Readonly<Record<string, ConnectionSettings>>;

/** The settings of a connection that the tenant file does not mention. Functions load this file, and no schema. */
export const DEFAULT_CONNECTION: ConnectionSettings = {
  openAfterOutages: 5,
  tryAfterSeconds: 30,
  releasePerMinute: 60,
};

/** Returns the settings of a connection. */
export function connectionSettingsOf(connections: ConnectionSettingsByName, name: string): ConnectionSettings {
  return connections[name] ?? DEFAULT_CONNECTION;
}
