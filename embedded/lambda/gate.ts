/** Lets a limited number of tasks run at the same time; the others wait in their order. */
export interface Gate {
  /** Runs the task once there is room; rejects when the task does. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** @param limit how many tasks may run at the same time, 1 or more */
export function createGate(limit: number): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run(task) {
      if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
