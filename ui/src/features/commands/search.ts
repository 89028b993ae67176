/** Finds commands by what was typed: every word has to be there, at the beginning of a word or within one. Pure. */
import type { Command } from "$/shared/commands.svelte";

/** The lower, the better; `null`: it does not fit. */
function fit(title: string, words: string[]): number | null {
  const text = title.toLowerCase();
  let badness = 0;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at < 0) return null;
    const begins = at === 0 || /\W/.test(text[at - 1] as string);
    badness += (begins ? 0 : 10) + at / 100;
  }
  return badness;
}

export function findCommands(commands: Command[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return commands
    .flatMap((command, n) => {
      const badness = command.disabled ? null : fit(command.title, words);
      return badness === null ? [] : [{ command, badness, n }];
    })
    .sort((a, b) => a.badness - b.badness || a.n - b.n)
    .map(({ command }) => command);
}
