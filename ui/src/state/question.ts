// What is asked before something is taken away.

/** A question before something is taken away. Beside these answers there is always the one that changes nothing, and that is the first. */
export interface Question {
  title: string;
  body: string;
  answers: readonly Answer[];
}

export interface Answer {
  label: string;
  /** What it does cannot be taken back, or takes most away. */
  isDanger: boolean;
  testid?: string;
  run: () => Promise<void>;
}
