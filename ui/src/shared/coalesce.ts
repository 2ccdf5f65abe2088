// Many requests for the same refresh become at most one running and one waiting.

/** Wraps an async refresh: calls during a run join one further run. The promise resolves when that run has ended. */
export function coalesced(run: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = async (): Promise<void> => {
    try {
      await run();
    } finally {
      current = next;
      next = null;
    }
  };
  return () => {
    if (!current) {
      current = start();
      return current;
    }
    next ??= current.catch(() => {}).then(start);
    return next;
  };
}
