/** A report as plain text, to be pasted into a letter to whoever runs the network. Pure. */
import type { DoctorReport } from "$/ipc";
import { inWords, say } from "$/shared/sentences";
import { texts } from "$/shared/texts";

export function reportText(report: DoctorReport): string {
  const words = texts.doctor;
  const lines = [
    words.reportTitle,
    new Date(report.checked_at).toISOString(),
    ...(report.practice ? [words.practice] : []),
    "",
    `${words.verdicts[report.verdict]}: ${say(report.headline)}`,
    ...(report.next_step ? [say(report.next_step)] : []),
    "",
    words.checks,
  ];
  for (const { id, state, finding, remedy, facts } of report.checks) {
    lines.push(`* ${words.checkTitles[id]}: ${words.states[state]}. ${say(finding)}`);
    if (remedy !== null) lines.push(`  ${words.remedy}: ${say(remedy)}`);
    for (const [name, value] of facts)
      lines.push(`  ${inWords(name)}: ${inWords(value).replaceAll("\n", ", ")}`);
  }
  if (report.providers.length > 0) {
    lines.push("", words.providers);
    for (const { name, expectation, sentence, remedy } of report.providers) {
      lines.push(`* ${inWords(name)}: ${words.expectations[expectation]}. ${say(sentence)}`);
      if (remedy !== null) lines.push(`  ${words.remedy}: ${say(remedy)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
