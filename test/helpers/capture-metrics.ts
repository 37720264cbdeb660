import { vi } from 'vitest';
import * as z from 'zod';

/** A metric value as CloudWatch extracts it from a log line. */
export interface CapturedMetric {
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

/** The log to which functions write their metrics. */
export interface MetricLog {
  /** Returns the metrics published since the last call. */
  published(): readonly CapturedMetric[];
  /** Makes writing the next line fail. */
  failNextLine(): void;
}

/** Captures metrics published from now on, until the test resets its stubs and mocks. */
export function captureMetrics(): MetricLog {
  // Otherwise Powertools writes to its own console, which a test cannot observe.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  return {
    published() {
      const metrics = lines.mock.calls.flatMap(([line]) => metricsOf(String(line)));
      lines.mockClear();
      return metrics;
    },
    failNextLine: () =>
      void lines.mockImplementationOnce(() => {
        throw new Error('write EPIPE');
      }),
  };
}

function metricsOf(line: string): readonly CapturedMetric[] {
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
