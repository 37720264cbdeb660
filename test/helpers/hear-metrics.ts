import { vi } from 'vitest';
import * as z from 'zod';

/** One value of a metric as CloudWatch reads it from a log line. */
export interface HeardMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** The whole line. */
  readonly line: string;
}

// Source: CloudWatch User Guide, "Specification: Embedded metric format".
const lineSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
});

/** The log that functions write their metrics to. */
export interface MetricLog {
  /** What was published since the last call. */
  heard(): readonly HeardMetric[];
  /** Refuses the next line. */
  refuse(): void;
}

/** Listens to the metrics that are published from now on, until the test undoes its stubs and mocks. */
export function hearMetrics(): MetricLog {
  // Without it the lines go to a console of their own, which a test cannot hear.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  return {
    heard() {
      const heard = lines.mock.calls.flatMap(([line]) => metricsOf(String(line)));
      lines.mockClear();
      return heard;
    },
    refuse: () =>
      void lines.mockImplementationOnce(() => {
        throw new Error('write EPIPE');
      }),
  };
}

function metricsOf(line: string): readonly HeardMetric[] {
  const { _aws, ...fields } = lineSchema.parse(JSON.parse(line));
  return _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name, Unit }) => ({
        namespace: Namespace,
        name: Name,
        unit: Unit,
        dimensions: Object.fromEntries(names.map((name) => [name, String(fields[name])])),
        value: Number(fields[Name]),
        line,
      })),
    ),
  );
}
