/** The server's lines as whole replies: a reply of several lines is one thing to ask about. Pure. */
import type { SaidLine, Stage } from "$/ipc";

export interface WholeReply {
  /** As the server wrote it, line by line. */
  text: string;
  stage: Stage;
}

/** For each line the reply that ends there, where one does and it answers something. */
export function repliesOf(lines: SaidLine[]): (WholeReply | null)[] {
  let open: string[] = [];
  return lines.map(({ from, text, stage }) => {
    if (from !== "server") return null;
    open.push(text);
    if (text[3] === "-") return null;
    const whole = open.join("\n");
    open = [];
    return stage === null ? null : { text: whole, stage };
  });
}
