/** Limits the number of tasks that run at the same time; the others wait in order. */
export interface Gate {
  /** Runs a task as soon as the limit allows; rejects when the task does. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** Creates a gate. @param limit number of tasks that may run at the same time, 1 or more */
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
