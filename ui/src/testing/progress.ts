/** The progress of a run as tests need it. */
import type { Progress } from "$/ipc";

/** A run over 90 addresses of which some are settled. */
export const progress = (settled: number, waiting: number, more: Partial<Progress> = {}): Progress => ({
  tally: { total: 90, settled, waiting, verdicts: [] },
  rate: 5,
  first_answers_in: 10,
  all_in: 400,
  next_retry: null,
  domains: [1, 2],
  lookups: [0, 0],
  connections: 1,
  exchanges: [],
  trouble: null,
  guard: null,
  ...more,
});
