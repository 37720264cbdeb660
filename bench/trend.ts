/** A measurement after a number of orders. */
export interface Point {
  readonly orders: number;
  readonly value: number;
}

/** A line through measurements: least squares. */
export interface Trend {
  /** Change of the value for each order. */
  readonly slope: number;
  readonly mean: number;
  /** Change of the value from the first measurement to the last, as a share of the mean. */
  readonly growth: number;
}

/** Fits a line through measurements, which noise affects less than their ends. @param points two or more */
export function trendOf(points: readonly Point[]): Trend {
  const average = (pick: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const orders = average((point) => point.orders);
  const mean = average((point) => point.value);
  const covariance = average((point) => (point.orders - orders) * (point.value - mean));
  const variance = average((point) => (point.orders - orders) ** 2);
  const slope = variance === 0 ? 0 : covariance / variance;
  const span = (points.at(-1)?.orders ?? 0) - (points[0]?.orders ?? 0);
  return { slope, mean, growth: mean === 0 ? 0 : (slope * span) / mean };
}
