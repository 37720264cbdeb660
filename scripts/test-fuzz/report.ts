/** Something that must not happen. */
export interface Finding {
  /** The operation, e.g. `POST /orders` or `AWSEvents.PutRule`. */
  readonly target: string;
  readonly problem: string;
  /** A shell command that repeats the request. */
  readonly reproduce: string;
}

/** Requests to one operation. */
export interface TargetCount {
  readonly target: string;
  /** How many requests got each status; `none` for a connection that ended without one. */
  readonly statuses: ReadonlyMap<number | 'none', number>;
}

/** What a fuzzer did. */
export interface FuzzReport {
  readonly name: string;
  readonly counts: readonly TargetCount[];
  readonly findings: readonly Finding[];
  /** Answers that would be findings but for a reason, and how often each occurred. */
  readonly accepted?: ReadonlyMap<string, number>;
}

/** Counts answers by operation and status. */
export function createCounter() {
  const byTarget = new Map<string, Map<number | 'none', number>>();
  return {
    add(target: string, status: number | undefined): void {
      const statuses = byTarget.get(target) ?? new Map<number | 'none', number>();
      byTarget.set(target, statuses);
      statuses.set(status ?? 'none', (statuses.get(status ?? 'none') ?? 0) + 1);
    },
    counts: (): readonly TargetCount[] => [...byTarget].map(([target, statuses]) => ({ target, statuses })),
  };
}

/** Returns the number of requests of a fuzzer. */
export function requestsOf({ counts }: FuzzReport): number {
  return counts.reduce((sum, { statuses }) => sum + sumOf(statuses.values()), 0);
}

/** Formats a report: one line for each operation, then the findings, each with a command that repeats it. */
export function reportLines(report: FuzzReport): readonly string[] {
  const { accepted = new Map<string, number>(), counts, findings, name } = report;
  const width = Math.max(...counts.map(({ target }) => target.length), 0);
  const statuses = counts.flatMap((count) => [...count.statuses]);
  const serverErrors = statuses.filter(([status]) => typeof status === 'number' && status >= 500);
  return [
    '',
    `${name}: ${requestsOf(report)} requests`,
    ...counts.map((count) => `  ${count.target.padEnd(width)}  ${countsText(count)}`),
    `  ${findings.length} findings, ${sumOf(serverErrors.map(([, times]) => times))} answers of 5xx`,
    ...[...accepted].map(([reason, times]) => `  accepted ${times} x: ${reason}`),
    ...findings.flatMap(({ target, problem, reproduce }) => ['', `  ${target}: ${problem}`, `    ${reproduce}`]),
  ];
}

function countsText({ statuses }: TargetCount): string {
  const sorted = [...statuses].toSorted(([left], [right]) => String(left).localeCompare(String(right)));
  return sorted.map(([status, times]) => `${status}: ${times}`).join('  ');
}

function sumOf(numbers: Iterable<number>): number {
  return [...numbers].reduce((sum, number) => sum + number, 0);
}
